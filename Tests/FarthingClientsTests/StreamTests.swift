import Farthing
import FarthingClients
import FarthingCore
import FarthingScripted
import FarthingTesting
import Testing

@Suite("Streams that are left, dropped, cancelled, or outlive their hold")
struct StreamTests {
    @Test(
        "a reader that leaves a quick stream: it is heard out, and billed as the provider bills it"
    )
    func leftAndHeardOut() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("tokens=60")
            let stream = try await openAI.chat.completions.stream(Asked.openAI())
            for try await delta in stream { if case .text = delta { break } }
            try await rig.untilClosed()
            let cost = Rig.nanos(try rig.billed(), input: 150, output: 600)
            #expect(stream.bill?.evidence == .reported)
            #expect(try await rig.account() == (cost, 0))
        }
    }

    @Test(
        "a reader that leaves a slow stream pays what it saw and the lead, no less than billed"
    )
    func leftAndCut() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI(
                rig.options("tokens=2000;chunk=1;chunk_delay_ms=100;bill_after_close=20") {
                    $0.drainMs = 100
                }
            )
            let request = Asked.openAI(limit: 2_000)
            let stream = try await openAI.chat.completions.stream(request)
            var seen = 0
            for try await delta in stream {
                if case .text = delta { seen += 1 }
                if seen == 5 { break }
            }
            try await rig.untilClosed()
            let bill = try #require(stream.bill)
            #expect(bill.evidence == .metered)
            try await until { rig.provider.openCallCount() == 0 }
            let owed = Rig.nanos(try rig.billed(), input: 150, output: 600)
            #expect(bill.costNanos >= owed)
            // Cut long before its end.
            #expect(bill.costNanos < 2_000 * 600)
            #expect(try await rig.account() == (bill.costNanos, 0))
        }
    }

    @Test("a stream of hidden reasoning that is left is charged as held, unless it came to its end")
    func leftHidden() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI(
                rig.options("tokens=500;reasoning=50;chunk=1;chunk_delay_ms=200") {
                    $0.drainMs = 50
                }
            )
            let stream = try await openAI.chat.completions.stream(
                Asked.openAI("gpt-5-mini", limit: 600)
            )
            for try await delta in stream { if case .text = delta { break } }
            try await rig.untilClosed()
            #expect(stream.bill?.evidence == .unknown)
            #expect((stream.bill?.costNanos ?? 0) >= 600 * 2_000)
        }
    }

    @Test("a stream that nobody reads, or that is dropped at once, is settled")
    func neverRead() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("tokens=30")
            _ = try await openAI.chat.completions.stream(Asked.openAI())
            try await rig.untilClosed()
            let cost = Rig.nanos(try rig.billed(), input: 150, output: 600)
            #expect(try await rig.account() == (cost, 0))
        }
    }

    @Test("a second reader of a stream finds nothing, and disturbs nothing")
    func twice() async throws {
        try await Rig.with { rig in
            let stream = try await rig.openAI("tokens=30").chat.completions.stream(Asked.openAI())
            let first = try await stream.collect()
            let second = try await stream.collect()
            #expect(!first.text.isEmpty)
            #expect(second.text.isEmpty)
            #expect(first.bill == second.bill)
        }
    }

    @Test("a task that is cancelled in mid-stream throws that, and what it saw is charged")
    func cancelledStream() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("tokens=60;fault=hang")
            let stream = try await openAI.chat.completions.stream(Asked.openAI())
            let task = Task {
                for try await _ in stream {}
            }
            try await until { rig.provider.openCallCount() == 1 }
            try await Task.sleep(for: .milliseconds(100))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await rig.untilClosed()
            let bill = try #require(stream.bill)
            #expect(bill.evidence == .metered)
            try await until { rig.provider.openCallCount() == 0 }
            #expect(bill.costNanos >= Rig.nanos(try rig.billed(), input: 150, output: 600))
            #expect(try await rig.account() == (bill.costNanos, 0))
        }
    }

    @Test("a task that is cancelled while it works on what came: all that came is counted")
    func cancelledBetween() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("tokens=400;chunk_delay_ms=0")
            let stream = try await openAI.chat.completions.stream(Asked.openAI(limit: 500))
            let task = Task {
                for try await delta in stream {
                    guard case .text = delta else { continue }
                    // The whole answer arrives behind the reader's back.
                    try await until { rig.provider.openCallCount() == 0 }
                    withUnsafeCurrentTask { $0?.cancel() }
                }
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            try await rig.untilClosed()
            let cost = Rig.nanos(try rig.billed(), input: 150, output: 600)
            #expect(stream.bill?.evidence == .reported)
            #expect(try await rig.account() == (cost, 0))
        }
    }

    @Test("a task that is cancelled while it waits for an answer is charged as held")
    func cancelledPlain() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("fault=timeout")
            let task = Task {
                _ = try await openAI.chat.completions.create(Asked.openAI())
            }
            try await until { rig.provider.bill().count == 1 }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await rig.untilClosed()
            #expect(try await rig.account().spent >= FaultTests.held)
        }
    }

    @Test("a task that was cancelled before sends nothing and pays nothing")
    func cancelledBefore() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI()
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                _ = try await openAI.chat.completions.create(Asked.openAI())
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(rig.provider.requestCount() == 0)
            #expect(try await rig.account() == (0, 0))
        }
    }

    @Test(
        "holds of calls that take longer than a hold lasts are renewed",
        arguments: [true, false]
    )
    func renewed(_ isStream: Bool) async throws {
        let clock = ManualClock()
        let (begin, end) = Self.answer(isStream: isStream)
        let provider = try await RawProvider.start(begin, isOpenEnded: true)
        try await Rig.with(clock: clock) { rig in
            let openAI = try rig.openAI(rig.options { $0.baseURL = provider.base })
            let call = Task {
                if isStream {
                    try await openAI.chat.completions.stream(Asked.openAI()).collect()
                } else {
                    try await openAI.chat.completions.create(Asked.openAI())
                }
            }
            // Five times a third of two minutes: the first hold would be over long ago.
            for count in 1...5 {
                try await until { clock.sleeperCount > 0 }
                clock.advance(byMs: 41_000)
                try await until { rig.journal.extensions == count }
            }
            try await provider.end(with: end)
            let answer = try await call.value
            let cost: Int64 = 10 * 150 + 2 * 600
            #expect(answer.bill?.costNanos == cost)
            #expect(answer.bill?.evidence == .reported)
            #expect(rig.journal.extensions == 5)
            #expect(clock.sleeperCount == 0)
            #expect(try await rig.account() == (cost, 0))
        }
        await provider.stop()
    }

    /// An answer of ten tokens of input and two of output, in two parts.
    private static func answer(isStream: Bool) -> (begin: String, end: String) {
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: "
        let named = #""id":"c","created":1,"model":"gpt-4o-mini""#
        let usage = #""usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}"#
        guard isStream else {
            let message = #"{"role":"assistant","content":"Hello"}"#
            let choice = #"{"index":0,"message":\#(message),"finish_reason":"stop"}"#
            let body = #"{\#(named),"object":"chat.completion","choices":[\#(choice)],\#(usage)}"#
            return ("", head + "application/json\r\n\r\n" + body)
        }
        func event(_ choices: String, _ rest: String = "") -> String {
            "data: {\(named),\"object\":\"chat.completion.chunk\",\"choices\":[\(choices)]\(rest)}\n\n"
        }
        let begin = event(#"{"index":0,"delta":{"role":"assistant","content":"He"}}"#)
        let end =
            event(#"{"index":0,"delta":{"content":"llo"},"finish_reason":"stop"}"#)
            + event("", "," + usage) + "data: [DONE]\n\n"
        return (head + "text/event-stream\r\n\r\n" + begin, end)
    }

    @Test("a reader that sleeps for longer than its hold lasts is told so, and charged as held")
    func sleptOver() async throws {
        let clock = ManualClock()
        try await Rig.with(clock: clock) { rig in
            let openAI = try rig.openAI("tokens=50;chunk=1;chunk_delay_ms=20")
            let stream = try await openAI.chat.completions.stream(Asked.openAI())
            let held = try await rig.account().held
            var texts = 0
            let error = await #expect(throws: ProviderError.self) {
                for try await delta in stream {
                    guard case .text = delta else { continue }
                    texts += 1
                    clock.advance(byMs: 121_000)
                    // Others' calls are what makes the book look at the time.
                    _ = try await rig.governor.spend(
                        SpendRequest(tool: "other", cost: .nanos(1))
                    ) { _ in Billed((), .nothing) }
                }
            }
            #expect(texts == 1)
            #expect(error?.code == .expired)
            try await rig.untilClosed()
            #expect(held > 0)
            #expect(try await rig.account().held == 0)
        }
    }

    @Test("a thousand streams, left at random, leave nothing held, and no less charged than billed")
    func many() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("tokens=20;chunk_delay_ms=0")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for count in 0..<1_000 {
                    if count >= 40 { try await group.next() }
                    group.addTask {
                        let stream = try await openAI.chat.completions.stream(
                            Asked.openAI(limit: 20)
                        )
                        guard count % 4 != 0 else { return }
                        var left = count % 7
                        for try await _ in stream {
                            left -= 1
                            if left == 0 { break }
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await rig.untilClosed()
            let bill = rig.provider.bill()
            #expect(bill.count == 1_000)
            let owed = bill.reduce(0) { $0 + Rig.nanos($1, input: 150, output: 600) }
            #expect(try await rig.account().spent >= owed)
        }
    }
}
