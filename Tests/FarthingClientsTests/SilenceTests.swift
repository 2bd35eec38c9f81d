import Farthing
import FarthingClients
import FarthingCore
import Testing

@Suite("Servers that say nothing, or no more, or something else")
struct SilenceTests {
    private static let head =
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"

    private static func chunk(_ text: String) -> String {
        String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n"
    }

    /// Two words of an answer, and no end.
    private static let begun =
        head
        + chunk(
            #"data: {"id":"a","object":"chat.completion.chunk","model":"gpt-4o-mini","choices":"#
                + #"[{"index":0,"delta":{"role":"assistant","content":"Two words"}}]}"#
                + "\n\n"
        )

    private static func client(
        _ rig: Rig,
        _ base: String,
        _ change: (inout ClientOptions) -> Void = { _ in }
    ) throws -> OpenAI {
        try rig.openAI(
            rig.options {
                $0.baseURL = base
                $0.timeouts = ClientOptions.Timeouts(connectMs: 2_000, silenceMs: 150)
                change(&$0)
            }
        )
    }

    private static func read(_ openAI: OpenAI) async throws -> String {
        var text = ""
        for try await delta in try await openAI.chat.completions.stream(Asked.openAI()) {
            if case .text(let more) = delta { text += more }
        }
        return text
    }

    @Test("an answer that never begins is let go and charged as held, plain and streamed")
    func neverBegins() async throws {
        try await Rig.with { rig in
            let mute = try await RawProvider.start("", isOpenEnded: true)
            let openAI = try Self.client(rig, mute.base)
            var charged: Int64 = 0
            for isStream in [false, true] {
                let error = await #expect(throws: ProviderError.self) {
                    if isStream {
                        _ = try await Self.read(openAI)
                    } else {
                        _ = try await openAI.chat.completions.create(Asked.openAI())
                    }
                }
                #expect(error?.code == .timeout)
                #expect(error?.isRetryable == false)
                charged += error?.bill?.costNanos ?? 0
            }
            #expect(charged > 0)
            #expect(try await rig.account() == (charged, 0))
            await mute.stop()
        }
    }

    @Test("a stream that falls silent ends with an error, and is charged as held")
    func fallsSilent() async throws {
        try await Rig.with { rig in
            let provider = try await RawProvider.start(Self.begun, isOpenEnded: true)
            let openAI = try Self.client(rig, provider.base)
            let error = await #expect(throws: ProviderError.self) {
                _ = try await Self.read(openAI)
            }
            #expect(error?.code == .timeout)
            #expect(error?.bill?.evidence == .unknown)
            #expect(try await rig.account() == (error?.bill?.costNanos ?? -1, 0))
            await provider.stop()
        }
    }

    @Test("a stream that breaks off in the middle says so, and is charged as held")
    func breaksOff() async throws {
        try await Rig.with { rig in
            let provider = try await RawProvider.start(Self.begun)
            let openAI = try Self.client(rig, provider.base) { $0.timeouts.silenceMs = 20_000 }
            let error = await #expect(throws: ProviderError.self) {
                _ = try await Self.read(openAI)
            }
            #expect(error?.code == .broken)
            #expect(try await rig.account() == (error?.bill?.costNanos ?? -1, 0))
            await provider.stop()
        }
    }

    @Test("a task that is cancelled while a stream is silent throws that, and leaves nothing held")
    func cancelled() async throws {
        try await Rig.with { rig in
            let provider = try await RawProvider.start(Self.begun, isOpenEnded: true)
            let openAI = try Self.client(rig, provider.base) { $0.timeouts.silenceMs = 60_000 }
            let begun = Box<Bool>()
            let task = Task {
                for try await _ in try await openAI.chat.completions.stream(Asked.openAI()) {
                    begun.value = true
                }
            }
            try await until { begun.value == true }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await rig.untilClosed()
            #expect(try await rig.account().spent > 0)
            await provider.stop()
        }
    }

    @Test("TLS that is never agreed upon, or not spoken there, sends nothing and costs nothing")
    func noTLS() async throws {
        try await Rig.with { rig in
            let mute = try await RawProvider.start("", isOpenEnded: true)
            let plain = try await RawProvider.start("HTTP/1.1 400 Bad Request\r\n\r\n")
            for port in [mute.port, plain.port] {
                let openAI = try Self.client(rig, "https://127.0.0.1:\(port)") {
                    $0.timeouts.connectMs = 150
                }
                let error = await #expect(throws: ProviderError.self) {
                    _ = try await openAI.chat.completions.create(Asked.openAI())
                }
                #expect(error?.code == .unreachable)
                #expect(error?.bill == nil)
            }
            #expect(try await rig.account() == (0, 0))
            await mute.stop()
            await plain.stop()
        }
    }

    @Test(
        "what is no answer of a provider is told as that, and nothing stays held",
        arguments: [
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
            "HTTP/1.1 301 Moved\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "SSH-2.0-OpenSSH_9.7\r\n",
            "",
        ]
    )
    func otherServer(_ answer: String) async throws {
        try await Rig.with { rig in
            let provider = try await RawProvider.start(answer)
            let openAI = try Self.client(rig, provider.base)
            for isStream in [false, true] {
                do {
                    if isStream {
                        _ = try await Self.read(openAI)
                        Issue.record("a stream of nothing was taken for one")
                    } else {
                        let answer = try await openAI.chat.completions.create(Asked.openAI())
                        // An empty object has the form of an answer; it is charged as held.
                        #expect(answer.text.isEmpty)
                        #expect(answer.bill?.evidence == .unknown)
                    }
                } catch let error as ProviderError {
                    #expect(error.bill?.evidence == .unknown)
                    #expect(!error.isRetryable)
                }
            }
            let account = try await rig.account()
            #expect(account.held == 0)
            #expect(account.spent > 0)
            await provider.stop()
        }
    }
}
