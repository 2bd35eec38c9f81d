import FarthingCore
import FarthingProviders
import Testing

@Suite("Anthropic message request")
struct MessagesRequestTests {
    @Test("what a request says is read")
    func reads() throws {
        let request = try MessagesSample.request(
            maxTokens: 4_096,
            #""stream":true,"system":"Be brief.","temperature":0.5,"top_k":5,"top_p":0.9,"#
                + #""stop_sequences":["END"],"metadata":{"user_id":"u"},"#
                + #""thinking":{"type":"enabled","budget_tokens":2048}"#
        )
        #expect(request.model == "claude-opus-5-5")
        #expect(request.isStream && request.outputLimitTokens == 4_096)
        #expect(request.choices == 1 && request.leastOutputTokens == 2_049)
        #expect(!request.namesTier && request.variants == [.standard, .priority])
        #expect(request.hidesOutput == true)
    }

    @Test("the reader takes betas from the request's head")
    func reader() throws {
        let body = MessagesSample.body()
        func read(_ betas: String?) throws(RequestError) -> any MeteredRequest {
            let head = DialectHead(
                method: "POST",
                path: "/v1/messages",
                field: { $0 == "anthropic-beta" ? betas : nil }
            )
            return try MessagesReader().read(body, head)
        }
        _ = try read(nil)
        _ = try read("interleaved-thinking-2025-05-14, context-1m-2025-08-07,")
        #expect(throws: RequestError.self) { _ = try read("mcp-client-2025-11-20") }
        #expect(throws: RequestError.self) { _ = try read("context-1m-2025-08-07,new-2027") }
    }

    @Test(
        "parameters that are free, or bounded, pass",
        arguments: [
            #""service_tier":"auto""#, #""service_tier":"standard_only""#, #""service_tier":null"#,
            #""speed":"standard""#, #""speed":"fast""#, #""speed":null"#,
            #""inference_geo":"global""#, #""inference_geo":null"#,
            #""container":null"#, #""mcp_servers":[]"#, #""fallbacks":null"#,
            #""thinking":{"type":"adaptive","display":"omitted"}"#,
            #""thinking":{"type":"disabled"}"#, #""thinking":{"type":"between_tools"}"#,
            #""output_config":{"effort":"low","task_budget":{"type":"tokens","total":9}}"#,
            #""output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}"#,
            #""context_management":{"edits":[{"type":"clear_tool_uses_20250919"}]}"#,
            #""cache_control":{"type":"ephemeral","ttl":"5m"}"#,
            #""diagnostics":{"previous_message_id":null}"#, #""tools":[]"#, #""tools":null"#,
            #""tool_choice":{"type":"tool","name":"a","disable_parallel_tool_use":true}"#,
            #""system":[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}]"#,
        ]
    )
    func passes(members: String) {
        #expect(MessagesSample.error(members) == nil)
    }

