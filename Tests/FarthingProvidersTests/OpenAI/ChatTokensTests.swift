import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI chat request: input tokens")
struct ChatTokensTests {
    @Test("plain messages count as OpenAI documents, by tiktoken itself")
    func documented() throws {
        let requests = try OpenAIVectors.requests()
        #expect(requests.count == 300)
        for vector in requests {
            let request = try ChatRequest.read(vector.body)
            #expect(request.inputTokens(TokenCounter(.o200k)) == vector.o200k)
            #expect(request.inputTokens(TokenCounter(.cl100k)) == vector.cl100k)
            #expect(request.inputBoundBytes >= max(vector.o200k, vector.cl100k))
        }
    }

    /// OpenAI's cookbook counts this request, one function with two properties of which one is an
    /// enumeration, at 101 tokens for gpt-4o and 105 for gpt-4.
    @Test("tools are bounded from above by the cookbook's example")
    func tools() throws {
        let request = try ChatRequest.read(
            ChatSample.body(
                #"""
                "model":"gpt-4o","messages":[
                {"role":"system","content":"You are a helpful assistant that can answer to questions about the weather."},
                {"role":"user","content":"What's the weather like in San Francisco?"}],
                "tools":[{"type":"function","function":{"name":"get_current_weather",
                "description":"Get the current weather in a given location","parameters":{
                "type":"object","properties":{"location":{"type":"string",
                "description":"The city and state, e.g. San Francisco, CA"},
                "unit":{"type":"string","description":"The unit of temperature to return",
                "enum":["celsius","fahrenheit"]}},"required":["location"]}}}]
                """#
            )
        )
        let o200k = request.inputTokens(TokenCounter(.o200k))
        #expect(o200k >= 101)
        #expect(o200k < 300)
        #expect(request.inputTokens(TokenCounter(.cl100k)) >= 105)
        #expect(request.inputBoundBytes >= o200k)
    }

    /// Figures that a user of gpt-3.5-turbo reported: 40, 89 and 114 prompt tokens for one, two and
    /// three pairs (community.openai.com, “Strange token cost calculation for tool_calls”).
    @Test(
        "tool calls and their results are bounded from above by what was billed",
        arguments: [
            (1, 40), (2, 89), (3, 114),
        ]
    )
    func toolCalls(pairs: Int, billed: Int64) throws {
        let pair = #"""
            ,{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{
            "name":"calculator","arguments":"{\"a\":2, \"b\":2}"}}]},
            {"role":"tool","tool_call_id":"a","content":"4"}
            """#
        let question =
            #"{"role":"user","content":[{"type":"text","text":"How much is 2 plus 2?"}]}"#
        let messages = question + String(repeating: pair, count: pairs)
        let body = ChatSample.body("\"model\":\"gpt-3.5-turbo\",\"messages\":[\(messages)]")
        let tokens = try ChatRequest.read(body).inputTokens(TokenCounter(.cl100k))
        #expect(tokens >= billed)
        #expect(tokens < billed * 4)
    }

    @Test("every part of the prompt counts")
    func parts() throws {
        let counter = TokenCounter(.o200k)
        let plain = try ChatSample.request().inputTokens(counter)
        for members in [
            #""tools":[{"type":"function","function":{"name":"f"}}]"#,
            #""functions":[{"name":"f"}]"#, #""tool_choice":"auto""#, #""function_call":"none""#,
            #""response_format":{"type":"json_object"}"#, #""verbosity":"low""#,
            #""prediction":{"type":"content","content":[{"type":"text","text":"a b"}]}"#,
        ] {
            let request = try ChatSample.request(members)
            #expect(request.inputTokens(counter) > plain)
            #expect(request.inputBoundBytes >= request.inputTokens(counter))
        }
        let free = try ChatSample.request(#""user":"somebody","metadata":{"a":"long text"}"#)
        #expect(free.inputTokens(counter) == plain)
    }

    @Test("a tool's JSON result has room for indentation")
    func toolResult() throws {
        let counter = TokenCounter(.o200k)
        func tokens(_ role: String, _ content: String) throws -> Int64 {
            let message = "{\"role\":\"\(role)\",\"content\":\"\(content)\"}"
            let body = ChatSample.body("\"model\":\"gpt-4o\",\"messages\":[\(message)]")
            return try ChatRequest.read(body).inputTokens(counter)
        }
        let list = "[" + Array(repeating: "1", count: 100).joined(separator: ",") + "]"
        let indented = list.replacing(",", with: ",\\n    ")
        #expect(try tokens("tool", list) >= tokens("user", indented))
        #expect(try tokens("user", list) < tokens("tool", list))
    }

    @Test("a prediction's bytes bound its tokens")
    func prediction() throws {
        let request = try ChatSample.request(
            #""prediction":{"type":"content","content":"let a = 1\nlet b = 2 // grün"}"#
        )
        let tokens = request.predictionTokens(TokenCounter(.o200k))
        #expect(tokens > 5)
        #expect(tokens <= request.predictionBytes)
        #expect(try ChatSample.request().predictionTokens(TokenCounter(.o200k)) == 0)
    }
}
