import FarthingScripted
import Testing

@Suite("requests that are no good")
struct BadRequestTests {
    @Test(
        "are refused with 400 and not billed",
        arguments: [
            "", "[]", "{", #"{"model":"gpt-4o"}"#, #"{"messages":[{"role":"user","content":"a"}]}"#,
            #"{"model":1,"messages":[{}]}"#, #"{"model":"m","messages":[]}"#,
            #"{"model":"m","messages":[{}],"max_tokens":-1}"#,
            #"{"model":"m","messages":[{}],"n":0}"#, #"{"model":"m","messages":[{}],"n":1000}"#,
        ]
    )
    func malformed(body: String) async throws {
        try await withProvider { provider in
            let head = "POST /v1/chat/completions HTTP/1.1\r\nhost: s\r\nconnection: close\r\n"
            let answer = try await RawClient.exchange(
                port: provider.port,
                "\(head)content-length: \(body.utf8.count)\r\n\r\n\(body)"
            )
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request"))
            #expect(answer.contains("invalid_request_error"))
            #expect(provider.bill().isEmpty && provider.requestCount() == 1)
        }
    }

    @Test("a body over the bound gets 413 and the connection ends")
    func tooLarge() async throws {
        var options = quickOptions()
        options.bodyBytesMax = 100
        try await withProvider(options) { provider in
            let text = String(repeating: "a", count: 200)
            let answer = try await RawClient.chat(port: provider.port, #""model":"\#(text)""#)
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test("what is not HTTP gets 400")
    func notHTTP() async throws {
        try await withProvider { provider in
            let answer = try await RawClient.exchange(
                port: provider.port,
                "\u{1}\u{2} nonsense\r\n\r\n"
            )
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test("a required key is required")
    func key() async throws {
        var options = quickOptions()
        options.requiredKey = "sk-right"
        try await withProvider(options) { provider in
            for (header, status) in [("", 401), ("Bearer sk-wrong", 401), ("Bearer sk-right", 200)]
            {
                let answer = try await RawClient.chat(
                    port: provider.port,
                    chatMembers(),
                    headers: header.isEmpty ? "" : "authorization: \(header)\r\n"
                )
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            }
        }
    }

    @Test("a client that expects 100-continue gets it")
    func expectContinue() async throws {
        try await withProvider { provider in
            let answer = try await RawClient.chat(
                port: provider.port,
                chatMembers(),
                headers: "expect: 100-continue\r\n"
            )
            #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"))
        }
    }
}
