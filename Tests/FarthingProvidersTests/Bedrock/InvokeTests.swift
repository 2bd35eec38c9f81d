import FarthingCore
import FarthingProviders
import Testing

@Suite("InvokeModel with Claude's bodies")
struct InvokeTests {
    static let claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"

    static func body(_ more: String = "") -> String {
        #"{"anthropic_version":"bedrock-2023-05-31","max_tokens":100,"messages":[{"role":"user","content":"Grüße"}]\#(more)}"#
    }

    static func read(
        _ body: String,
        model: String = claude,
        operation: String = "invoke",
        fields: [String: String] = [:]
    ) throws -> any MeteredRequest {
        let path = "/model/\(model)/\(operation)"
        return try #require(try BedrockRoutesTests.read(path, body, fields: fields))
    }

    @Test("a body is read as Anthropic's, with the model of the path")
    func read() throws {
        let more = #","anthropic_beta":["interleaved-thinking-2025-05-14"],"top_k":5"#
        for (operation, isStream) in [("invoke", false), ("invoke-with-response-stream", true)] {
            let request = try Self.read(Self.body(more), operation: operation)
            #expect(request.model == Self.claude)
            #expect(request.isStream == isStream)
            #expect(request.outputLimitTokens == 100)
            #expect(request.bodyBytes == Self.body(more).utf8.count)
            #expect(request.variants == .standard && request.pinnedVariants == .standard)
            let bound = try request.bound(outputTokensMax: 64_000, counter: nil)
            #expect(bound.outputTokensMax == 100)
            #expect(bound.inputTokensMax >= 7)
        }
    }

    @Test(
        "what has no price of Bedrock's is refused",
        arguments: [
            #","anthropic_beta":["context-1m-2025-08-07"]"#,
            #","anthropic_beta":["output-128k-2025-02-19"]"#,
            #","anthropic_beta":["new"]"#, #","model":"x""#, #","stream":true"#, #","new":1"#,
            #","service_tier":"auto""#, #","speed":"fast""#, #","inference_geo":"us""#,
        ]
    )
    func unpriced(_ more: String) {
        let error = #expect(throws: RequestError.self) { try Self.read(Self.body(more)) }
        #expect(error?.status == 403)
    }

    @Test("searches by the provider are refused")
    func searches() throws {
        let tools = #","tools":[{"type":"web_search_20250305","name":"web_search","max_uses":1}]"#
        let request = try Self.read(Self.body(tools))
        #expect(throws: RequestError.self) {
            try request.bound(outputTokensMax: 100, counter: nil)
        }
    }

    @Test("bodies of other makers, and of no version that is known, are refused")
    func otherBodies() {
        var error = #expect(throws: RequestError.self) {
            try Self.read(Self.body(), model: "amazon.nova-lite-v1:0")
        }
        #expect(error?.status == 403)
        #expect(error?.message.contains("Converse") == true)
        error = #expect(throws: RequestError.self) {
            try Self.read(#"{"max_tokens":1,"messages":[]}"#)
        }
        #expect(error?.status == 400)
        error = #expect(throws: RequestError.self) {
            try Self.read(#"{"anthropic_version":"x","max_tokens":1,"messages":[]}"#)
        }
        #expect(error?.status == 403)
    }

    @Test("fields choose the tier, and guardrails are refused")
    func fields() throws {
        let tier = "x-amzn-bedrock-service-tier"
        #expect(try Self.read(Self.body(), fields: [tier: "flex"]).variants == .flex)
        #expect(try Self.read(Self.body(), fields: [tier: "default"]).variants == .standard)
        let latency = "x-amzn-bedrock-performanceconfig-latency"
        #expect(try Self.read(Self.body(), fields: [latency: "optimized"]).variants == .fast)
        for fields in [
            [tier: "reserved"], [tier: "flex", latency: "optimized"],
            ["x-amzn-bedrock-guardrailidentifier": "g"],
        ] {
            #expect(throws: RequestError.self) { try Self.read(Self.body(), fields: fields) }
        }
    }

    @Test("only the output limit is changed")
    func splices() throws {
        let request = try Self.read(Self.body())
        #expect(request.splices(RequestChanges(pinsTier: true)).isEmpty)
        let splices = request.splices(RequestChanges(outputLimit: 7, pinsTier: true))
        let changed = Splice.apply(splices, to: Array(Self.body().utf8))
        let expected = Self.body().split(separator: "100").joined(separator: "7")
        #expect(String(decoding: changed, as: UTF8.self) == expected)
    }

    @Test("a plain answer is billed by Anthropic's usage")
    func answer() throws {
        let request = try Self.read(Self.body())
        let answer = request.readAnswer(
            Array(
                #"{"model":"claude-sonnet-4-5-20250929","content":[],"usage":{"input_tokens":9,"output_tokens":4,"cache_read_input_tokens":2}}"#
                    .utf8
            )
        )
        #expect(
            answer.usage == Usage(inputTokens: 9, cachedInputTokens: 2, outputTokens: 4)
        )
        #expect(answer.model == nil && answer.variant == nil)
        #expect(request.readAnswer(Array("{}".utf8)).usage == nil)
    }
}

@Suite("InvokeModelWithResponseStream with Claude's events")
struct InvokeStreamTests {
    static let events = [
        #"{"type":"message_start","message":{"id":"m","model":"claude","usage":{"input_tokens":9,"output_tokens":1}}}"#,
        #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Köln"}}"#,
        #"{"type":"content_block_stop","index":0}"#,
        #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}"#,
        #"{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":9,"outputTokenCount":5}}"#,
    ]

