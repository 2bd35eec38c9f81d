import FarthingCore
import FarthingProviders
import Testing

@Suite("Azure OpenAI")
struct AzureTests {
    static let models = ["my-gpt": "gpt-4o", "vectors": "text-embedding-3-small"]
    static let messages = CompatibleTests.messages
    static let chat = "/openai/deployments/my-gpt/chat/completions"

    static func read(
        _ path: String,
        _ body: String
    ) throws(RequestError) -> (any MeteredRequest)? {
        let head = DialectHead(method: "POST", path: path[...], query: "api-version=2024-10-21")
        guard case .metered(let reader) = AzureRoutes.route(head, models: models) else {
            return nil
        }
        return try reader.read(Array(body.utf8), head)
    }

    @Test("each route of the table is what the table says")
    func routes() {
        for fact in AzureRoutes.table where !fact.path.hasSuffix("…") {
            let path = fact.path.replacing("{deployment}", with: "my-gpt")
                .replacing("{model}", with: "gpt-4o")
            let head = DialectHead(method: fact.method, path: path[...])
            switch AzureRoutes.route(head, models: Self.models) {
            case .metered: #expect(fact.treatment == .priced)
            case .free: #expect(fact.treatment == .free)
            case .refused: #expect(fact.treatment == .refused)
            }
        }
    }

    @Test(
        "only documented spellings and the query api-version pass",
        arguments: [
            ("POST", chat, "api-version=2024-10-21", true), ("POST", chat, "", true),
            ("POST", "/openai/v1/responses", "api-version=preview", true),
            ("GET", "/openai/models", "api-version=2024-10-21", true),
            ("POST", chat, "api-version=", false), ("POST", chat, "api-version=a&b=c", false),
            ("POST", chat, "x=1", false), ("POST", chat, "api-version=a%26b", false),
            ("GET", chat, "", false), ("POST", "\(chat)/", "", false),
            ("POST", "/openai/deployments/../chat/completions", "", false),
            ("POST", "/openai/deployments/a%2Fb/chat/completions", "", false),
            ("POST", "/openai/deployments/my-gpt/extensions/chat/completions", "", false),
            ("POST", "/openai/deployments/my-gpt/images/generations", "", false),
            ("POST", "/v1/chat/completions", "", false), ("PUT", "/openai/files", "", false),
        ]
    )
    func spellings(method: String, path: String, query: String, passes: Bool) {
        let head = DialectHead(method: method, path: path[...], query: query[...])
        let route = AzureRoutes.route(head, models: Self.models)
        if case .refused(let reason) = route {
            #expect(!passes && reason.contains("refused"))
        } else {
            #expect(passes)
        }
    }

    @Test(
        "the deployment in the path decides, and the body's model counts for nothing",
        arguments: [
            "{\(messages)}", "{\"model\":\"gpt-3.5-turbo\",\(messages)}",
            "{\"model\":\"my-gpt\",\(messages)}",
        ]
    )
    func deployments(body: String) throws {
        let request = try #require(try Self.read(Self.chat, body))
        #expect(request.model == "gpt-4o")
        #expect(request.splices(RequestChanges(pinsTier: true)).isEmpty)
        #expect(request.variants == .standard && request.hidesOutput == nil)
    }

    @Test("below /openai/v1 the body's model is a deployment")
    func bodies() throws {
        let chat = try Self.read(
            "/openai/v1/chat/completions",
            "{\"model\":\"my-gpt\",\(Self.messages)}"
        )
        #expect(chat?.model == "gpt-4o")
        let response = try Self.read("/openai/v1/responses", #"{"model":"my-gpt","input":"hi"}"#)
        #expect(response?.model == "gpt-4o")
        let vectors = try Self.read("/openai/v1/embeddings", #"{"model":"vectors","input":"hi"}"#)
        #expect(vectors?.model == "text-embedding-3-small")
        let missing = #expect(throws: RequestError.self) {
            try Self.read("/openai/v1/chat/completions", "{\(Self.messages)}")
        }
        #expect(missing?.param == "model")
    }

    @Test("a deployment whose model nobody told is refused with the fix")
    func unmapped() {
        let body = "{\"model\":\"my-gpt\",\(Self.messages)}"
        let error = #expect(throws: RequestError.self) {
            try Self.read("/openai/deployments/other/chat/completions", body)
        }
        #expect(error?.status == 403)
        #expect(error?.message.contains("--azure-deployment other=MODEL") == true)
    }

    @Test("what Azure alone takes is refused: its searches have no price")
    func unknown() {
        let error = #expect(throws: RequestError.self) {
            try Self.read(Self.chat, "{\(Self.messages),\"data_sources\":[{}]}")
        }
        #expect(error?.status == 403 && error?.param == "data_sources")
    }
}
