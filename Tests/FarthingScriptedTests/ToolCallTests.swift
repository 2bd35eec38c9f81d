import FarthingCore
import FarthingScripted
import Testing

/// One dialect's way to offer a tool, and to call it.
private struct ToolDialect: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let path: String
    /// A request with one message, `look_up(place, days)` among its tools, and more members.
    let body: @Sendable (_ message: String, _ isStream: Bool) -> String

    func post(
        _ provider: ScriptedProvider,
        _ steering: String,
        isStream: Bool
    ) async throws -> String {
        let body = body("Hi [[scripted \(steering)]]", isStream)
        let path = isStream ? streamPath : path
        return try await RawClient.exchange(
            port: provider.port,
            """
            POST \(path) HTTP/1.1\r
            host: scripted\r
            content-length: \(body.utf8.count)\r
            connection: close\r
            \r
            \(body)
            """
        )
    }

    private var streamPath: String {
        if path.hasSuffix("/converse") { return path + "-stream" }
        return path.hasSuffix(":generateContent")
            ? "/v1beta/models/gemini-2.0-flash:streamGenerateContent?alt=sse" : path
    }

    private static let schema = """
        {"type":"object","required":["days","place"],"properties":{"days":{"type":"integer"},\
        "unit":{"type":"string","enum":["C","F"]},"place":{"type":"string"}}}
        """

    static let all = [
        ToolDialect(testDescription: "chat", path: "/v1/chat/completions") { message, isStream in
            """
            {"model":"gpt-4o","messages":[{"role":"user","content":"\(message)"}],\
            "stream":\(isStream),"tools":[{"type":"function","function":{"name":"look_up",\
            "parameters":\(schema)}}]}
            """
        },
        ToolDialect(testDescription: "responses", path: "/v1/responses") { message, isStream in
            """
            {"model":"gpt-4o","input":"\(message)","stream":\(isStream),"tools":[\
            {"type":"function","name":"look_up","parameters":\(schema)}]}
            """
        },
        ToolDialect(testDescription: "messages", path: "/v1/messages") { message, isStream in
            """
            {"model":"claude-haiku-4-5","max_tokens":200,"stream":\(isStream),"messages":[\
            {"role":"user","content":"\(message)"}],"tools":[{"name":"look_up",\
            "input_schema":\(schema)}]}
            """
        },
        ToolDialect(
            testDescription: "gemini",
            path: "/v1beta/models/gemini-2.0-flash:generateContent"
        ) { message, _ in
            """
            {"contents":[{"parts":[{"text":"\(message)"}]}],"tools":[{"functionDeclarations":[\
            {"name":"look_up","parameters":\(schema)}]}]}
            """
        },
        ToolDialect(
            testDescription: "converse",
            path: "/model/amazon.nova-micro-v1%3A0/converse"
        ) { message, _ in
            """
            {"messages":[{"role":"user","content":[{"text":"\(message)"}]}],"toolConfig":{"tools":[\
            {"toolSpec":{"name":"look_up","inputSchema":{"json":\(schema)}}}]}}
            """
        },
    ]
}

@Suite("scripted tool calls")
struct ToolCallTests {
    @Test(
        "a steered answer calls the tool with valid arguments, and bills its words",
        arguments: ToolDialect.all,
        [false, true]
    )
    fileprivate func calls(dialect: ToolDialect, isStream: Bool) async throws {
        try await withProvider { provider in
            let answer = try await dialect.post(
                provider,
                "tool=look_up;tokens=9;chunk=4",
                isStream: isStream
            )
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
            #expect(answer.contains(#""name":"look_up""#))
            // Quotes are escaped where the arguments are a text.
            let plain = answer.replacing(#"\""#, with: #"""#)
            #expect(plain.contains(#"{"place":" "#))
            #expect(plain.contains(#"","days":1}"#))
            #expect(!answer.contains("unit"))
            let call = try #require(try await provider.settledBill())
            #expect(call.completionTokens > 9 && call.outcome == .whole)
            #expect(call.isStream == isStream)
        }
    }

    @Test(
        "a tool that the request does not have is not called",
        arguments: ToolDialect.all
    )
    fileprivate func unknown(dialect: ToolDialect) async throws {
        try await withProvider { provider in
            let answer = try await dialect.post(provider, "tool=other;tokens=9", isStream: false)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK") && !answer.contains("look_up"))
        }
    }

    @Test(
        "a repeated usage is told three times, first by half, and billed once",
        arguments: ToolDialect.all
    )
    fileprivate func repeated(dialect: ToolDialect) async throws {
        try await withProvider { provider in
            let answer = try await dialect.post(
                provider,
                "tokens=10;fault=repeated_usage",
                isStream: true
            )
            let member =
                switch dialect.testDescription {
                case "chat": #""completion_tokens":"#
                case "gemini": #""candidatesTokenCount":"#
                case "converse": #""outputTokens":"#
                default: #""output_tokens":"#
                }
            let told = answer.split(separator: member).dropFirst()
                .map { $0.prefix { $0.isNumber } }
            // Chat tells no usage unless it is asked to.
            if dialect.testDescription != "chat" {
                #expect(told.suffix(3) == ["5", "10", "10"])
            }
            #expect(try await provider.settledBill()?.completionTokens == 10)
        }
    }
}
