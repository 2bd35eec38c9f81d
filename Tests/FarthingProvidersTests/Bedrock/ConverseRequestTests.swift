import FarthingCore
import FarthingProviders
import Testing

/// A request of Converse, read as the gateway reads it.
enum Converse {
    static func read(
        _ body: String,
        model: String = "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        operation: String = "converse"
    ) throws -> any MeteredRequest {
        try #require(try BedrockRoutesTests.read("/model/\(model)/\(operation)", body))
    }

    /// A request with one message of these blocks, and more members behind it.
    static func body(_ blocks: String = #"{"text":"hi"}"#, _ more: String = "") -> String {
        #"{"messages":[{"role":"user","content":[\#(blocks)]}]\#(more)}"#
    }

    static func bound(
        _ body: String,
        model: String = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
    ) throws -> CallBound {
        try read(body, model: model).bound(outputTokensMax: 64_000, counter: nil)
    }
}

@Suite("Converse requests")
struct ConverseRequestTests {
    @Test("what boto3's own examples send is read")
    func complete() throws {
        let body = """
            {"messages":[
              {"role":"user","content":[{"text":"What is the weather?"},{"cachePoint":{"type":"default"}}]},
              {"role":"assistant","content":[
                {"reasoningContent":{"reasoningText":{"text":"hm","signature":"c2ln"}}},
                {"toolUse":{"toolUseId":"t1","name":"weather","input":{"city":"Köln"}}}]},
              {"role":"user","content":[{"toolResult":{"toolUseId":"t1","status":"success",
                "content":[{"json":{"degrees":7}},{"text":"cold"}]}}]}],
             "system":[{"text":"Be brief."},{"cachePoint":{"type":"default","ttl":"5m"}}],
             "inferenceConfig":{"maxTokens":500,"temperature":0.5,"topP":0.9,"stopSequences":["x"]},
             "toolConfig":{"tools":[{"toolSpec":{"name":"weather","description":"d",
               "inputSchema":{"json":{"type":"object"}}}},{"cachePoint":{"type":"default"}}],
               "toolChoice":{"auto":{}}},
             "additionalModelRequestFields":{"top_k":5,
               "thinking":{"type":"enabled","budget_tokens":400}},
             "additionalModelResponseFieldPaths":["/stop_sequence"],
             "requestMetadata":{"team":"x"},"performanceConfig":{"latency":"standard"},
             "serviceTier":{"type":"default"},"promptVariables":{}}
            """
        let request = try Converse.read(body, operation: "converse-stream")
        #expect(request.isStream)
        #expect(request.outputLimitTokens == 500)
        #expect(request.leastOutputTokens == 401)
        #expect(request.hidesOutput == true)
        #expect(request.variants == .standard)
        #expect(request.bodyBytes == body.utf8.count)
        let bound = try request.bound(outputTokensMax: 64_000, counter: nil)
        #expect(bound.outputTokensMax == 500)
        #expect(!bound.writesHourCache)
        #expect(bound.imageTokensMax == 0)
    }

