import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI chat request: what may stand where")
struct ChatMemberTests {
    private static let image = #"{"type":"image_url","image_url":{"url":"https://a.example/b"}}"#

    @Test(
        "a part, a tool or a form may have no members but its own",
        arguments: [
            (
                #""messages":[{"role":"user","content":[{"type":"text","text":"a","image_url":{"#
                    + #""url":"https://a.example/b"}}]}]"#, "messages[0].content[0].image_url"
            ),
            (
                #""messages":[{"role":"user","content":[{"type":"text","text":"a","refusal":"b"}]}]"#,
                "messages[0].content[0].refusal"
            ),
            (
                #""messages":[{"role":"user","content":[{"type":"text","text":"a","#
                    + #""input_audio":{"data":"x"}}]}]"#, "messages[0].content[0].input_audio"
            ),
            (
                #""messages":[{"role":"user","content":[{"type":"refusal","refusal":"a","#
                    + #""file":{"file_id":"f"}}]}]"#, "messages[0].content[0].file"
            ),
            (
                #""messages":[{"role":"user","content":[{"type":"image_url","text":"a","#
                    + #""image_url":{"url":"u"}}]}]"#, "messages[0].content[0].text"
            ),
            (
                #""messages":[{"role":"user","content":[{"type":"image_url","#
                    + #""image_url":{"url":"u","frames":9}}]}]"#,
                "messages[0].content[0].image_url.frames"
            ),
            (
                #""messages":[{"role":"user","content":[{"type":"image_url","#
                    + #""image_url":{"url":"Data:application/pdf;base64,AAAA"}}]}]"#,
                "messages[0].content[0].image_url.url"
            ),
            (
                #""messages":[{"role":"user","content":[{"type":"image_url","#
                    + #""image_url":{"url":"u"},"prompt_cache_breakpoint":{"ttl":"12h"}}]}]"#,
                "messages[0].content[0].prompt_cache_breakpoint.ttl"
            ),
            (
                #""messages":[{"role":"assistant","tool_calls":[{"id":"c","image_url":{}}]}]"#,
                "messages[0].tool_calls[0].image_url"
            ),
            (
                #""messages":[{"role":"assistant","tool_calls":[{"id":"c","function":{"#
                    + #""name":"f","file_id":"x"}}]}]"#,
                "messages[0].tool_calls[0].function.file_id"
            ),
            (
                #""messages":[{"role":"assistant","function_call":{"name":"f","x":1}}]"#,
                "messages[0].function_call.x"
            ),
            (
                #""tools":[{"type":"function","function":{"name":"f"},"web_search":{}}]"#,
                "tools[0].web_search"
            ),
            (
                #""tools":[{"type":"function","function":{"name":"f","server_url":"u"}}]"#,
                "tools[0].function.server_url"
            ),
            (
                #""tools":[{"type":"custom","custom":{"name":"f","container":"auto"}}]"#,
                "tools[0].custom.container"
            ),
            (#""functions":[{"name":"f","file_id":"x"}]"#, "functions[0].file_id"),
            (#""tool_choice":{"type":"web_search_preview"}"#, "tool_choice.type"),
            (
                #""tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","#
                    + #""tools":[{"type":"mcp","server_url":"u"}]}}"#,
                "tool_choice.allowed_tools.tools[0].type"
            ),
            (
                #""tool_choice":{"type":"function","function":{"name":"f","x":1}}"#,
                "tool_choice.function.x"
            ),
            (#""function_call":{"name":"f","x":1}"#, "function_call.x"),
            (#""response_format":{"type":"audio"}"#, "response_format.type"),
            (#""response_format":{"type":"json_object","x":1}"#, "response_format.x"),
            (
                #""response_format":{"type":"json_schema","json_schema":{"name":"a","file":1}}"#,
                "response_format.json_schema.file"
            ),
            (#""prediction":{"type":"content","content":"a","file":{}}"#, "prediction.file"),
            (
                #""prediction":{"content":[{"type":"text","text":"a","image_url":{}}]}"#,
                "prediction.content[0].image_url"
            ),
            (#""prediction":{"content":[\#(image)]}"#, "prediction.content"),
        ]
    )
    func foreignMembers(members: String, param: String) {
        let messages = members.contains(#""messages""#) ? "" : ChatSample.messages + ","
        let error = ChatSample.error(ChatSample.body("\"model\":\"gpt-4o\",\(messages)\(members)"))
        #expect(error?.status == 403)
        #expect(error?.code == .notPriced)
        #expect(error?.param == param)
    }

    @Test(
        "all that the provider documents passes",
        arguments: [
            #""tools":[{"type":"function","function":{"name":"f","description":"d","strict":true,"#
                + #""parameters":{"type":"object","properties":{"image_url":{"type":"string"}}}}},"#
                + #"{"type":"custom","custom":{"name":"c","description":"d","format":{"type":"#
                + #""grammar","grammar":{"definition":"x","syntax":"lark"}}}}]"#,
            #""tools":[]"#, #""tools":null,"tool_choice":null,"response_format":null"#,
            #""tool_choice":"required""#, #""function_call":"auto""#,
            #""tool_choice":{"type":"function","function":{"name":"f"}}"#,
            #""tool_choice":{"type":"custom","custom":{"name":"f"}}"#,
            #""tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":["#
                + #"{"type":"function","function":{"name":"f"}}]}}"#,
            #""functions":[{"name":"f","description":"d","parameters":{}}],"#
                + #""function_call":{"name":"f"}"#,
            #""response_format":{"type":"text"}"#, #""response_format":{"type":"json_object"}"#,
            #""response_format":{"type":"json_schema","json_schema":{"name":"n","description":"d","#
                + #""strict":true,"schema":{"type":"object","properties":{}}}}"#,
            #""prediction":{"type":"content","content":[{"type":"text","text":"a"}]}"#,
        ]
    )
    func documented(members: String) throws { _ = try ChatSample.request(members) }

    @Test("parts and echoed calls with all their documented members pass, null ones included")
    func documentedParts() throws {
        let request = try ChatRequest.read(
            ChatSample.body(
                #"""
                "model":"gpt-4o","messages":[{"role":"user","content":[
                {"type":"text","text":"a","prompt_cache_breakpoint":{"mode":"explicit","ttl":"30m"},
                "image_url":null},
                {"type":"image_url","image_url":{"url":"DATA:image/png;base64,AA","detail":"high"},
                "prompt_cache_breakpoint":{"mode":"explicit"}}]},
                {"role":"assistant","content":[{"type":"refusal","refusal":"no"}],"parsed":{"a":1},
                "reasoning_content":"so","tool_calls":[
                {"id":"c","index":0,"type":"function","function":{"name":"f","arguments":"{}",
                "parsed_arguments":{"a":1}}},
                {"id":"d","type":"custom","custom":{"name":"c","input":"i"}}]}]
                """#
            )
        )
        #expect(request.images.count == 1)
    }
}
