import FarthingCore
import FarthingScripted
import Testing

@Suite("files, batches and responses in the background")
struct JobTests {
    @Test("a file comes back as it was sent, whatever bytes it has")
    func files() async throws {
        try await withProvider { provider in
            let content = "{\"a\":1}\r\n--not a boundary\r\n"
            let file = try await JobClient(provider).upload(content)
            let told = try await RawClient.get(port: provider.port, "/v1/files/\(file)")
            #expect(told.contains("\"bytes\":\(content.utf8.count),"))
            let got = try await RawClient.get(port: provider.port, "/v1/files/\(file)/content")
            #expect(got.body == content)
            let none = try await RawClient.get(port: provider.port, "/v1/files/file-s99/content")
            #expect(none.hasPrefix("HTTP/1.1 404 "))
        }
    }

    @Test("a batch that ends well has a line for each call, and a bill at the batch price")
    func batch() async throws {
        try await withProvider { provider in
            let client = JobClient(provider)
            let batch = try await client.batch(["tokens=5", "tokens=7;fault=400"], "job_ms=20")
            #expect(batch.member("status")?.string == "validating")
            let ended = try await client.end(of: batch)
            #expect(ended.member("status")?.string == "completed")
            let counts = try #require(ended.member("request_counts"))
            #expect(counts.member("completed")?.int64 == 1 && counts.member("failed")?.int64 == 1)
            #expect(ended.member("usage")?.member("output_tokens")?.int64 == 5)
            let output = try await client.lines(ended.member("output_file_id")?.string)
            let answer = try #require(output.first?.member("response"))
            #expect(output.count == 1 && output[0].member("custom_id")?.string == "c0")
            let usage = answer.member("body")?.member("usage")
            #expect(usage?.member("completion_tokens")?.int64 == 5)
            let errors = try await client.lines(ended.member("error_file_id")?.string)
            #expect(errors.first?.member("response")?.member("status_code")?.int64 == 400)
            let bill = provider.bill()
            #expect(bill.map(\.outcome) == [.whole, .refused])
            #expect(bill.map(\.completionTokens) == [5, 0])
            #expect(bill.allSatisfy { $0.variant == "batch" })
        }
    }

    @Test(
        "what was done before an end is billed, and nothing else",
        arguments: [
            ("job=expired;job_done=2", "expired", 2), ("job=cancelled;job_done=1", "cancelled", 1),
            ("job=expired;job_done=0", "expired", 0), ("job=failed", "failed", 0),
        ]
    )
    func ends(steering: String, status: String, done: Int) async throws {
        try await withProvider { provider in
            let client = JobClient(provider)
            let batch = try await client.batch(["tokens=3", "tokens=3", "tokens=3"], steering)
            let ended = try await client.end(of: batch)
            #expect(ended.member("status")?.string == status)
            #expect(provider.bill().reduce(0) { $0 + $1.completionTokens } == done * 3)
            let output = try await client.lines(ended.member("output_file_id")?.string)
            #expect(output.count == done)
        }
    }

    @Test(
        "a file that is no batch ends as failed, with the line named",
        arguments: [
            ("{", "invalid_json_line"),
            (JobClient.line(0, "tokens=1"), "duplicate_custom_id"),
            (JobClient.line(1, "", model: "gpt-4o"), "mismatched_model"),
            (JobClient.line(1, "", url: "/v1/embeddings"), "invalid_url"),
        ]
    )
    func refused(line: String, code: String) async throws {
        try await withProvider { provider in
            let client = JobClient(provider)
            let text = JobClient.line(0, "tokens=1;job_ms=20") + "\n" + line
            let ended = try await client.end(of: try await client.batch(of: text, ""))
            #expect(ended.member("status")?.string == "failed")
            let found = ended.member("errors")?.member("data")?.elements.first { _ in true }
            #expect(found?.member("code")?.string == code)
            #expect(found?.member("line")?.int64 == 2)
            #expect(provider.bill().isEmpty)
        }
    }

