import FarthingCore
import FarthingProviders
import Testing

@Suite("Batches")
struct BatchRequestTests {
    private static let form = Array(
        """
        {"input_file_id":"file-1","endpoint":"/v1/chat/completions","completion_window":"24h",\
        "metadata":{"a":"b"}}
        """.utf8
    )

    private static func line(
        _ body: String,
        url: String = "/v1/chat/completions",
        method: String = "POST"
    ) -> String {
        #"{"custom_id":"c","method":"\#(method)","url":"\#(url)","body":\#(body)}"#
    }

    private static let chat =
        #"{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}],"max_tokens":5}"#

    private static func read(_ file: String, _ form: [UInt8] = form) throws -> any MeteredRequest {
        try OpenAIBatchReader().read(
            form,
            DialectHead(method: "POST", path: "/v1/batches"),
            attachment: Array(file.utf8)
        )
    }

    @Test("the file of calls is what a batch is read with")
    func file() throws {
        #expect(try OpenAIBatchReader().attachment(Self.form) == "/v1/files/file-1/content")
        let request = try Self.read(Self.line(Self.chat) + "\n\r\n" + Self.line(Self.chat) + "\r\n")
        #expect(request.parts.count == 2)
        #expect(request.model == "gpt-4o")
        #expect(request.variants == .batch && request.pinnedVariants == .batch)
        #expect(request.job == .openAIBatch)
        #expect(!request.isStream)
        #expect(request.splices(RequestChanges(pinsTier: true)).isEmpty)
        #expect(request.parts.map(\.outputLimitTokens) == [5, 5])
    }

    @Test("other endpoints have calls of their own")
    func endpoints() throws {
        let embeddings = Array(
            #"{"input_file_id":"f","endpoint":"/v1/embeddings","completion_window":"24h"}"#.utf8
        )
        let body = #"{"model":"text-embedding-3-small","input":"a"}"#
        let request = try Self.read(Self.line(body, url: "/v1/embeddings"), embeddings)
        #expect(request.model == "text-embedding-3-small")
        let responses = Array(#"{"input_file_id":"f","endpoint":"/v1/responses"}"#.utf8)
        let text = Self.line(#"{"model":"gpt-4o","input":"a"}"#, url: "/v1/responses")
        #expect(try Self.read(text, responses).parts.count == 1)
    }

    @Test(
        "a call that cannot be bounded is named by its line",
        arguments: [
            (line(#"{"model":"gpt-4o","messages":[{"role":"user","content":"a"}],"stream":true}"#)),
            (line(chat, url: "/v1/responses")), (line(chat, url: "/v1/chat/completions/")),
            (line(chat, method: "GET")), (line("[]")), ("{}"), ("nonsense"), (line(chat) + "x"),
            (#"{"custom_id":"c","method":"POST","url":"/v1/chat/completions","body":{},"x":1}"#),
            (line(#"{"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}]}"#)),
            (line(#"{"model":"gpt-4o","messages":[{"role":"user","content":"a"}],"web":1}"#)),
            (line(
                #"{"model":"gpt-4o","messages":[{"role":"user","content":"a"}],"#
                    + #""service_tier":"priority"}"#
            )),
        ]
    )
    func refused(bad: String) {
        #expect {
            try Self.read(Self.line(Self.chat) + "\n" + bad)
        } throws: { error in
            (error as? RequestError)?.message.contains("line 2") ?? false
        }
    }

    @Test("a background response is no part of a batch")
    func background() {
        let responses = Array(#"{"input_file_id":"f","endpoint":"/v1/responses"}"#.utf8)
        let body = #"{"model":"gpt-4o","input":"a","background":true}"#
        #expect(throws: RequestError.self) {
            try Self.read(Self.line(body, url: "/v1/responses"), responses)
        }
    }

    @Test("an empty file, and more calls than a batch may have, are refused")
    func counts() {
        #expect(throws: RequestError.self) { try Self.read("") }
        #expect(throws: RequestError.self) { try Self.read("\n \r\n") }
        let call = Self.line(Self.chat) + "\n"
        let many = String(repeating: call, count: OpenAIBatchReader.callsMax + 1)
        #expect {
            try Self.read(many)
        } throws: { error in
            (error as? RequestError)?.message.contains("50001") ?? false
        }
    }

    @Test(
        "a request for a batch that says more, or less, than is known is refused",
        arguments: [
            "{}", "[]", #"{"input_file_id":"f"}"#, #"{"endpoint":"/v1/chat/completions"}"#,
            #"{"input_file_id":"f","endpoint":"/v1/completions"}"#,
            #"{"input_file_id":"../models","endpoint":"/v1/embeddings"}"#,
            #"{"input_file_id":"a/b","endpoint":"/v1/embeddings"}"#,
            #"{"input_file_id":"","endpoint":"/v1/embeddings"}"#,
            #"{"input_file_id":1,"endpoint":"/v1/embeddings"}"#,
            #"{"input_file_id":"f","endpoint":"/v1/embeddings","tier":"fast"}"#,
        ]
    )
    func form(bad: String) {
        #expect(throws: RequestError.self) { try OpenAIBatchReader().attachment(Array(bad.utf8)) }
    }

    private static func messages(_ requests: String) throws -> any MeteredRequest {
        let body = Array(#"{"requests":[\#(requests)]}"#.utf8)
        return try MessageBatchReader().read(
            body,
            DialectHead(method: "POST", path: "/v1/messages/batches")
        )
    }

    private static let params =
        #"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}"#

    @Test("a batch of messages has its calls inside, and each is pinned where it stands")
    func messages() throws {
        let call = #"{"custom_id":"c","params":\#(Self.params)}"#
        let request = try Self.messages(call + "," + call)
        #expect(request.parts.count == 2)
        #expect(request.job == .anthropicBatch)
        let body = Array(#"{"requests":[\#(call),\#(call)]}"#.utf8)
        let sent = Splice.apply(request.splices(RequestChanges(pinsTier: true)), to: body)
        let root = try JSONDocument(sent).root
        let tiers = root.member("requests" as StaticString)?.elements.map {
            $0.member("params" as StaticString)?.member("service_tier" as StaticString)?.string
        }
        #expect(tiers == ["standard_only", "standard_only"])
    }

    @Test(
        "calls of a batch of messages that cannot be taken are named",
        arguments: [
            #"{"custom_id":"c"}"#, #"{"custom_id":"c","params":{}}"#, "1",
            #"{"custom_id":"c","params":{},"x":2}"#,
            #"{"params":{"model":"claude-haiku-4-5","max_tokens":9,"stream":true,"#
                + #""messages":[{"role":"user","content":"Hi"}]}}"#,
            #"{"params":{"model":"claude-opus-4-5","max_tokens":9,"#
                + #""messages":[{"role":"user","content":"Hi"}]}}"#,
        ]
    )
    func refusedMessages(bad: String) {
        #expect {
            try Self.messages(#"{"custom_id":"c","params":\#(Self.params)},"# + bad)
        } throws: { error in
            guard let error = error as? RequestError else { return false }
            return (error.message + (error.param ?? "")).contains("requests[1]")
        }
        #expect(throws: RequestError.self) { try Self.messages("") }
    }
}
