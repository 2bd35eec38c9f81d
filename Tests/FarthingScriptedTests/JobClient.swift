import FarthingCore
import FarthingScripted
import Testing

/// Asks a provider for jobs, and waits for their end.
struct JobClient {
    let provider: ScriptedProvider

    init(_ provider: ScriptedProvider) {
        self.provider = provider
    }

    func post(_ path: String, _ body: String, headers: String = "") async throws -> String {
        try await RawClient.exchange(
            port: provider.port,
            """
            POST \(path) HTTP/1.1\r
            host: scripted\r
            content-length: \(body.utf8.count)\r
            connection: close\r
            \(headers)\r
            \(body)
            """
        )
    }

    /// The identifier of a file that was sent.
    func upload(_ content: String) async throws -> String {
        let opening = "Content-Disposition: form-data; name="
        let body = [
            "--edge", opening + #""purpose""#, "", "batch", "--edge",
            opening + #""file"; filename="calls.jsonl""#, "Content-Type: application/jsonl", "",
            content, "--edge--", "",
        ]
        .joined(separator: "\r\n")
        let type = "content-type: multipart/form-data; boundary=edge\r\n"
        let answer = try await post("/v1/files", body, headers: type)
        return try #require(try root(of: answer).member("id")?.string)
    }

    func batch(_ steerings: [String], _ steering: String) async throws -> JSONNode {
        let lines = steerings.enumerated().map { Self.line($0.offset, $0.element) }
        return try await batch(of: lines.joined(separator: "\n"), steering)
    }

    /// The batch object of a file's calls.
    func batch(of text: String, _ steering: String) async throws -> JSONNode {
        let body = """
            {"input_file_id":"\(try await upload(text))","endpoint":"/v1/chat/completions",\
            "completion_window":"24h","metadata":{"scripted":"job_ms=20;\(steering)"}}
            """
        return try root(of: try await post("/v1/batches", body))
    }

    /// The batch as it is when it is over.
    func end(of batch: JSONNode) async throws -> JSONNode {
        let id = try #require(batch.member("id")?.string)
        let running = ["validating", "in_progress", "finalizing", "cancelling"]
        while true {
            let answer = try await RawClient.get(port: provider.port, "/v1/batches/\(id)")
            let batch = try root(of: answer)
            let status = try #require(batch.member("status")?.string)
            if !running.contains(status) { return batch }
        }
    }

    /// The lines of a file of results; none where there is no file.
    func lines(_ file: String?) async throws -> [JSONNode] {
        guard let file else { return [] }
        let answer = try await RawClient.get(port: provider.port, "/v1/files/\(file)/content")
        return try answer.body.split(separator: "\n").map { try JSONDocument(Array($0.utf8)).root }
    }

    static func line(
        _ index: Int,
        _ steering: String,
        model: String = "gpt-4o-mini",
        url: String = "/v1/chat/completions"
    ) -> String {
        """
        {"custom_id":"c\(index)","method":"POST","url":"\(url)","body":{"model":"\(model)",\
        "messages":[{"role":"user","content":"Hello [[scripted \(steering)]]"}]}}
        """
    }

    private func root(of answer: String) throws -> JSONNode {
        try JSONDocument(Array(answer.body.utf8)).root
    }
}
