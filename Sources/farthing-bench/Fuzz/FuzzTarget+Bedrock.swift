import FarthingCore
import FarthingProviders

extension FuzzTarget {
    private static let claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"

    static let converseRequest = FuzzTarget(
        name: "converse-request",
        seeds: [
            #"{"messages":[{"role":"user","content":[{"text":"hi"}]}]}"#,
            #"""
            {"messages":[{"role":"user","content":[{"text":"x"},{"cachePoint":{"type":"default"}},
            {"image":{"format":"png","source":{"bytes":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}}}]},
            {"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hm",
            "signature":"c2ln"}}},{"toolUse":{"toolUseId":"t","name":"f","input":{"a":"\u00e9"}}}]},
            {"role":"user","content":[{"toolResult":{"toolUseId":"t","status":"success","content":[
            {"json":{"b":7}},{"text":"c"}]}}]}],"system":[{"text":"Be brief."}],"inferenceConfig":{
            "maxTokens":4000,"temperature":0.5,"stopSequences":["x"]},"toolConfig":{"tools":[
            {"toolSpec":{"name":"f","description":"d","inputSchema":{"json":{"type":"object"}}}}],
            "toolChoice":{"auto":{}}},"additionalModelRequestFields":{"top_k":5,"thinking":{"type":
            "enabled","budget_tokens":1024}},"serviceTier":{"type":"default"},"requestMetadata":{}}
            """#,
        ].map { [UInt8]($0.utf8) },
        words: [
            #""maxTokens":0,"#, #""maxTokens":9223372036854775807,"#, #""inferenceConfig":null,"#,
            #""inferenceConfig":{},"#, #""guardrailConfig":{},"#,
            #""serviceTier":{"type":"flex"},"#,
            #""performanceConfig":{"latency":"optimized"},"#, #""s3Location":{"uri":"s3://a"},"#,
            #""ttl":"1h","#, #""document":{"#, #""video":{"#, #""guardContent":{"#,
            #""additionalModelRequestFields":{"max_tokens":9},"#, #""content":[],"#,
        ]
    ) { input, random throws(FuzzFault) in
        let models = [
            claude, "amazon.nova-micro-v1:0", "us.anthropic.claude-opus-4-1-20250805-v1:0",
        ]
        let operation = random.chance(50) ? "converse" : "converse-stream"
        return try bedrock(input, models[random.below(models.count)], operation, &random)
    }

    static let invokeRequest = FuzzTarget(
        name: "invoke-request",
        seeds: [
            #"{"anthropic_version":"bedrock-2023-05-31","max_tokens":100,"messages":[{"role":"user","content":"Gr\u00fc"}]}"#,
            #"""
            {"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["interleaved-thinking-2025-05-14"],
            "max_tokens":3000,"thinking":{"type":"enabled","budget_tokens":1024},"top_k":5,
            "system":"s","messages":[{"role":"user","content":[{"type":"text","text":"a",
            "cache_control":{"type":"ephemeral"}}]}],"tools":[{"name":"f","input_schema":{}}]}
            """#,
        ].map { [UInt8]($0.utf8) },
        words: [
            #""model":"x","#, #""stream":true,"#, #""anthropic_beta":["context-1m-2025-08-07"],"#,
            #""max_tokens":0,"#, #""max_tokens":9223372036854775807,"#, #""service_tier":"auto","#,
            #""anthropic_v\u0065rsion":"x","#, #""anthropic_beta":null,"#, #""budget_tokens":9"#,
        ]
    ) { input, random throws(FuzzFault) in
        let operation = random.chance(50) ? "invoke" : "invoke-with-response-stream"
        return try bedrock(input, claude, operation, &random)
    }

    private static func bedrock(
        _ input: [UInt8],
        _ model: String,
        _ operation: String,
        _ random: inout Random
    ) throws(FuzzFault) -> Bool {
        let head = DialectHead(method: "POST", path: "/model/\(model)/\(operation)"[...])
        guard case .metered(let reader) = BedrockRoutes.route(head) else {
            throw FuzzFault("a metered route is not metered")
        }
        return try DialectProof.request(input, reader, head, &random)
    }

    static let converseStream = FuzzTarget(
        name: "converse-stream",
        seeds: [ConverseScript.seed],
        words: ConverseScript.words + [
            #""delta":{"text":"x"}"#, #""stopReason":"max_tokens""#, #""usage":{"#,
            #""usage":null,"#,
            #""inputTokens":-1,"#, #""cacheWriteInputTokens":99,"#, #""cacheReadInputTokens":99,"#,
            #""contentBlockIndex":9223372036854775807,"#, #""serviceTier":{"type":"flex"}"#,
        ]
    ) { input, random throws(FuzzFault) in
        let stream = ConverseScript.stream(input, &random)
        return try DialectProof.stream(stream, &random) { ConverseStreamMeter() }
    }

    /// Each line of Anthropic's stream as a chunk; what is no event of its own is one nevertheless.
    static let invokeStream = FuzzTarget(
        name: "invoke-stream",
        seeds: [
            messagesStreamSeed,
            Array(
                String(decoding: messagesStreamSeed, as: UTF8.self).replacing(
                    #""type":"message_stop""#,
                    with:
                        #""type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":25,"outputTokenCount":17,"invocationLatency":9}"#
                ).utf8
            ),
        ],
        words: ConverseScript.words + [
            "data: ", #"data: {"type":"message_stop"}"#, #""output_tokens":99999"#,
            #""usage":null,"#,
            #""amazon-bedrock-invocationMetrics":{"#, #""cacheWriteInputTokenCount":3,"#,
        ]
    ) { input, random throws(FuzzFault) in
        var stream: [UInt8] = []
        for line in input.split(separator: UInt8(ascii: "\n")) {
            guard line.starts(with: "data: ".utf8) else { continue }
            var text = Base64.standard.encode(line.dropFirst(6))
            if random.chance(2), !text.isEmpty {
                text[random.below(text.count)] = UInt8(0x20 + random.below(0x5F))
            }
            let payload = Array("{\"bytes\":\"".utf8) + text + Array("\"}".utf8)
            stream += EventStreamWriter.event("chunk", payload)
        }
        ConverseScript.damage(&stream, &random)
        return try DialectProof.stream(stream, &random) { InvokeStreamMeter() }
    }
}

/// A stream of Converse as text, one event a line, so that what is changed in it stays a stream.
enum ConverseScript {
    static let seed = [UInt8](
        """
        messageStart {"role":"assistant"}
        contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"Gr\\u00fc\u{DF}e"},"p":"abc"}
        contentBlockStop {"contentBlockIndex":0}
        contentBlockStart {"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t","name":"f"}}}
        contentBlockDelta {"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\\"a\\":1}"}}}
        contentBlockStop {"contentBlockIndex":1}
        messageStop {"stopReason":"tool_use"}
        metadata {"metrics":{"latencyMs":9},"usage":{"inputTokens":11,"outputTokens":22,"totalTokens":33},"serviceTier":{"type":"default"}}
        """.utf8
    )

    static let words = [
        "\nmetadata ", "\nmessageStop {}\n", "\ncontentBlockDelta ", "\nthrottlingException {}\n",
        "\nnovel {}\n", "\n", "\nmessageStart {}\n",
    ]

    private static let types: [StaticString] = [
        "messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop",
        "messageStop", "metadata",
    ]

    static func frames(_ script: [UInt8]) -> [UInt8] {
        script.split(separator: UInt8(ascii: "\n")).flatMap { line -> [UInt8] in
            let name = line.prefix { $0 != UInt8(ascii: " ") }
            let payload = Array(line.dropFirst(name.count + 1))
            if name.elementsEqual("throttlingException".utf8) {
                return EventStreamWriter.frame(
                    [(":exception-type", "throttlingException"), (":message-type", "exception")],
                    payload
                )
            }
            let type = types.first { $0.withUTF8Buffer { $0.elementsEqual(name) } }
            return EventStreamWriter.event(type ?? "novel", payload)
        }
    }

    static func stream(_ script: [UInt8], _ random: inout Random) -> [UInt8] {
        var stream = frames(script)
        damage(&stream, &random)
        return stream
    }

    /// Seldom changes a byte of the finished stream, with or without its checksum.
    static func damage(_ stream: inout [UInt8], _ random: inout Random) {
        guard !stream.isEmpty, random.chance(20) else { return }
        stream[random.below(stream.count)] ^= 1 << UInt8(random.below(8))
        if random.chance(70) { FrameRepair.repair(&stream, keepsLengths: false) }
    }
}
