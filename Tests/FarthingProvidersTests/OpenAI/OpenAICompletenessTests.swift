import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI: every route and parameter is priced, free or refused")
struct OpenAICompletenessTests {
    private static func route(_ method: String, _ path: String) -> DialectRoute {
        OpenAIRoutes.route(DialectHead(method: method, path: path[...]))
    }

    /// A path with its identifiers filled in.
    private static func filled(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("{") ? "id_1:a.b" : String($0) }
            .joined(separator: "/")
    }

    @Test("every route of the provider's own SDK is in the table")
    func sdkRoutes() throws {
        let routes = try Vectors.lines("openai/routes.txt", fields: 2).map {
            (method: Vectors.string($0[0]), path: Vectors.string($0[1]))
        }
        #expect(routes.count == 381)
        for (method, path) in routes {
            let path = Self.filled(path)
            let facts = OpenAIRoutes.table.filter { $0.matches(method: method, path: path[...]) }
            #expect(!facts.isEmpty, "in no row: \(method) \(path)")
        }
    }

    @Test("what the table says is what happens")
    func tableHolds() throws {
        for fact in OpenAIRoutes.table {
            let isFamily = fact.path.hasSuffix("/…")
            #expect(fact.treatment == .refused || !(isFamily || fact.method == "*"))
            let path = isFamily ? String(fact.path.dropLast(2)) : Self.filled(fact.path)
            let method = fact.method == "*" ? "POST" : fact.method
            switch (Self.route(method, path), fact.treatment) {
            case (.metered, .priced), (.free, .free): continue
            case (.refused(let reason), .refused): #expect(reason.contains("is refused: "))
            default: Issue.record("\(fact.method) \(fact.path) is not \(fact.treatment)")
            }
        }
    }

    @Test(
        "a path that is not spelled as documented is refused",
        arguments: [
            ("POST", "/v1/responses/"), ("POST", "/v1//responses"), ("post", "/v1/responses"),
            ("GET", "/v1/responses/a/b"), ("GET", "/v1/responses/.."), ("GET", "/v1/responses/%2e"),
            ("GET", "/v1/responses/"), ("DELETE", "/v1/responses"), ("PUT", "/v1/responses/a"),
            ("POST", "/v1/filesystem"), ("POST", "/v1/embeddings/x"), ("GET", "/v1/unknown"),
            ("GET", ""), ("", "/"),
        ]
    )
    func spelling(method: String, path: String) {
        guard case .refused(let reason) = Self.route(method, path) else {
            Issue.record("passed: \(method) \(path)")
            return
        }
        #expect(reason.contains("refused"))
    }

    /// What makes a request complete, by route.
    private static let bases = [
        "/v1/chat/completions": #""model":"gpt-4o","messages":[{"role":"user","content":"x"}]"#,
        "/v1/responses": #""model":"gpt-4o","input":"x""#,
        "/v1/embeddings": #""model":"text-embedding-3-small","input":"x""#,
        "/v1/images/generations": #""model":"gpt-image-1-mini","prompt":"x""#,
        "/v1/audio/speech": #""model":"tts-1","input":"x""#,
        "/v1/batches": #""input_file_id":"f","endpoint":"/v1/chat/completions""#,
    ]

    /// Values that the provider accepts, where `true` is none.
    private static let values = [
        "stream_options": "{}", "metadata": "{}", "logit_bias": "{}", "stop": "[]", "n": "1",
        "max_completion_tokens": "9", "max_tokens": "9", "max_output_tokens": "9",
        "service_tier": #""flex""#, "tools": "[]", "functions": "[]", "tool_choice": #""auto""#,
        "function_call": #""auto""#, "response_format": #"{"type":"text"}"#, "modalities": "[]",
        "prediction": #"{"type":"content","content":"x"}"#, "prompt_cache_options": "{}",
        "text": "{}", "reasoning": "{}", "instructions": #""x""#, "quality": #""low""#,
        "size": #""1024x1024""#, "output_format": #""png""#, "partial_images": "2",
        "voice": #""alloy""#, "stream_format": #""sse""#,
    ]

    private static func body(_ fact: ParameterFact) throws -> [UInt8] {
        var members = try #require(bases[fact.route])
        let names = fact.name.split(separator: ".").map(String.init)
        let value =
            switch (names[0], names.count) {
            case ("tools", 2): #"[{"type":"\#(names[1])"}]"#
            case (_, 2): #"{"\#(names[1])":"x"}"#
            case ("response_format", _) where fact.route.contains("images"): #""url""#
            default: values[names[0]] ?? "true"
            }
        if !members.contains("\"\(names[0])\":") { members += ",\"\(names[0])\":\(value)" }
        return Array("{\(members)}".utf8)
    }

    /// Reads a request, with a file of calls where it speaks of one.
    private static func read(
        _ reader: any MeteredReader,
        _ body: [UInt8],
        _ head: DialectHead
    ) throws(RequestError) {
        guard try reader.attachment(body) != nil else {
            _ = try reader.read(body, head)
            return
        }
        let call = #"{"model":"gpt-4o","messages":[{"role":"user","content":"x"}]}"#
        let line = #"{"method":"POST","url":"/v1/chat/completions","body":\#(call)}"#
        _ = try reader.read(body, head, attachment: Array(line.utf8))
    }

    /// Routes whose bodies are forms; ``TranscriptionRequestTests`` looks at their fields.
    private static let forms: Set<String> = [
        "/v1/audio/transcriptions", "/v1/audio/translations",
    ]

    @Test("a priced or free parameter passes, a refused one is refused by name")
    func parameters() throws {
        for fact in OpenAIRoutes.parameters where !Self.forms.contains(fact.route) {
            let body = try Self.body(fact)
            let head = DialectHead(method: "POST", path: fact.route[...])
            guard case .metered(let reader) = OpenAIRoutes.route(head) else {
                Issue.record("not metered: \(fact.route)")
                continue
            }
            do {
                try Self.read(reader, body, head)
                #expect(fact.treatment != .refused, "passed: \(fact.route) \(fact.name)")
            } catch {
                #expect(fact.treatment == .refused, "\(fact.route) \(fact.name): \(error.message)")
                #expect(error.code == .notPriced)
                let top = String(fact.name.prefix { $0 != "." })
                #expect(error.param?.hasPrefix(top) == true)
            }
        }
    }

    @Test("a parameter that nobody knows is refused on every metered route")
    func unknown() throws {
        for (route, members) in Self.bases {
            let head = DialectHead(method: "POST", path: route[...])
            guard case .metered(let reader) = OpenAIRoutes.route(head) else { continue }
            let error = #expect(throws: RequestError.self) {
                try Self.read(reader, Array("{\(members),\"brand_new\":1}".utf8), head)
            }
            #expect(error?.code == .notPriced)
            #expect(error?.param == "brand_new")
        }
    }
}
