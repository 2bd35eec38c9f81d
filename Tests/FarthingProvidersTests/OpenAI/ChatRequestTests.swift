import FarthingCore
import FarthingProviders
import Testing

/// Bodies for the tests of this folder.
enum ChatSample {
    static let messages = #""messages":[{"role":"user","content":"Hello"}]"#

    static func body(_ members: String) -> [UInt8] { Array("{\(members)}".utf8) }

    /// A valid request with `members` added.
    static func request(_ members: String = "") throws(RequestError) -> ChatRequest {
        let added = members.isEmpty ? "" : ",\(members)"
        return try ChatRequest.read(body("\"model\":\"gpt-4o\",\(messages)\(added)"))
    }

    static func error(_ body: [UInt8]) -> RequestError? {
        do throws(RequestError) {
            _ = try ChatRequest.read(body)
            return nil
        } catch {
            return error
        }
    }
}

@Suite("OpenAI chat request: reading")
struct ChatRequestTests {
    @Test("a plain request has the provider's defaults")
    func defaults() throws {
        let request = try ChatSample.request()
        #expect(request.model == "gpt-4o")
        #expect(!request.isStream)
        #expect(request.choices == 1)
        #expect(request.outputLimit == nil)
        #expect(!request.asksUsage)
        #expect(request.serviceTier == nil)
        #expect(request.variants == .auto)
        #expect(request.predictionBytes == 0)
        #expect(request.images == [])
        #expect(!request.hasTools)
    }

