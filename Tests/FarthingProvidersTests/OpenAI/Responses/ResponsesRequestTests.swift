import FarthingCore
import FarthingProviders
import Testing

/// Bodies for the tests of this folder.
enum ResponsesSample {
    /// A valid request with `members` added.
    static func body(_ members: String = "", model: String = "gpt-4o") -> [UInt8] {
        let added = members.isEmpty ? "" : ",\(members)"
        return Array("{\"model\":\"\(model)\",\"input\":\"Hello\"\(added)}".utf8)
    }

    /// A valid request with these items as its input.
    static func items(_ items: String) -> [UInt8] {
        Array("{\"model\":\"gpt-4o\",\"input\":[\(items)]}".utf8)
    }

    static func error(_ body: [UInt8]) -> RequestError? {
        do throws(RequestError) {
            _ = try ResponsesRequest.read(body)
            return nil
        } catch {
            return error
        }
    }
}

@Suite("OpenAI responses request: reading")
struct ResponsesRequestTests {
    @Test("a plain request has the provider's defaults")
    func defaults() throws {
        let request = try ResponsesRequest.read(ResponsesSample.body())
        #expect(request.model == "gpt-4o")
        #expect(!request.isStream)
        #expect(request.choices == 1)
        #expect(request.outputLimitTokens == nil)
        #expect(request.variants == .auto)
        #expect(!request.namesTier)
        #expect(!request.hasTools)
        #expect(request.unmeasured == nil)
    }

