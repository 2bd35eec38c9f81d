import Farthing
import FarthingClients
import FarthingCore
import FarthingScripted
import Testing

@Suite("What goes wrong on the way, and what it costs")
struct FaultTests {
    static let held = Int64(60 * 600)

    @Test("an error that is not billed gives the money back", arguments: [429, 500, 503, 529, 400])
    func released(_ status: Int) async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("fault=\(status)")
            for isStream in [false, true] {
                let error = await #expect(throws: ProviderError.self) {
                    if isStream {
                        _ = try await openAI.chat.completions.stream(Asked.openAI())
                    } else {
                        _ = try await openAI.chat.completions.create(Asked.openAI())
                    }
                }
                #expect(error?.status == status)
                #expect(error?.code == .status)
                #expect(error?.message.contains("answered with status") == false)
                #expect(error?.bill == nil)
                #expect(error?.isRetryable == (status != 400))
            }
            let account = try await rig.account()
            #expect(account == (0, 0))
            #expect(rig.journal.releases == 2)
        }
    }

    @Test("an error that may be billed is charged as held", arguments: [502, 504, 520])
    func charged(_ status: Int) async throws {
        try await Rig.with { rig in
            let error = await #expect(throws: ProviderError.self) {
                _ = try await rig.openAI("fault=\(status)").chat.completions.create(Asked.openAI())
            }
            #expect(error?.status == status)
            #expect(error?.isRetryable == false)
            let bill = try #require(error?.bill)
            #expect(bill.evidence == .unknown)
            let owed = Rig.nanos(try rig.billed(), input: 150, output: 600)
            #expect(bill.costNanos >= owed)
            #expect(try await rig.account() == (bill.costNanos, 0))
        }
    }

    @Test("nobody listens: nothing was sent, nothing is charged")
    func refusedConnection() async throws {
        try await Rig.with { rig in
            let options = rig.options { $0.baseURL = "http://127.0.0.1:1" }
            for isStream in [false, true] {
                let error = await #expect(throws: ProviderError.self) {
                    let openAI = try rig.openAI(options)
                    if isStream {
                        _ = try await openAI.chat.completions.stream(Asked.openAI())
                    } else {
                        _ = try await openAI.chat.completions.create(Asked.openAI())
                    }
                }
                #expect(error?.code == .unreachable)
                #expect(error?.isRetryable == true)
            }
            let account = try await rig.account()
            #expect(account == (0, 0))
        }
    }

    @Test("an answer without usage is charged as held; a stream without it, by what it showed")
    func noUsage() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("fault=no_usage;tokens=20")
            let plain = try await openAI.chat.completions.create(Asked.openAI())
            #expect(plain.bill?.evidence == .unknown)
            #expect((plain.bill?.costNanos ?? 0) > Self.held)
            #expect(!plain.text.isEmpty)
            let stream = try await openAI.chat.completions.stream(Asked.openAI())
            let streamed = try await stream.collect()
            #expect(streamed.usage == nil)
            #expect(streamed.bill?.evidence == .metered)
            let owed = Rig.nanos(rig.provider.bill()[1], input: 150, output: 600)
            #expect((streamed.bill?.costNanos ?? 0) >= owed)
            #expect((streamed.bill?.costNanos ?? 0) < plain.bill?.costNanos ?? 0)
            try await rig.untilClosed()
        }
    }

    @Test("a model that hides its reasoning is charged as held where a stream has no usage")
    func hidden() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("fault=no_usage;tokens=20;reasoning=10")
            let stream = try await openAI.chat.completions.stream(Asked.openAI("gpt-5-mini"))
            let answer = try await stream.collect()
            #expect(answer.bill?.evidence == .unknown)
            let owed = Rig.nanos(try rig.billed(), input: 250, output: 2_000)
            #expect((answer.bill?.costNanos ?? 0) >= owed)
        }
    }

    @Test(
        "a stream whose connection breaks throws, and is charged as held",
        arguments: ["cut", "reset"]
    )
    func brokenStream(_ fault: String) async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("fault=\(fault);tokens=40")
            var text = ""
            let error = await #expect(throws: ProviderError.self) {
                let stream = try await openAI.chat.completions.stream(Asked.openAI())
                for try await delta in stream {
                    if case .text(let more) = delta { text += more }
                }
            }
            let bill = try #require(error?.bill)
            let owed = Rig.nanos(try rig.billed(), input: 150, output: 600)
            #expect(bill.costNanos >= owed)
            #expect(error?.isRetryable == false)
            #expect(bill.evidence == .unknown)
            #expect(fault == "cut" || text.isEmpty)
            #expect(try await rig.account() == (bill.costNanos, 0))
        }
    }

    @Test("a stream with something unreadable in it goes on, and is charged as the usage says")
    func unreadableEvent() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("fault=malformed;tokens=40")
            let answer = try await openAI.chat.completions.stream(Asked.openAI()).collect()
            let owed = Rig.nanos(try rig.billed(), input: 150, output: 600)
            #expect((answer.bill?.costNanos ?? 0) >= owed)
            #expect(!answer.text.isEmpty)
        }
    }

    @Test(
        "a plain answer that breaks off, or is no JSON, is charged as held",
        arguments: ["cut", "malformed", "compressed"]
    )
    func brokenPlain(_ fault: String) async throws {
        try await Rig.with { rig in
            let error = await #expect(throws: ProviderError.self) {
                let openAI = try rig.openAI("fault=\(fault);tokens=40")
                _ = try await openAI.chat.completions.create(Asked.openAI())
            }
            let bill = try #require(error?.bill)
            #expect(bill.evidence == .unknown)
            #expect(bill.costNanos >= Rig.nanos(try rig.billed(), input: 150, output: 600))
            #expect(try await rig.account() == (bill.costNanos, 0))
        }
    }

    @Test("a provider that is silent for too long is charged, and let go")
    func silent() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI(
                rig.options("fault=timeout") { $0.timeouts.silenceMs = 200 }
            )
            let error = await #expect(throws: ProviderError.self) {
                _ = try await openAI.chat.completions.create(Asked.openAI())
            }
            #expect(error?.code == .timeout)
            #expect(error?.bill?.evidence == .unknown)
            #expect(try await rig.account() == (error?.bill?.costNanos ?? -1, 0))
        }
    }

    @Test("an answer that is longer than is taken is charged as held")
    func tooLarge() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI(rig.options("fault=huge") { $0.answerBytesMax = 100_000 })
            let error = await #expect(throws: ProviderError.self) {
                _ = try await openAI.chat.completions.create(Asked.openAI())
            }
            #expect(error?.code == .tooLarge)
            #expect(error?.bill?.evidence == .unknown)
        }
    }

    @Test("a usage of less than was shown is put right by our own count")
    func lies() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("fault=wrong_usage;tokens=50")
            let stream = try await openAI.chat.completions.stream(Asked.openAI())
            let answer = try await stream.collect()
            let billed = try rig.billed()
            #expect(answer.bill?.evidence == .metered)
            #expect((answer.bill?.costNanos ?? 0) >= Int64(billed.completionTokens) * 600)
        }
    }

    @Test(
        "a call that failed unbilled is made again as often as the app wants, each held by itself"
    )
    func retried() async throws {
        var provider = ScriptedOptions()
        provider.faultRates = [(.status(503), 500)]
        try await Rig.with(provider: provider) { rig in
            let openAI = try rig.openAI(rig.options { $0.retriesMax = 10 })
            let answer = try await openAI.chat.completions.create(Asked.openAI())
            let good = rig.provider.bill().filter { $0.outcome == .whole }
            #expect(good.count == 1)
            #expect(
                answer.bill?.costNanos == good.first.map { Rig.nanos($0, input: 150, output: 600) }
            )
            #expect(rig.journal.releases == rig.provider.bill().count - 1)
            try await rig.untilClosed()
        }
    }
}
