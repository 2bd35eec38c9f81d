import FarthingCore
import FarthingProviders
import Testing

@Suite("Anthropic bounds")
struct MessagesBoundTests {
    private static func bound(_ request: MessagesRequest) throws -> CallBound {
        try request.bound(outputTokensMax: 128_000, counter: nil)
    }

    private static func input(
        model: String = "claude-opus-5-5",
        messages: String = "[\(MessagesSample.user)]",
        _ members: String = ""
    ) throws -> CallBound {
        try bound(MessagesSample.request(model: model, messages: messages, members))
    }

    /// A PNG's first bytes, which tell its size.
    private static func png(_ width: Int, _ height: Int) -> String {
        func big(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - $0 * 8) & 255) } }
        let bytes: [UInt8] =
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
            + big(width) + big(height) + [8, 6, 0, 0, 0]
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count - 2, by: 3) {
            let word = Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
            for shift in [18, 12, 6, 0] { text.append(letters[word >> shift & 63]) }
        }
        return text
    }

    private static func image(_ data: String) -> String {
        MessagesSample.content(
            #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"\#(data)"}}"#
        )
    }

    @Test("each byte of a text counts, whatever part of the prompt it is in")
    func bytesCount() throws {
        let base = try Self.input().inputTokensMax
        let long = String(repeating: "é", count: 500)
        let places = [
            try Self.input(messages: MessagesSample.content(#"{"type":"text","text":"\#(long)"}"#)),
            try Self.input(#""system":"\#(long)""#),
            try Self.input(#""tools":[{"name":"a","description":"\#(long)","input_schema":{}}]"#),
            try Self.input(
                #""output_config":{"format":{"type":"json_schema","schema":{"x":"\#(long)"}}}"#
            ),
            try Self.input(
                messages: MessagesSample.content(
                    #"{"type":"tool_use","id":"t","name":"n","input":{"\#(long)":1}}"#
                )
            ),
            try Self.input(
                messages: MessagesSample.content(
                    #"{"type":"thinking","thinking":"","signature":"\#(long)"}"#
                )
            ),
            try Self.input(
                messages: MessagesSample.content(
                    #"{"type":"document","source":{"type":"text","media_type":"text/plain","data":"\#(long)"}}"#
                )
            ),
        ]
        for place in places { #expect(place.inputTokensMax >= base + 980) }
        #expect(base < 200)
    }

    @Test("no more is held for than fits the context, beyond which a request is refused")
    func window() throws {
        let text = String(repeating: "a", count: 300_000)
        let messages = MessagesSample.content(#"{"type":"text","text":"\#(text)"}"#)
        #expect(
            try Self.input(model: "claude-haiku-4-5", messages: messages).inputTokensMax == 200_000
        )
        #expect(try Self.input(messages: messages).inputTokensMax > 300_000)
        let long = try MessagesSample.request(
            model: "claude-sonnet-4-5",
            messages: messages,
            betas: "context-1m-2025-08-07"
        )
        #expect(try Self.bound(long).inputTokensMax > 300_000)
        // A model that is not told here is held for in full.
        #expect(try Self.input(model: "own-model", messages: messages).inputTokensMax > 300_000)
    }

    @Test(
        "an image counts by its size, and never by its bytes",
        arguments: [
            ("claude-haiku-4-5", 256, 256, 100), ("claude-haiku-4-5", 1_024, 1_024, 1_399),
            ("claude-haiku-4-5", 4_032, 3_024, 1_664), ("claude-opus-5-5", 1_920, 1_080, 2_765),
            ("claude-opus-5-5", 4_032, 3_024, 4_864), ("claude-opus-4-6", 4_032, 3_024, 1_664),
        ] as [(String, Int, Int, Int64)]
    )
    func images(model: String, width: Int, height: Int, tokens: Int64) throws {
        // What was billed for these sizes beside the text: 100, 1,369, 1,596, 2,691 and 3,928.
        let small = try Self.input(model: model, messages: Self.image(Self.png(width, height)))
        #expect(small.imageTokensMax == tokens)
        let padded = Self.png(width, height) + String(repeating: "A", count: 400_000)
        let large = try Self.input(model: model, messages: Self.image(padded))
        #expect(large == small)
    }

    @Test("an image of unknown size counts as the largest, and is refused for unknown models")
    func unknownImages() throws {
        let messages = Self.image("AAAA")
        #expect(
            try Self.input(model: "claude-haiku-4-5", messages: messages).imageTokensMax == 1_664
        )
        #expect(throws: RequestError.self) {
            try Self.input(model: "own-model", messages: messages)
        }
        let inside = MessagesSample.content(
            #"{"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{"type":"url","url":"u"}}]}"#
        )
        #expect(try Self.input(messages: inside).imageTokensMax == 4_864)
    }

    @Test(
        "a document with pages is held for by the context, however it comes",
        arguments: [
            #"{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"}}"#,
            #"{"type":"document","source":{"type":"url","url":"https://x/y.pdf"}}"#,
            #"{"type":"document","source":{"type":"file","file_id":"f"}}"#,
            #"{"type":"web_fetch_tool_result","tool_use_id":"t","content":{"type":"web_fetch_result","url":"u","content":{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"}}}}"#,
        ]
    )
    func pages(block: String) throws {
        let messages = MessagesSample.content(block)
        let old = try Self.input(model: "claude-haiku-4-5", messages: messages)
        #expect(old.totalInputTokensMax == 200_000)
        #expect(try Self.input(messages: messages).totalInputTokensMax == 1_000_000)
        #expect(throws: RequestError.self) {
            try Self.input(model: "own-model", messages: messages)
        }
    }

    @Test(
        "built-in tools add at least what is documented",
        arguments: [
            (#"{"type":"bash_20250124","name":"bash"}"#, 804 + 325),
            (#"{"type":"text_editor_20250728","name":"str_replace_based_edit_tool"}"#, 804 + 700),
            (
                #"{"type":"computer_20251124","name":"computer","display_width_px":1024,"display_height_px":768}"#,
                804 + 735 + 499
            ),
            (#"{"type":"computer_toolset_20260801"}"#, 4_590),
            (#"{"type":"browser_toolset_20260801","configs":{"zoom":{"enabled":true}}}"#, 7_550),
            (#"{"name":"f","input_schema":{"type":"object"}}"#, 804),
        ] as [(String, Int64)]
    )
    func builtIn(tool: String, least: Int64) throws {
        let none = try Self.input().inputTokensMax
        let one = try Self.input(#""tools":[\#(tool)]"#).inputTokensMax
        #expect(one >= none + least)
        #expect(one < none + 2 * least + 2_048)
    }

    @Test("a web search has its fee and its passes; without a limit it is refused")
    func webSearch() throws {
        let tool = #"{"type":"web_search_20250305","name":"web_search","max_uses":3}"#
        let bound = try Self.input(model: "claude-haiku-4-5", #""tools":[\#(tool)]"#)
        #expect(bound.webSearchesMax == 3)
        #expect(bound.totalInputTokensMax == 2_000_000)
        let price = try MessagesSample.price("claude-haiku-4-5")
        // Ten passes over the whole context as cache writes, three searches, 1,024 tokens out.
        #expect(try price.boundNanos(bound) == 2_500_000_000 + 30_000_000 + 5_120_000)
        #expect(throws: RequestError.self) { try Self.input(model: "own", #""tools":[\#(tool)]"#) }
    }

    @Test(
        "tools whose use has no limit, or runs code, are refused",
        arguments: [
            (#"{"type":"web_search_20250305","name":"web_search"}"#, "tools[0].max_uses"),
            (
                #"{"type":"web_search_20250305","name":"web_search","max_uses":null}"#,
                "tools[0].max_uses"
            ),
            (
                #"{"type":"web_search_20260209","name":"web_search","max_uses":3}"#,
                "tools[0].allowed_callers"
            ),
            (
                #"{"type":"web_search_20260318","max_uses":3,"allowed_callers":["code_execution_20260120"]}"#,
                "tools[0].allowed_callers"
            ),
            (
                #"{"type":"web_fetch_20250910","name":"web_fetch","max_uses":3}"#,
                "tools[0].max_content_tokens"
            ),
            (#"{"type":"code_execution_20250825","name":"code_execution"}"#, "tools[0].type"),
            (#"{"type":"advisor_20260301","name":"advisor","model":"m"}"#, "tools[0].type"),
            (#"{"type":"mcp_toolset","mcp_server_name":"s"}"#, "tools[0].type"),
            (
                #"{"name":"f","input_schema":{},"allowed_callers":["code_execution_20250825"]}"#,
                "tools[0].allowed_callers"
            ),
            (#"{"name":"f","input_schema":{},"model":"m"}"#, "tools[0].model"),
        ]
    )
    func unboundedTools(tool: String, param: String) {
        let error = MessagesSample.error(#""tools":[\#(tool)]"#)
        #expect(error?.status == 403 && error?.param == param, "\(String(describing: error))")
    }

    @Test("a search among tools asks the model again; a tool that it names is shown again")
    func toolSearch() throws {
        let long = String(repeating: "d", count: 2_000)
        let tools = #"{"name":"f","description":"\#(long)","input_schema":{},"defer_loading":true}"#
        let one = try Self.input(#""tools":[\#(tools)]"#).inputTokensMax
        let search = #"{"type":"tool_search_tool_bm25_20251119","name":"tool_search_tool_bm25"}"#
        let all = try Self.input(#""tools":[\#(tools),\#(search)]"#).inputTokensMax
        #expect(all >= 10 * (one + 1_024))
        let reference = #"{"type":"tool_reference","tool_name":"f"}"#
        let result = MessagesSample.content(
            #"{"type":"tool_result","tool_use_id":"t","content":[\#(reference),\#(reference)]}"#
        )
        let shown = try Self.input(messages: result, #""tools":[\#(tools)]"#).inputTokensMax
        #expect(shown >= one + 2 * 2_000)
    }

    @Test("an hour's cache is held for wherever it is asked for")
    func hourCache() throws {
        let cache = #""cache_control":{"type":"ephemeral","ttl":"1h"}"#
        #expect(try Self.input(cache).writesHourCache)
        #expect(try Self.input(#""system":[{"type":"text","text":"x",\#(cache)}]"#).writesHourCache)
        #expect(
            try Self.input(#""tools":[{"name":"a","input_schema":{},\#(cache)}]"#).writesHourCache
        )
        let block = #"{"type":"text","text":"x",\#(cache)}"#
        #expect(try Self.input(messages: MessagesSample.content(block)).writesHourCache)
        #expect(try !Self.input(#""cache_control":{"type":"ephemeral"}"#).writesHourCache)
    }

    @Test("a text that can be cited counts its marks as well")
    func citations() throws {
        let text = String(repeating: "A. ", count: 400)
        func document(_ more: String) throws -> Int64 {
            try Self.input(
                messages: MessagesSample.content(
                    #"{"type":"document","source":{"type":"text","media_type":"text/plain","data":"\#(text)"}\#(more)}"#
                )
            ).inputTokensMax
        }
        let plain = try document("")
        let cited = try document(#","citations":{"enabled":true}"#)
        #expect(cited >= plain + 3 * 1_200 + 512)
        #expect(try document(#","citations":{"enabled":false}"#) == plain)
    }

    @Test("the output is the request's limit, the model's where that is less")
    func output() throws {
        let request = try MessagesSample.request(maxTokens: 200_000)
        #expect(try Self.bound(request).outputTokensMax == 128_000)
        #expect(try Self.bound(MessagesSample.request(maxTokens: 0)).outputTokensMax == 0)
    }
}
