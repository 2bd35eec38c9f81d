import FarthingCore
import FarthingProviders
import Testing

@Suite("Anthropic errors")
struct AnthropicErrorsTests {
    private static func render(_ facts: ErrorFacts) throws -> (RenderedError, JSONNode) {
        let rendered = AnthropicErrors.render(facts)
        let root = try JSONDocument(rendered.body).root
        #expect(root.member("type" as StaticString)?.string == "error")
        return (rendered, try #require(root.member("error" as StaticString)))
    }

    @Test("a budget that is used up is 402, with what could be afforded")
    func budget() throws {
        var headroom = Headroom(reason: "overLimit")
        headroom.budget = "daily"
        headroom.unit = "USD"
        headroom.limit = 1_000
        headroom.remaining = 7
        headroom.affordableOutputTokens = 12
        let (rendered, error) = try Self.render(
            ErrorFacts(
                status: 429,
                code: "budget_exceeded",
                type: "insufficient_quota",
                message: "The budget \"daily\" does not cover this call.",
                headroom: headroom
            )
        )
        #expect(rendered.status == 402 && rendered.contentType == "application/json")
        #expect(error.member("type" as StaticString)?.string == "billing_error")
        let details = error.member("details" as StaticString)
        #expect(details?.member("error_code" as StaticString)?.string == "budget_exceeded")
        let farthing = try #require(error.member("farthing" as StaticString))
        #expect(farthing.member("reason" as StaticString)?.string == "overLimit")
        #expect(farthing.member("remaining" as StaticString)?.int64 == 7)
        #expect(farthing.member("affordable_output_tokens" as StaticString)?.int64 == 12)
        #expect(farthing.member("held" as StaticString) == nil)
    }

    @Test(
        "each status has Anthropic's word for it",
        arguments: [
            (400, "invalid_request_error"), (401, "authentication_error"),
            (403, "permission_error"), (404, "not_found_error"), (409, "conflict_error"),
            (413, "request_too_large"), (429, "rate_limit_error"), (500, "api_error"),
            (502, "api_error"), (503, "api_error"), (504, "timeout_error"),
            (529, "overloaded_error"),
        ]
    )
    func types(status: Int, type: String) throws {
        let facts = ErrorFacts(
            status: status,
            code: "c",
            type: "server_error",
            message: "m",
            param: "max_tokens"
        )
        let (rendered, error) = try Self.render(facts)
        #expect(rendered.status == status)
        #expect(error.member("type" as StaticString)?.string == type)
        #expect(error.member("message" as StaticString)?.string == "m")
        let details = error.member("details" as StaticString)
        #expect(details?.member("param" as StaticString)?.string == "max_tokens")
    }
}
