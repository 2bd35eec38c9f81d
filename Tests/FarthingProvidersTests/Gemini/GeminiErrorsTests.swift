import FarthingCore
import FarthingProviders
import Testing

@Suite("Gemini errors")
struct GeminiErrorsTests {
    private static func root(_ error: RenderedError) throws -> JSONNode {
        try #require(JSONDocument(error.body).root.member("error"))
    }

    @Test(
        "each status has its canonical word, and a used-up budget one that nobody retries",
        arguments: [
            (429, 402, "RESOURCE_EXHAUSTED"), (400, 400, "INVALID_ARGUMENT"),
            (401, 401, "UNAUTHENTICATED"), (403, 403, "PERMISSION_DENIED"),
            (404, 404, "NOT_FOUND"), (409, 409, "ABORTED"), (413, 413, "INVALID_ARGUMENT"),
            (415, 415, "INVALID_ARGUMENT"), (500, 500, "INTERNAL"), (502, 502, "UNAVAILABLE"),
            (503, 503, "UNAVAILABLE"), (504, 504, "DEADLINE_EXCEEDED"),
        ]
    )
    func status(given: Int, sent: Int, word: String) throws {
        let facts = ErrorFacts(status: given, code: "some_code", type: "t", message: "No.")
        let rendered = GeminiErrors.render(facts)
        #expect(rendered.status == sent)
        #expect(rendered.contentType == "application/json")
        let error = try Self.root(rendered)
        #expect(error.member("code")?.int64 == Int64(sent))
        #expect(error.member("status")?.string == word)
        #expect(error.member("message")?.string == "No.")
    }

    @Test("what could be afforded stands in an ErrorInfo, as strings")
    func headroom() throws {
        var headroom = Headroom(reason: "overLimit")
        headroom.budget = "finance-daily"
        headroom.remaining = 1_200
        headroom.affordableOutputTokens = 40
        let facts = ErrorFacts(
            status: 429,
            code: "budget_exceeded",
            type: "insufficient_quota",
            message: "The budget \"x\" is used up.",
            param: "model",
            headroom: headroom
        )
        let error = try Self.root(GeminiErrors.render(facts))
        let details = try #require(error.member("details"))
        #expect(details.count == 1)
        let info = try #require(details.elements.first { _ in true })
        #expect(info.member("@type")?.string == "type.googleapis.com/google.rpc.ErrorInfo")
        #expect(info.member("reason")?.string == "BUDGET_EXCEEDED")
        #expect(info.member("domain")?.string == "farthing")
        let metadata = try #require(info.member("metadata"))
        let members = Dictionary(
            uniqueKeysWithValues: metadata.members.map { ($0.name, $0.value.string) }
        )
        #expect(
            members == [
                "param": "model", "reason": "overLimit", "budget": "finance-daily",
                "remaining": "1200", "affordable_output_tokens": "40",
            ]
        )
    }
}