    static func chunk(_ event: String) -> [UInt8] {
        let payload = #"{"bytes":"\#(ConverseBoundTests.base64(Array(event.utf8)))","p":"abcd"}"#
        return EventStreamWriter.event("chunk", Array(payload.utf8))
    }

    static func feed(_ meter: inout InvokeStreamMeter, _ bytes: some Collection<UInt8>) -> [UInt8] {
        Array(bytes).withUnsafeBytes { piece in
            switch meter.feed(piece) {
            case .piece: Array(piece)
            case .bytes(let bytes): bytes
            }
        }
    }

    /// The types of the events in a stream; nil where it is none.
    static func types(_ stream: [UInt8]) -> [String]? {
        ConverseStreamTests.read(stream)?.map { frame in
            let json = Array(frame.drop { $0 != "{" }.utf8)
            guard frame.hasPrefix("chunk "), let root = try? JSONDocument(json).root,
                let text = root.member("bytes")?.string
            else { return "-" }
            return decoded(text).member("type")?.string ?? "-"
        }
    }

    static func decoded(_ base64: String) -> JSONNode {
        var bits = 0
        var count = 0
        var bytes: [UInt8] = []
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for character in base64.utf8 {
            guard let value = digits.firstIndex(of: character) else { break }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return (try? JSONDocument(bytes).root) ?? emptyNode
    }

    static let emptyNode: JSONNode = {
        do { return try JSONDocument(Array("{}".utf8)).root } catch { fatalError("\(error)") }
    }()

    @Test(
        "a stream passes byte by byte and is metered, however it is cut",
        arguments: [1, 13, 100, 1 << 20]
    )
    func whole(_ size: Int) {
        let stream = Self.events.flatMap(Self.chunk)
        var meter = InvokeStreamMeter()
        var passed: [UInt8] = []
        var start = 0
        while start < stream.count {
            let end = min(start + size, stream.count)
            passed += Self.feed(&meter, stream[start..<end])
            start = end
        }
        #expect(passed == stream && meter.finish().isEmpty)
        #expect(meter.isDone && meter.hasEnded && !meter.isBroken && !meter.sawError)
        #expect(meter.usage == Usage(inputTokens: 9, outputTokens: 5))
        #expect(meter.outputTokens == 5)
        #expect(meter.endOfStream(promptTokens: 1).isEmpty)
    }

    @Test("cut behind any byte, the stream that the client saw is ended well")
    func cutAnywhere() throws {
        let stream = Self.events.flatMap(Self.chunk)
        for cut in 0..<stream.count {
            var meter = InvokeStreamMeter()
            let seen = Self.feed(&meter, stream[..<cut])
            let end = meter.endOfStream(promptTokens: 50)
            let types = try #require(Self.types(seen + end), "cut at \(cut)")
            #expect(types.first == "message_start" && types.last == "message_stop")
            #expect(types.count { $0 == "message_delta" } == 1)
            #expect(
                types.count { $0 == "content_block_start" }
                    == types.count { $0 == "content_block_stop" }
            )
        }
    }

    @Test(
        "the dearer of Anthropic's figures and Bedrock's own counts",
        arguments: [
            (
                #"{"inputTokenCount":9,"outputTokenCount":4}"#,
                Usage(inputTokens: 9, outputTokens: 5)
            ),
            (
                #"{"inputTokenCount":9,"outputTokenCount":60}"#,
                Usage(inputTokens: 9, outputTokens: 60)
            ),
            (
                #"{"inputTokenCount":9,"outputTokenCount":5,"cacheReadInputTokenCount":3,"cacheWriteInputTokenCount":2}"#,
                Usage(
                    inputTokens: 9,
                    cachedInputTokens: 3,
                    cacheWriteHourTokens: 2,
                    outputTokens: 5
                )
            ),
            (
                #"{"inputTokenCount":-9,"outputTokenCount":5}"#,
                Usage(inputTokens: 9, outputTokens: 5)
            ),
        ]
    )
    func metrics(_ metrics: String, _ usage: Usage) {
        var meter = InvokeStreamMeter()
        for event in Self.events.dropLast() { _ = Self.feed(&meter, Self.chunk(event)) }
        #expect(meter.usage == Usage(inputTokens: 9, outputTokens: 5))
        let last = #"{"type":"message_stop","amazon-bedrock-invocationMetrics":\#(metrics)}"#
        _ = Self.feed(&meter, Self.chunk(last))
        #expect(meter.usage == usage)
    }

    @Test("before its end a stream has no usage, but what is known so far")
    func partial() {
        var meter = InvokeStreamMeter()
        #expect(meter.partialUsage == nil)
        for event in Self.events.prefix(3) { _ = Self.feed(&meter, Self.chunk(event)) }
        #expect(meter.usage == nil)
        #expect(meter.partialUsage == Usage(inputTokens: 9, outputTokens: 5))
    }

    @Test(
        "a chunk that is no base64 of a JSON object breaks the stream",
        arguments: [
            "", "%%%%", "AAAA", "AAA", "e30", "e3==", "W10=", "e30=e30=",
        ]
    )
    func broken(_ text: String) {
        var meter = InvokeStreamMeter()
        let payload = Array(#"{"bytes":"\#(text)"}"#.utf8)
        _ = Self.feed(&meter, EventStreamWriter.event("chunk", payload))
        #expect(meter.isBroken)
    }
}