    @Test("a cancelled batch stops; one that is over cannot be cancelled")
    func cancel() async throws {
        try await withProvider { provider in
            let client = JobClient(provider)
            let batch = try await client.batch(["tokens=3", "tokens=3"], "job_ms=400000")
            let id = try #require(batch.member("id")?.string)
            let path = "/v1/batches/\(id)/cancel"
            #expect(try await client.post(path, "").contains("\"status\":\"cancelling\""))
            // It would take a hundred seconds: what was not begun need not be waited for.
            #expect(provider.openCallCount() == 2)
            let short = try await client.end(of: try await client.batch(["tokens=3"], "job_ms=4"))
            let over = try #require(short.member("id")?.string)
            let refused = try await client.post("/v1/batches/\(over)/cancel", "")
            #expect(refused.hasPrefix("HTTP/1.1 409 "))
        }
    }

    @Test(
        "a response in the background comes later, or is billed as far as it came",
        arguments: [
            ("job_ms=20", "completed", BilledCall.Outcome.whole),
            ("job_ms=20;job=failed", "failed", .refused),
        ]
    )
    func response(steering: String, status: String, outcome: BilledCall.Outcome) async throws {
        try await withProvider { provider in
            let client = JobClient(provider)
            let body = """
                {"model":"gpt-4o","background":true,"input":"Hi [[scripted tokens=6;\(steering)]]"}
                """
            let begun = try await client.post("/v1/responses", body)
            #expect(begun.contains("\"status\":\"queued\""))
            let root = try JSONDocument(Array(begun.body.utf8)).root
            let call = try #require(try await provider.settledBill())
            #expect(call.outcome == outcome)
            let id = try #require(root.member("id")?.string)
            let ended = try await RawClient.get(port: provider.port, "/v1/responses/\(id)")
            #expect(ended.contains("\"status\":\"\(status)\",\"background\":true"))
        }
    }

    @Test("a batch of messages ends with a result for each, in any order")
    func messages() async throws {
        try await withProvider { provider in
            let client = JobClient(provider)
            let calls = ["tokens=4;job_ms=20", "fault=529"].enumerated().map { index, steering in
                """
                {"custom_id":"c\(index)","params":{"model":"claude-opus-5-5","max_tokens":9,\
                "messages":[{"role":"user","content":"Hi [[scripted \(steering)]]"}]}}
                """
            }
            let begun = try await client.post(
                "/v1/messages/batches",
                "{\"requests\":[\(calls.joined(separator: ","))]}"
            )
            #expect(begun.contains("\"processing_status\":\"in_progress\""))
            #expect(begun.contains("\"results_url\":null"))
            let root = try JSONDocument(Array(begun.body.utf8)).root
            let id = try #require(root.member("id")?.string)
            _ = try await provider.settledBill()
            let path = "/v1/messages/batches/\(id)"
            let ended = try await RawClient.get(port: provider.port, path)
            #expect(ended.contains("\"succeeded\":1,\"errored\":1"))
            let results = try await RawClient.get(port: provider.port, path + "/results")
            #expect(results.body.split(separator: "\n").count == 2)
            #expect(results.contains("\"service_tier\":\"batch\""))
            #expect(provider.bill().map(\.completionTokens) == [4, 0])
        }
    }

    @Test(
        "a count is what the call is billed as input, or what it is told to be",
        arguments: [("", 12), ("count=7", 7), ("prompt=40", 40)]
    )
    func counts(steering: String, tokens: Int) async throws {
        try await withProvider { provider in
            let client = JobClient(provider)
            let text = "one two three four [[scripted tokens=1;\(steering)]]"
            let message = #"{"role":"user","content":"\#(text)"}"#
            let body = #"{"model":"claude-opus-5-5","messages":[\#(message)]}"#
            let counted = try await client.post("/v1/messages/count_tokens", body)
            // Two frames of three tokens, four words, and two of steering.
            #expect(counted.body == "{\"input_tokens\":\(tokens)}")
            #expect(provider.bill().isEmpty)
            let down = body.replacing("tokens=1", with: "count_fault=503")
            let failed = try await client.post("/v1/messages/count_tokens", down)
            #expect(failed.hasPrefix("HTTP/1.1 503 "))
        }
    }
}
