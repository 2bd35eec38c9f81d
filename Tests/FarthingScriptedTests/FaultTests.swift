import FarthingScripted
import Testing

@Suite("faults")
struct FaultTests {
    private func steering(_ text: String, isStream: Bool = false) -> String {
        let options = #""stream":true,"stream_options":{"include_usage":true},"#
        return chatMembers((isStream ? options : "") + #""metadata":{"scripted":"\#(text)"}"#)
    }

    @Test(
        "an error answer has its status and is billed only where a provider would",
        arguments: [
            (429, false), (500, false), (503, false), (529, false), (404, false), (502, true),
            (504, true), (520, true),
        ]
    )
    func statuses(status: Int, isBilled: Bool) async throws {
        try await withProvider { provider in
            let answer = try await RawClient.chat(
                port: provider.port,
                steering("tokens=9;fault=\(status)")
            )
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.body.hasPrefix(#"{"error":{"message":"#))
            let call = try #require(provider.bill().first)
            #expect(call.completionTokens == (isBilled ? 9 : 0))
            #expect(call.promptTokens == (isBilled ? 8 : 0))
            #expect(call.outcome == (isBilled ? .failed : .refused))
        }
    }

    @Test("a cut body ends early and is billed whole")
    func cut() async throws {
        try await withProvider { provider in
            let answer = try await RawClient.chat(
                port: provider.port,
                steering("tokens=9;fault=cut")
            )
            #expect(answer.hasPrefix("HTTP/1.1 200 OK") && !answer.contains("finish_reason"))
            let call = try #require(provider.bill().first)
            #expect(call.completionTokens == 9 && call.outcome == .cut)
        }
    }

    @Test("a cut stream is billed as far as it came")
    func cutStream() async throws {
        try await withProvider { provider in
            let answer = try await RawClient.chat(
                port: provider.port,
                steering("tokens=40;chunk=5;fault=cut", isStream: true)
            )
            #expect(streamedWords(answer) == 20)
            #expect(!answer.contains("[DONE]") && !answer.hasSuffix("0\r\n\r\n"))
            let call = try #require(provider.bill().first)
            #expect(call.completionTokens == 20 && call.outcome == .cut)
        }
    }

    @Test("a reset gives no byte and bills nothing")
    func reset() async throws {
        try await withProvider { provider in
            let answer = try await RawClient.chat(port: provider.port, steering("fault=reset"))
            #expect(answer.isEmpty)
            #expect(try #require(provider.bill().first).outcome == .refused)
        }
    }

    @Test(
        "usage is missing, zero or half as asked, and the bill is right",
        arguments: [false, true]
    )
    func usage(isStream: Bool) async throws {
        try await withProvider { provider in
            var answers: [String] = []
            for fault in ["no_usage", "zero_usage", "wrong_usage", "late_usage"] {
                answers.append(
                    try await RawClient.chat(
                        port: provider.port,
                        steering("tokens=10;fault=\(fault)", isStream: isStream)
                    )
                )
            }
            #expect(!answers[0].contains(#""prompt_tokens""#))
            #expect(
                answers[1].contains(#""prompt_tokens":0,"completion_tokens":0,"total_tokens":0"#)
            )
            #expect(
                answers[2].contains(#""prompt_tokens":4,"completion_tokens":5,"total_tokens":9"#)
            )
            #expect(answers[3].contains(#""prompt_tokens":8,"completion_tokens":10,"#))
            #expect(
                provider.bill().allSatisfy { $0.completionTokens == 10 && $0.outcome == .whole }
            )
        }
    }

    @Test("a timeout is billed at once and never answered")
    func timeout() async throws {
        var options = quickOptions()
        options.hangMsMax = 50
        try await withProvider(options) { provider in
            let answer = try await RawClient.chat(
                port: provider.port,
                steering("tokens=9;fault=timeout")
            )
            #expect(answer.isEmpty)
            let call = try #require(provider.bill().first)
            #expect(call.completionTokens == 9 && call.outcome == .unanswered)
        }
    }

    @Test("a stream that never begins is billed for its prompt and a little more")
    func streamTimeout() async throws {
        var options = quickOptions()
        options.hangMsMax = 50
        try await withProvider(options) { provider in
            let text = "tokens=90;fault=timeout;bill_after_close=5"
            let answer = try await RawClient.chat(
                port: provider.port,
                steering(text, isStream: true)
            )
            #expect(answer.isEmpty)
            let call = try #require(try await provider.settledBill())
            #expect(call.promptTokens == 8 && call.completionTokens == 5)
            #expect(call.outcome == .unanswered)
        }
    }

    @Test("a hanging stream stalls half-way and is billed as far as it came")
    func hang() async throws {
        var options = quickOptions()
        options.hangMsMax = 50
        try await withProvider(options) { provider in
            let answer = try await RawClient.chat(
                port: provider.port,
                steering("tokens=12;chunk=3;fault=hang", isStream: true)
            )
            #expect(streamedWords(answer) == 6)
            let call = try #require(try await provider.settledBill())
            #expect(call.completionTokens == 6 && call.outcome == .hungUp)
        }
    }

    @Test("a huge body has its length and ends in the answer", arguments: [false, true])
    func huge(isStream: Bool) async throws {
        try await withProvider { provider in
            let answer = try await RawClient.chat(
                port: provider.port,
                steering("tokens=3;fault=huge", isStream: isStream)
            )
            #expect(answer.utf8.count > 300_000)
            #expect(answer.contains(#""completion_tokens":3"#))
            #expect(try #require(provider.bill().first).outcome == .whole)
        }
    }

    @Test("a malformed stream has one frame that is not JSON")
    func malformed() async throws {
        try await withProvider { provider in
            let stream = try await RawClient.chat(
                port: provider.port,
                steering("tokens=12;fault=malformed", isStream: true)
            )
            #expect(stream.occurrences(of: #""delta":{"content":"# + "\n\n") == 1)
            #expect(stream.contains("[DONE]"))
            let plain = try await RawClient.chat(port: provider.port, steering("fault=malformed"))
            #expect(plain.hasPrefix("HTTP/1.1 200 OK") && !plain.body.hasSuffix("}"))
        }
    }

    @Test("a compressed answer says so", arguments: [false, true])
    func compressed(isStream: Bool) async throws {
        try await withProvider { provider in
            let answer = try await RawClient.chat(
                port: provider.port,
                steering("tokens=12;fault=compressed", isStream: isStream)
            )
            #expect(answer.contains("content-encoding: gzip\r\n"))
            #expect(answer.contains(#""completion_tokens":12"#))
        }
    }

    @Test("a client that leaves a stream is billed what was sent and a little more")
    func hungUp() async throws {
        var options = quickOptions()
        options.chunkDelayMs = 20
        try await withProvider(options) { provider in
            let answer = try await RawClient.chat(
                port: provider.port,
                steering("tokens=90;chunk=4;bill_after_close=17", isStream: true)
            ) { $0.contains(#""delta":{"content""#) }
            let seen = streamedWords(answer)
            let call = try #require(try await provider.settledBill())
            #expect(call.outcome == .hungUp)
            #expect((seen + 17...seen + 8 + 17).contains(call.completionTokens))
        }
    }

    @Test("faults by chance come at their rate, and again with the same seed")
    func chance() async throws {
        var options = quickOptions()
        options.faultRates = try #require(
            ScriptedOptions.faultRates(parsing: "500=300,no_usage=100")
        )
        var runs: [[ScriptedFault]] = []
        for _ in 0..<2 {
            try await withProvider(options) { provider in
                for _ in 0..<200 {
                    _ = try await RawClient.chat(port: provider.port, chatMembers())
                }
                runs.append(provider.bill().map(\.fault))
            }
        }
        #expect(runs[0] == runs[1])
        #expect((40...80).contains(runs[0].count { $0 == .status(500) }))
        #expect((8...35).contains(runs[0].count { $0 == .noUsage }))
    }

    @Test(
        "fault rates that make no sense are refused",
        arguments: ["timeout", "timeout=1001", "timeout=600,cut=600", "nonsense=1", "cut=-1"]
    )
    func rates(text: String) {
        #expect(ScriptedOptions.faultRates(parsing: text) == nil)
    }
}