    @Test(
        "what may cost without a price is refused with 403, and named",
        arguments: [
            (#""inference_geo":"us""#, "inference_geo"),
            (#""inference_geo":7"#, "inference_geo"),
            (#""service_tier":"priority""#, "service_tier"), (#""speed":"warp""#, "speed"),
            (#""container":"c1""#, "container"), (#""container":{"skills":[]}"#, "container"),
            (#""mcp_servers":[{"type":"url","url":"https://x","name":"x"}]"#, "mcp_servers"),
            (#""fallbacks":"default""#, "fallbacks"),
            (#""fallback_credit_token":"t""#, "fallback_credit_token"),
            (#""compaction":{}"#, "compaction"), (#""billing_policy":{}"#, "billing_policy"),
            (
                #""context_management":{"edits":[{"type":"compact_20260112"}]}"#,
                "context_management.edits"
            ),
            (#""context_management":{"x":1}"#, "context_management.x"),
            (#""thinking":{"type":"new"}"#, "thinking.type"),
            (#""thinking":{"type":"enabled","budget_tokens":1024,"x":1}"#, "thinking.x"),
            (#""output_config":{"voices":2}"#, "output_config.voices"),
            (#""output_format":{"type":"json_schema","schema":{},"x":1}"#, "output_format.x"),
            (
                #""cache_control":{"type":"ephemeral","ttl":"24h"}"#,
                "cache_control.ttl"
            ),
            (#""system":[{"type":"image","source":{}}]"#, "system[0].type"),
            (#""new_thing":1"#, "new_thing"),
        ]
    )
    func refuses(members: String, param: String) {
        let error = MessagesSample.error(members)
        #expect(error?.status == 403 && error?.param == param, "\(String(describing: error))")
    }

    @Test(
        "what Anthropic needs or would refuse is refused with 400",
        arguments: [
            (#"{"messages":[{"role":"user","content":"x"}],"max_tokens":1}"#, "model"),
            (#"{"model":"m","messages":[{"role":"user","content":"x"}]}"#, "max_tokens"),
            (#"{"model":"m","max_tokens":1}"#, "messages"),
            (#"{"model":"m","max_tokens":1,"messages":[]}"#, "messages"),
            (#"{"model":"m","max_tokens":1.5,"messages":[]}"#, "max_tokens"),
            (#"{"model":"m","max_tokens":-1,"messages":[]}"#, "max_tokens"),
            (#"{"model":"m","max_tokens":2000000000,"messages":[]}"#, "max_tokens"),
            (#"{"model":"m","max_tokens":null,"messages":[]}"#, "max_tokens"),
            (
                #"{"model":"m","max_tokens":1,"messages":[{"role":"tool","content":"x"}]}"#,
                "messages[0].role"
            ),
            (#"{"model":"m","max_tokens":1,"messages":[{"role":"user"}]}"#, "messages[0].content"),
            (#"{"model":"m","max_tokens":1,"max_tokens":2,"messages":[]}"#, "max_tokens"),
            (#"{"model":1,"max_tokens":1,"messages":[]}"#, "model"),
            (#"[]"#, nil), (#"{"#, nil),
        ] as [(String, String?)]
    )
    func refusesBad(text: String, param: String?) {
        #expect {
            _ = try MessagesRequest.read(Array(text.utf8))
        } throws: { error in
            guard let error = error as? RequestError else { return false }
            return error.status == 400 && error.param == param
        }
    }

    @Test(
        "blocks that are documented pass",
        arguments: [
            #"{"type":"text","text":"a","citations":[{"type":"char_location","cited_text":"b"}]}"#,
            #"{"type":"image","source":{"type":"url","url":"https://x/y.png"}}"#,
            #"{"type":"image","source":{"type":"file","file_id":"f"}}"#,
            #"{"type":"document","source":{"type":"text","media_type":"text/plain","data":"a"}}"#,
            #"{"type":"document","source":{"type":"url","url":"https://x/y.pdf"},"title":"t"}"#,
            #"{"type":"document","source":{"type":"content","content":[{"type":"text","text":""}]}}"#,
            #"{"type":"search_result","source":"s","title":"t","content":[{"type":"text","text":"x"}]}"#,
            #"{"type":"thinking","thinking":"a","signature":"c2ln"}"#,
            #"{"type":"redacted_thinking","data":"c2ln"}"#,
            #"{"type":"tool_use","id":"t","name":"n","input":{"a":[1,true,null]}}"#,
            #"{"type":"tool_result","tool_use_id":"t","content":"ok","is_error":false}"#,
            #"{"type":"tool_result","tool_use_id":"t"}"#,
            #"{"type":"server_tool_use","id":"t","name":"web_search","input":{"query":"x"}}"#,
            #"{"type":"web_search_tool_result","tool_use_id":"t","content":[]}"#,
            #"{"type":"web_fetch_tool_result","tool_use_id":"t","content":{"type":"web_fetch_tool_result_error","error_code":"x"}}"#,
            #"{"type":"tool_search_tool_result","tool_use_id":"t","content":{"type":"x"}}"#,
        ]
    )
    func blocksPass(block: String) {
        #expect(MessagesSample.error(messages: MessagesSample.content(block)) == nil)
    }

    @Test(
        "blocks that may cost extra, or hide something that does, are refused",
        arguments: [
            (#"{"type":"container_upload","file_id":"f"}"#, "messages[0].content[0].type"),
            (#"{"type":"compaction","content":"x"}"#, "messages[0].content[0].type"),
            (#"{"type":"code_execution_tool_result"}"#, "messages[0].content[0].type"),
            (
                #"{"type":"text","text":"a","source":{"type":"url"}}"#,
                "messages[0].content[0].source"
            ),
            (
                #"{"type":"image","source":{"type":"base64","data":"a","pages":9}}"#,
                "messages[0].content[0].source.pages"
            ),
            (
                #"{"type":"document","source":{"type":"text","data":"a","content":[]}}"#,
                "messages[0].content[0].source.content"
            ),
            (
                #"{"type":"tool_result","tool_use_id":"t","content":[{"type":"thinking"}]}"#,
                "messages[0].content[0].content[0].type"
            ),
            (
                #"{"type":"tool_use","id":"t","name":"n","input":{},"image":{}}"#,
                "messages[0].content[0].image"
            ),
            (
                #"{"type":"image","source":{"type":"stream","id":"1"}}"#,
                "messages[0].content[0].source.type"
            ),
        ]
    )
    func blocksRefused(block: String, param: String) {
        let error = MessagesSample.error(messages: MessagesSample.content(block))
        #expect(error?.status == 403 && error?.param == param, "\(String(describing: error))")
    }

    @Test("tiers and speeds are the variants that may be billed")
    func variants() throws {
        #expect(
            try MessagesSample.request(#""service_tier":"standard_only""#).variants == .standard
        )
        #expect(try MessagesSample.request(#""speed":"fast""#).variants == .fast)
        let slow = try MessagesSample.request(model: "claude-haiku-4-5", #""speed":"fast""#)
        let bound = try slow.bound(outputTokensMax: 64_000, counter: nil)
        #expect(throws: PriceError.self) {
            try MessagesSample.price("claude-haiku-4-5").costBound(bound, variants: slow.variants)
        }
    }
}
