import FarthingCore
import FarthingProviders
import Testing

@Suite("Bedrock's errors")
struct BedrockErrorsTests {
    static func headroom() -> Headroom {
        var headroom = Headroom(reason: "overLimit")
        headroom.budget = "Köln \"täglich\" 🚀"
        headroom.unit = "USD"
        headroom.limit = 10
        headroom.affordableOutputTokens = 7
        return headroom
    }

    @Test("a used-up budget is an error that no SDK tries again")
    func budget() throws {
        let facts = ErrorFacts(
            status: 429,
            code: "budget_exceeded",
            type: "insufficient_quota",
            message: "The budget is used up.",
            headroom: Self.headroom()
        )
        let error = BedrockErrors.render(facts)
        #expect(error.status == 400)
        #expect(error.fields[0] == .init("x-amzn-errortype", "ServiceQuotaExceededException"))
        let body = try JSONDocument(error.body).root
        #expect(body.member("message")?.string == "The budget is used up.")
        #expect(body.member("farthing")?.member("budget")?.string == "Köln \"täglich\" 🚀")
        let field = try #require(error.fields.first { $0.name == "x-farthing-headroom" })
        #expect(field.value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
        let told = try JSONDocument(Array(field.value.utf8)).root
        #expect(told.member("budget")?.string == "Köln \"täglich\" 🚀")
        #expect(told.member("affordable_output_tokens")?.int64 == 7)
        #expect(told.member("spent") == nil)
    }

    @Test(
        "no status and no name that botocore tries again",
        arguments: [
            (400, "invalid_request_error", 400, "ValidationException"),
            (401, "invalid_request_error", 403, "UnrecognizedClientException"),
            (403, "permission_error", 403, "AccessDeniedException"),
            (404, "invalid_request_error", 404, "ResourceNotFoundException"),
            (409, "conflict_error", 400, "ConflictException"),
            (413, "invalid_request_error", 400, "ValidationException"),
            (415, "invalid_request_error", 400, "ValidationException"),
            (429, "requests", 400, "ServiceQuotaExceededException"),
            (500, "server_error", 424, "ModelErrorException"),
            (502, "server_error", 424, "ModelErrorException"),
            (503, "server_error", 424, "ModelErrorException"),
            (504, "server_error", 408, "ModelTimeoutException"),
        ]
    )
    func statuses(_ status: Int, _ type: String, _ rendered: Int, _ name: String) {
        let error = BedrockErrors.render(
            ErrorFacts(status: status, code: "c", type: type, message: "m")
        )
        #expect(error.status == rendered)
        #expect(error.fields.first == .init("x-amzn-errortype", name))
        #expect(![429, 500, 502, 503, 504, 509].contains(error.status))
        #expect(error.contentType == "application/json")
    }

    @Test("a signature that is not accepted is 403 in AWS's own words")
    func signature() {
        let error = BedrockErrors.render(SigV4Error.wrongSignature)
        #expect(error.status == 403)
        #expect(error.fields[0].value == "InvalidSignatureException")
    }
}