    @Test(
        "what may cost and has no price is refused by its place",
        arguments: [
            (
                Converse.body(
                    #"{"text":"hi"}"#,
                    #","guardrailConfig":{"guardrailIdentifier":"g"}"#
                ), "guardrailConfig"
            ),
            (Converse.body(#"{"text":"hi"}"#, #","new":1"#), "new"),
            (
                Converse.body(#"{"text":"hi"}"#, #","promptVariables":{"a":{"text":"b"}}"#),
                "promptVariables"
            ),
            (
                Converse.body(#"{"text":"hi"}"#, #","serviceTier":{"type":"reserved"}"#),
                "serviceTier.type"
            ),
            (Converse.body(#"{"text":"hi"}"#, #","inferenceConfig":{"n":2}"#), "inferenceConfig.n"),
            (
                Converse.body(
                    #"{"text":"hi"}"#,
                    #","additionalModelRequestFields":{"max_tokens":9}"#
                ), "additionalModelRequestFields.max_tokens"
            ),
            (
                Converse.body(
                    #"{"text":"hi"}"#,
                    #","additionalModelRequestFields":{"anthropic_beta":["context-1m-2025-08-07"]}"#
                ), "additionalModelRequestFields.anthropic_beta"
            ),
            (
                Converse.body(
                    #"{"text":"hi"}"#,
                    #","additionalModelRequestFields":{"reasoningConfig":{"maxReasoningEffort":"high"}}"#
                ), "additionalModelRequestFields.reasoningConfig.maxReasoningEffort"
            ),
            (
                Converse.body(
                    #"{"text":"hi"}"#,
                    #","toolConfig":{"tools":[{"systemTool":{"name":"nova_grounding"}}]}"#
                ), "toolConfig.tools[0].systemTool"
            ),
            (
                Converse.body(#"{"video":{"format":"mp4","source":{"bytes":"AA=="}}}"#),
                "messages[0].content[0].video"
            ),
            (
                Converse.body(
                    #"{"image":{"format":"png","source":{"s3Location":{"uri":"s3://b"}}}}"#
                ), "messages[0].content[0].image.source.s3Location"
            ),
            (
                Converse.body(
                    #"{"toolUse":{"toolUseId":"1","name":"a","input":{},"type":"server_tool_use"}}"#
                ), "messages[0].content[0].toolUse.type"
            ),
            (
                Converse.body(#"{"cachePoint":{"type":"default","ttl":"1d"}}"#),
                "messages[0].content[0].cachePoint.ttl"
            ),
            (
                Converse.body(#"{"text":"hi"}"#, #","performanceConfig":{"latency":"warp"}"#),
                "performanceConfig.latency"
            ),
        ]
    )
    func unpriced(_ body: String, _ param: String) {
        let error = #expect(throws: RequestError.self) { try Converse.read(body) }
        #expect(error?.status == 403)
        #expect(error?.param == param)
    }

    @Test(
        "what cannot be read in one way is refused",
        arguments: [
            ("", nil), ("[]", nil), ("{}", "messages"), (#"{"messages":[]}"#, "messages"),
            (#"{"messages":null}"#, "messages"), (#"{"messages":[],"messages":[]}"#, "messages"),
            (#"{"messages":[{"role":"user"}]}"#, "messages[0].content"),
            (#"{"messages":[{"content":[]}]}"#, "messages[0].role"),
            (#"{"messages":[{"role":"user","content":"hi"}]}"#, "messages[0].content"),
            (Converse.body(#"{"text":"a","image":{}}"#), "messages[0].content[0]"),
            (Converse.body(#"{}"#), "messages[0].content[0]"),
            (Converse.body(#"{"text":1}"#), "messages[0].content[0].text"),
            (
                Converse.body(#"{"text":"hi"}"#, #","inferenceConfig":{"maxTokens":0}"#),
                "inferenceConfig.maxTokens"
            ),
            (
                Converse.body(#"{"text":"hi"}"#, #","inferenceConfig":{"maxTokens":1.5}"#),
                "inferenceConfig.maxTokens"
            ),
            (
                Converse.body(
                    #"{"text":"hi"}"#,
                    #","inferenceConfig":{"max\u0054okens":1,"maxTokens":2}"#
                ), "maxTokens"
            ),
        ] as [(String, String?)]
    )
    func unreadable(_ body: String, _ param: String?) {
        let error = #expect(throws: RequestError.self) { try Converse.read(body) }
        #expect(error?.status == 400)
        #expect(error?.param == param)
    }

    @Test("members that are null are as good as absent")
    func nulls() throws {
        let names = [
            "system", "inferenceConfig", "toolConfig", "guardrailConfig", "promptVariables",
            "additionalModelRequestFields", "serviceTier", "performanceConfig", "outputConfig",
        ]
        let more = names.map { ",\"\($0)\":null" }.joined()
        let request = try Converse.read(Converse.body(#"{"text":"hi","image":null}"#, more))
        #expect(request.outputLimitTokens == nil)
        let bound = try request.bound(outputTokensMax: 100, counter: nil)
        #expect(bound.outputTokensMax == 100)
    }

    @Test(
        "tiers become the variants that they are billed as",
        arguments: [
            ("default", PriceVariantSet.standard), ("priority", .priority), ("flex", .flex),
        ]
    )
    func tiers(_ name: String, _ variants: PriceVariantSet) throws {
        let body = Converse.body(#"{"text":"hi"}"#, #","serviceTier":{"type":"\#(name)"}"#)
        #expect(try Converse.read(body).variants == variants)
    }

    @Test("what is faster has no price as the standard, and is not silently priced as it")
    func latency() throws {
        let body = Converse.body(
            #"{"text":"hi"}"#,
            #","performanceConfig":{"latency":"optimized"}"#
        )
        let request = try Converse.read(body)
        let price = try #require(
            PriceBook.bundled().price(provider: "bedrock", model: request.model, atMs: 0)
        )
        #expect(throws: PriceError.self) {
            try price.costBound(
                try request.bound(outputTokensMax: 100, counter: nil),
                variants: request.variants
            )
        }
    }

    @Test(
        "the output limit is written where it belongs, and no other byte is touched",
        arguments: [
            (
                #","inferenceConfig":{"maxTokens": 500 ,"topP":1}"#,
                #","inferenceConfig":{"maxTokens": 7 ,"topP":1}"#
            ),
            (#","inferenceConfig":{"maxTokens":null}"#, #","inferenceConfig":{"maxTokens":7}"#),
            (#","inferenceConfig":{"topP":1}"#, #","inferenceConfig":{"maxTokens":7,"topP":1}"#),
            (#","inferenceConfig":{ }"#, #","inferenceConfig":{"maxTokens":7 }"#),
            (#","inferenceConfig":null"#, #","inferenceConfig":{"maxTokens":7}"#),
            (" ", #","inferenceConfig":{"maxTokens":7} "#),
        ]
    )
    func splices(_ before: String, _ after: String) throws {
        let body = Converse.body(#"{"text":"hi"}"#, before)
        let request = try Converse.read(body)
        #expect(request.splices(RequestChanges()).isEmpty)
        let splices = request.splices(RequestChanges(outputLimit: 7))
        let changed = Splice.apply(splices, to: Array(body.utf8))
        let text = String(decoding: changed, as: UTF8.self)
        #expect(text == Converse.body(#"{"text":"hi"}"#, after))
        let again = try Converse.read(text)
        #expect(again.outputLimitTokens == 7)
        #expect(again.splices(RequestChanges(outputLimit: 7)).isEmpty)
    }
}