    @Test("everything that costs is read, and what is free passes")
    func costs() throws {
        let request = try ResponsesRequest.read(
            ResponsesSample.body(
                #"""
                "stream":true,"stream_options":{"include_obfuscation":false},
                "max_output_tokens":77,"service_tier":"flex","instructions":"Be brief.",
                "tools":[{"type":"function","name":"f","parameters":{},"strict":true},
                {"type":"custom","name":"c","format":{"type":"text"}},
                {"type":"namespace","name":"n","description":"d",
                "tools":[{"type":"function","name":"g"}]}],
                "tool_choice":{"type":"allowed_tools","mode":"auto",
                "tools":[{"type":"function","name":"f"}]},
                "text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object"}},
                "verbosity":"low"},"reasoning":{"effort":"low","summary":"auto","mode":"standard"},
                "temperature":0.5,"top_p":1,"store":false,"metadata":{"a":"b"},"user":"u",
                "include":["reasoning.encrypted_content"],"truncation":"auto","max_tool_calls":3,
                "parallel_tool_calls":true,"top_logprobs":2,"background":false,"prompt":null,
                "previous_response_id":null,"conversation":null,"prompt_cache_key":"k",
                "prompt_cache_retention":"24h","safety_identifier":"s",
                "prompt_cache_options":{"mode":"implicit","ttl":"30m"}
                """#
            )
        )
        #expect(request.isStream)
        #expect(request.outputLimitTokens == 77)
        #expect(request.variants == [.standard, .flex])
        #expect(request.namesTier)
        #expect(request.hasTools)
        #expect(request.unmeasured == nil)
    }

    @Test("items of a conversation are read, sent back as the SDK dumps them")
    func conversation() throws {
        let request = try ResponsesRequest.read(
            ResponsesSample.items(
                #"""
                {"role":"developer","content":"Be brief."},
                {"type":"message","role":"user","content":[{"type":"input_text","text":"Hi"},
                {"type":"input_image","detail":"low","image_url":"https://a.example/b"},
                {"type":"input_image","file_id":"file-1","image_url":null}]},
                {"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"abc","status":null},
                {"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":"{}",
                "status":"completed","parsed_arguments":null},
                {"type":"function_call_output","call_id":"c1","output":"{\"a\":[1,2]}"},
                {"type":"custom_tool_call","call_id":"c2","name":"g","input":"x"},
                {"type":"custom_tool_call_output","call_id":"c2",
                "output":[{"type":"input_text","text":"y"}]},
                {"type":"compaction","encrypted_content":"xyz"},
                {"id":"msg_1","type":"message","role":"assistant","status":"completed","phase":null,
                "content":[{"type":"output_text","text":"Ja","annotations":[],"logprobs":[]},
                {"type":"refusal","refusal":"No"}]}
                """#
            )
        )
        #expect(request.images.map(\.detail) == [.low, .auto])
        #expect(request.unmeasured == nil)
        let counter = TokenCounter(.o200k)
        #expect(request.inputTokens(counter) <= request.inputBoundBytes)
        #expect(try request.bound(outputTokensMax: 9, counter: counter).imageTokensMax == 1_530)
    }

    @Test(
        "what may cost without a price is refused by name",
        arguments: [
            (#""image":{}"#, "image"),
            (#""prompt":{"id":"p"}"#, "prompt"), (#""moderation":{"model":"m"}"#, "moderation"),
            (#""context_management":[{}]"#, "context_management"),
            (#""access_programs":{}"#, "access_programs"), (#""new_thing":1"#, "new_thing"),
            (#""service_tier":"ultrafast""#, "service_tier"),
            (#""reasoning":{"mode":"pro"}"#, "reasoning.mode"),
            (#""reasoning":{"x":1}"#, "reasoning.x"), (#""text":{"x":1}"#, "text.x"),
            (#""text":{"format":{"type":"grammar"}}"#, "text.format.type"),
            (#""stream_options":{"x":1}"#, "stream_options.x"),
            (#""prompt_cache_options":{"ttl":"12h"}"#, "prompt_cache_options.ttl"),
            (#""prompt_cache_options":{"prewarm":true}"#, "prompt_cache_options"),
            (#""tools":[{"type":"web_search"}]"#, "tools[0].type"),
            (#""tools":[{"type":"file_search","vector_store_ids":[]}]"#, "tools[0].type"),
            (#""tools":[{"type":"code_interpreter"}]"#, "tools[0].type"),
            (#""tools":[{"type":"image_generation"}]"#, "tools[0].type"),
            (#""tools":[{"type":"mcp"}],"max_tool_calls":1"#, "tools[0].type"),
            (#""tools":[{"type":"function","name":"f","async":true}]"#, "tools[0].async"),
            (#""tools":[{"type":"namespace","tools":[{"type":"mcp"}]}]"#, "tools[0].tools[0].type"),
            (#""tool_choice":{"type":"file_search"}"#, "tool_choice.type"),
            (
                #""tool_choice":{"type":"allowed_tools","tools":[{"type":"mcp"}]}"#,
                "tool_choice.tools[0].type"
            ),
        ]
    )
    func unpriced(members: String, param: String) {
        let error = ResponsesSample.error(ResponsesSample.body(members))
        #expect(error?.status == 403)
        #expect(error?.code == .notPriced)
        #expect(error?.param == param)
    }

    @Test(
        "items and parts without a price are refused by their place",
        arguments: [
            (#"{"type":"web_search_call","id":"w"}"#, "input[0].type"),
            (#"{"type":"mcp_call","id":"m"}"#, "input[0].type"),
            (#"{"type":"additional_tools","tools":[]}"#, "input[0].type"),
            (#"{"type":"compaction_trigger"}"#, "input[0].type"),
            (
                #"{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}"#,
                "input[0].content[0].type"
            ),
            (
                #"{"role":"user","content":[{"type":"input_text","text":"a","image_url":"b"}]}"#,
                "input[0].content[0].image_url"
            ),
            (
                #"{"role":"user","content":[{"type":"input_image","image_url":"data:audio/wav,x"}]}"#,
                "input[0].content[0].image_url"
            ),
            (#"{"role":"user","content":"x","audio":{"id":"a"}}"#, "input[0].audio"),
        ]
    )
    func unpricedItems(items: String, param: String) {
        let error = ResponsesSample.error(ResponsesSample.items(items))
        #expect(error?.code == .notPriced)
        #expect(error?.param == param)
    }

    @Test(
        "what cannot be read in one way, or not at all, is an error of the request",
        arguments: [
            (#"{"input":"x"}"#, .missingParameter, "model"),
            (#"{"model":"gpt-4o"}"#, .missingParameter, "input"),
            (#"{"model":"","input":"x"}"#, .emptyString, "model"),
            (#"{"model":"gpt-4o","input":7}"#, .invalidType, "input"),
            (#"{"model":"gpt-4o","input":[7]}"#, .invalidType, "input[0]"),
            (
                #"{"model":"gpt-4o","input":"x","max_output_tokens":0}"#, .belowMinimum,
                "max_output_tokens"
            ),
            (
                #"{"model":"gpt-4o","input":[{"role":"boss","content":"x"}]}"#, .invalidValue,
                "input[0].role"
            ),
            (
                #"{"model":"gpt-4o","input":[{"role":"user"}]}"#, .missingParameter,
                "input[0].content"
            ),
            (
                #"{"model":"gpt-4o","input":[{"type":"function_call","name":"f"}]}"#,
                .missingParameter, "input[0].arguments"
            ),
            (#"{"model":"gpt-4o","model":"o3","input":"x"}"#, .duplicateMember, "model"),
        ] as [(String, RequestError.Code, String)]
    )
    func errors(body: String, code: RequestError.Code, param: String) {
        let error = ResponsesSample.error(Array(body.utf8))
        #expect(error?.code == code)
        #expect(error?.param == param)
    }
}