    @Test("everything that costs is read")
    func costs() throws {
        let request = try ChatSample.request(
            #"""
            "stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false},
            "n":3,"max_completion_tokens":77,"service_tier":"flex","max_tokens":null,
            "prediction":{"type":"content","content":"gr\u00fcn"},"modalities":["text"],
            "tools":[{"type":"function","function":{"name":"f"}}],"web_search_options":null,
            "reasoning_effort":"low","temperature":0.5,"store":true,"metadata":{"a":"b"}
            """#
        )
        #expect(request.isStream)
        #expect(request.asksUsage)
        #expect(request.choices == 3)
        #expect(request.outputLimit == ChatOutputLimit(parameter: .maxCompletionTokens, tokens: 77))
        #expect(request.serviceTier == .flex)
        #expect(request.variants == [.standard, .flex])
        #expect(request.predictionBytes == 5)
        #expect(request.hasTools)
    }

    @Test("images are counted with their details, not by the bytes of their encoding")
    func images() throws {
        let data = String(repeating: "A", count: 100_000)
        let request = try ChatRequest.read(
            ChatSample.body(
                #"""
                "model":"gpt-4o","messages":[{"role":"user","content":[
                {"type":"text","text":"What?"},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,\#(data)"}},
                {"type":"image_url","image_url":{"url":"https://a.example/b","detail":"low"}}]}]
                """#
            )
        )
        #expect(request.images.map(\.detail) == [.auto, .low])
        #expect(request.inputBoundBytes < 100)
        #expect(ImageTokenFormula.tokensMax(of: request.images, model: "gpt-4o") == 1_530)
        #expect(ImageTokenFormula.tokensMax(of: request.images, model: "who-knows") == nil)
        #expect(request.bound(model: "who-knows", outputTokensMax: 9, counter: nil) == nil)
    }

    @Test("a bound holds all that the call can use")
    func bounds() throws {
        let request = try ChatSample.request(
            #""n":2,"max_tokens":50,"prediction":{"type":"content","content":"abc"}"#
        )
        let bytes = try #require(request.bound(model: "o3", outputTokensMax: 100, counter: nil))
        #expect(bytes.inputTokensMax == request.inputBoundBytes)
        #expect(bytes.outputTokensMax == 50)
        #expect(bytes.choices == 2)
        #expect(bytes.predictionTokensMax == 3)
        let counter = TokenCounter(.o200k)
        let exact = try #require(request.bound(model: "o3", outputTokensMax: 40, counter: counter))
        #expect(exact.inputTokensMax == request.inputTokens(counter))
        #expect(exact.outputTokensMax == 40)
        #expect(exact.predictionTokensMax == 1)
    }

    @Test("an image that the request carries is bounded by its own size")
    func imageSize() throws {
        // The head of a PNG of 16 × 16 pixels.
        let png = "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAAAElFTkSuQmCC"
        let request = try ChatRequest.read(
            ChatSample.body(
                #"""
                "model":"gpt-4o","messages":[{"role":"user","content":[{"type":"image_url",
                "image_url":{"url":"data:image\/png;base64,\#(png)"}}]}]
                """#
            )
        )
        #expect(ImageTokenFormula.tokensMax(of: request.images, model: "gpt-4o") == 255)
    }

    @Test("escaped member names are the members that they spell")
    func escapedNames() throws {
        let request = try ChatRequest.read(
            ChatSample.body(#""mod\u0065l":"gpt-4o",\#(ChatSample.messages),"\u006e":9"#)
        )
        #expect(request.model == "gpt-4o")
        #expect(request.choices == 9)
    }

    @Test(
        "what cannot be read or bounded is refused, with its parameter, code and status",
        arguments: [
            ("\"n\":0", 400, .belowMinimum, "n"), ("\"n\":129", 400, .aboveMaximum, "n"),
            ("\"n\":1.5", 400, .invalidType, "n"), ("\"n\":\"2\"", 400, .invalidType, "n"),
            ("\"n\":1e2", 400, .invalidType, "n"),
            ("\"n\":123456789012345678901234567890", 400, .aboveMaximum, "n"),
            ("\"n\":-99999999999999999999", 400, .belowMinimum, "n"),
            ("\"max_tokens\":0", 400, .belowMinimum, "max_tokens"),
            ("\"max_tokens\":-1", 400, .belowMinimum, "max_tokens"),
            ("\"max_tokens\":1000000001", 400, .aboveMaximum, "max_tokens"),
            ("\"max_completion_tokens\":true", 400, .invalidType, "max_completion_tokens"),
            (
                "\"max_tokens\":5,\"max_completion_tokens\":5", 400, .unsupportedPair,
                "max_completion_tokens"
            ),
            ("\"stream\":1", 400, .invalidType, "stream"),
            ("\"stream_options\":[]", 400, .invalidType, "stream_options"),
            (
                "\"stream_options\":{\"include_usage\":1}", 400, .invalidType,
                "stream_options.include_usage"
            ),
            ("\"stream_options\":{\"x\":1}", 403, .notPriced, "stream_options.x"),
            ("\"tools\":{}", 400, .invalidType, "tools"),
            ("\"tools\":[{}]", 400, .missingParameter, "tools[0].type"),
            ("\"tools\":[{\"type\":\"web_search\"}]", 403, .notPriced, "tools[0].type"),
            ("\"web_search_options\":{}", 403, .notPriced, "web_search_options"),
            ("\"audio\":{\"voice\":\"x\"}", 403, .notPriced, "audio"),
            ("\"moderation\":{\"model\":\"x\"}", 403, .notPriced, "moderation"),
            ("\"modalities\":[\"text\",\"audio\"]", 403, .notPriced, "modalities"),
            ("\"service_tier\":\"scale\"", 403, .notPriced, "service_tier"),
            ("\"service_tier\":1", 400, .invalidType, "service_tier"),
            ("\"prediction\":{\"type\":\"content\"}", 400, .missingParameter, "prediction.content"),
            (
                "\"prompt_cache_options\":{\"ttl\":\"12h\"}", 403, .notPriced,
                "prompt_cache_options.ttl"
            ),
            ("\"brand_new\":1", 403, .notPriced, "brand_new"),
            ("\"Model\":1", 403, .notPriced, "Model"),
            ("\"model\":\"gpt-4\"", 400, .duplicateMember, "model"),
            ("\"n\":1,\"\\u006e\":2", 400, .duplicateMember, "n"),
            ("\"user\":\"\\ud800\"", 400, .invalidJSON, nil), ("\"n\":", 400, .invalidJSON, nil),
        ] as [(String, Int, RequestError.Code, String?)]
    )
    func refusals(members: String, status: Int, code: RequestError.Code, param: String?) {
        let body = ChatSample.body("\"model\":\"gpt-4o\",\(ChatSample.messages),\(members)")
        let error = ChatSample.error(body)
        #expect(error?.status == status)
        #expect(error?.code == code)
        #expect(error?.param == param)
        if let param { #expect(error?.message.contains(param) == true) }
    }

    @Test(
        "messages are checked where it matters",
        arguments: [
            ("[]", 400, .emptyArray, "messages"), ("{}", 400, .invalidType, "messages"),
            ("[1]", 400, .invalidType, "messages[0]"),
            ("[{\"content\":\"x\"}]", 400, .missingParameter, "messages[0].role"),
            ("[{\"role\":\"robot\"}]", 400, .invalidValue, "messages[0].role"),
            ("[{\"role\":\"user\",\"content\":5}]", 400, .invalidType, "messages[0].content"),
            (
                "[{\"role\":\"user\",\"content\":[{\"type\":\"file\"}]}]", 403, .notPriced,
                "messages[0].content[0].type"
            ),
            (
                "[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\"}]}]", 403, .notPriced,
                "messages[0].content[0].type"
            ),
            (
                "[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]", 400, .missingParameter,
                "messages[0].content[0].text"
            ),
            (
                "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\",\"x\":1}]}]",
                403,
                .notPriced, "messages[0].content[0].x"
            ),
            (
                "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{"
                    + "\"url\":\"u\",\"detail\":\"huge\"}}]}]", 400, .invalidValue,
                "messages[0].content[0].image_url.detail"
            ),
            (
                "[{\"role\":\"assistant\",\"audio\":{\"id\":\"a\"}}]", 403, .notPriced,
                "messages[0].audio"
            ),
            ("[{\"role\":\"user\",\"name\":1}]", 400, .invalidType, "messages[0].name"),
        ] as [(String, Int, RequestError.Code, String?)]
    )
    func messages(text: String, status: Int, code: RequestError.Code, param: String?) {
        let error = ChatSample.error(ChatSample.body("\"model\":\"gpt-4o\",\"messages\":\(text)"))
        #expect(error?.status == status)
        #expect(error?.code == code)
        #expect(error?.param == param)
    }

    @Test("model and messages are required, and a body must be an object of bounded size")
    func required() {
        #expect(ChatSample.error(ChatSample.body(ChatSample.messages))?.param == "model")
        #expect(ChatSample.error(ChatSample.body(#""model":"m""#))?.param == "messages")
        #expect(ChatSample.error(ChatSample.body(#""model":"""#))?.code == .emptyString)
        #expect(ChatSample.error(ChatSample.body(#""model":null"#))?.code == .invalidType)
        #expect(ChatSample.error(Array("[]".utf8))?.status == 400)
        #expect(ChatSample.error([])?.code == .invalidJSON)
        let search = ChatSample.body("\"model\":\"gpt-4o-search-preview\",\(ChatSample.messages)")
        #expect(ChatSample.error(search)?.param == "model")
        var limits = JSONLimits.standard
        limits.bytesMax = 20
        let error = #expect(throws: RequestError.self) {
            try ChatRequest.read(ChatSample.body("\"model\":\"gpt-4o\""), limits: limits)
        }
        #expect(error == nil || error?.status == 400)
        let large = #expect(throws: RequestError.self) {
            try ChatRequest.read(ChatSample.body("\"model\":\"gpt-4o-mini-2024\""), limits: limits)
        }
        #expect(large?.status == 413)
    }

    @Test("what an assistant's message carries back from an answer passes")
    func echoes() throws {
        let request = try ChatRequest.read(
            ChatSample.body(
                #"""
                "model":"gpt-4o","messages":[{"role":"assistant","content":null,"refusal":null,
                "annotations":[],"audio":null,"function_call":null,"tool_calls":[{"id":"call_1",
                "type":"function","function":{"name":"f","arguments":"{}"}}]},
                {"role":"tool","tool_call_id":"call_1","content":"[1,2]"}]
                """#
            )
        )
        #expect(request.inputBoundBytes > 60)
    }
}
