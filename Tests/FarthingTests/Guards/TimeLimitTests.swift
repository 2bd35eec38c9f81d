import Farthing
import FarthingTesting
import Testing

@Suite("Guards: timeLimit")
struct TimeLimitTests {
    private let kit = GuardKit()

    @Test("a body that ends in time answers, and its own errors pass as they are")
    func inTime() async throws {
        let value = try await timeLimit("t", .seconds(1), store: kit.store) { 7 }
        #expect(value == 7)
        let error = await failure {
            try await timeLimit("t", .seconds(1), store: kit.store) { throw TimedOut() }
        }
        #expect(error is TimedOut)
        #expect(kit.store.orphanCount == 0)
    }

    @Test("at the deadline the caller has its error, while a deaf body goes on and is dropped")
    func deaf() async throws {
        let gate = Gate()
        let call = Task {
            await failure {
                try await timeLimit("slow", .seconds(2), store: kit.store) {
                    kit.runs.add()
                    await gate.pass()
                    kit.runs.add()
                }
            }
        }
        await kit.until { kit.runs.count == 1 && kit.clock.sleeperCount == 1 }
        kit.clock.advance(byMs: 1_999)
        #expect(kit.store.orphanCount == 0)
        kit.clock.advance(byMs: 1)
        let error = await call.value as? GuardError
        #expect(error?.code == .timeout)
        #expect(error?.message == "slow did not end within 2 s.")
        #expect(kit.store.orphanCount == 1)
        #expect(kit.store.lateResultCount == 0)
        gate.open()
        await kit.until { kit.store.orphanCount == 0 }
        #expect(kit.store.lateResultCount == 1)
        #expect(kit.runs.count == 2)
    }

    @Test("a body that heeds cancellation ends at the deadline and leaves nothing behind")
    func heedful() async throws {
        let call = Task {
            await code {
                try await timeLimit("slow", .seconds(2), store: kit.store) {
                    try await kit.clock.sleep(nanos: 60_000_000_000)
                    kit.runs.add()
                }
            }
        }
        await kit.until { kit.clock.sleeperCount == 2 }
        kit.clock.advance(byMs: 2_000)
        #expect(await call.value == .timeout)
        await kit.until { kit.store.orphanCount == 0 }
        #expect(kit.clock.sleeperCount == 0)
        kit.clock.advance(byMs: 100_000)
        #expect(kit.runs.count == 0)
    }

    @Test("hung calls of one tool are bounded and starve no other tool")
    func orphans() async throws {
        var limits = GuardStore.Limits()
        limits.orphansMax = 6
        let kit = GuardKit(limits: limits)
        let gate = Gate()
        for hung in 1...6 {
            let call = Task {
                await code {
                    try await timeLimit("hung", .seconds(1), store: kit.store) {
                        kit.runs.add()
                        await gate.pass()
                    }
                }
            }
            await kit.until { kit.runs.count == hung && kit.clock.sleeperCount == 1 }
            kit.clock.advance(byMs: 1_000)
            #expect(await call.value == .timeout)
        }
        let refused = await code { try await timeLimit("hung", .seconds(1), store: kit.store) {} }
        #expect(refused == .orphansExceeded)
        for _ in 0..<100 {
            let value = try await timeLimit("other", .seconds(1), store: kit.store) { 1 }
            #expect(value == 1)
        }
        gate.open()
        await kit.until { kit.store.orphanCount == 0 }
        let found1 = await code { try await timeLimit("hung", .seconds(1), store: kit.store) {} }
        #expect(found1 == nil)
    }

    @Test("of a hundred late calls at most those that had begun do anything, none begins later")
    func queued() async throws {
        var limits = GuardStore.Limits()
        limits.orphansMax = 1_000
        let kit = GuardKit(limits: limits)
        let gate = Gate()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    let found = await code {
                        try await timeLimit("slow", .seconds(1), store: kit.store) {
                            kit.runs.add()
                            await gate.pass()
                        }
                    }
                    #expect(found == .timeout)
                }
            }
            await kit.until { kit.runs.count >= 50 }
            while kit.store.orphanCount < kit.runs.count || kit.clock.sleeperCount > 0 {
                kit.clock.advance(byMs: 1_000)
                await Task.yield()
            }
        }
        let begun = kit.runs.count
        #expect(kit.store.orphanCount == begun)
        gate.open()
        await kit.until { kit.store.orphanCount == 0 }
        #expect(kit.runs.count == begun)
        #expect(kit.store.lateResultCount == begun)
    }

    @Test("a body whose turn comes after its deadline never begins, and leaves no orphan")
    func tooLate() async {
        let orphans = Orphans(toolMax: 1)
        let begin = Begin()
        let key = GuardKey(module: "M", tool: "t")
        let call = TimedCall<Int>(key, .seconds(1), orphans, begin)
        call.ring()
        await call.run {
            kit.runs.add()
            return 1
        }
        guard case .failure(let error as GuardError) = await call.wait() else {
            Issue.record("answered")
            return
        }
        #expect(error.code == .timeout)
        #expect(call.hasTimedOut)
        #expect(!begin.isSet)
        #expect(kit.runs.count == 0)
        #expect(orphans.running == 0)
    }

    @Test("an alarm that has rung clears no other that came into its place")
    func alarms() async {
        let alarms = AlarmClock(kit.clock)
        let (first, second) = (Bell(), Bell())
        let rung = alarms.set(first, atNanos: 1_000_000)
        await kit.until { kit.clock.sleeperCount == 1 }
        kit.clock.advance(byMs: 1)
        await kit.until { first.tally.count == 1 }
        _ = alarms.set(second, atNanos: 5_000_000)
        alarms.clear(rung, of: first)
        #expect(alarms.count == 1)
        await kit.until { kit.clock.sleeperCount == 1 }
        kit.clock.advance(byMs: 4)
        await kit.until { second.tally.count == 1 }
        #expect(first.tally.count == 1)
    }

    @Test("an alarm that is set for earlier than all others rings first")
    func earlier() async {
        let alarms = AlarmClock(kit.clock)
        let (late, early) = (Bell(), Bell())
        _ = alarms.set(late, atNanos: 60_000_000)
        _ = alarms.set(early, atNanos: 1_000_000)
        await kit.until { kit.clock.sleeperCount == 1 }
        kit.clock.advance(byMs: 1)
        await kit.until { early.tally.count == 1 }
        #expect(late.tally.count == 0)
        await kit.until { kit.clock.sleeperCount == 1 }
        kit.clock.advance(byMs: 59)
        await kit.until { late.tally.count == 1 }
    }

    @Test("the caller's cancellation reaches the body, whose end is the answer")
    func cancelled() async throws {
        let call = Task {
            await failure {
                try await timeLimit("slow", .seconds(2), store: kit.store) {
                    try await kit.clock.sleep(nanos: 60_000_000_000)
                }
            }
        }
        await kit.until { kit.clock.sleeperCount == 2 }
        call.cancel()
        #expect(await call.value is CancellationError)
        #expect(kit.store.orphanCount == 0)
    }

    @Test("the body has the caller's run, and thousands at once leave no alarm behind")
    func many() async throws {
        try await withRun("r1") {
            try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<2_000 {
                    group.addTask {
                        try await timeLimit("quick", .seconds(60), store: kit.store) {
                            SpendContext.current.run?.id
                        }
                    }
                }
                for try await run in group { #expect(run == "r1") }
            }
        }
        #expect(kit.store.alarmCount == 0)
        #expect(kit.clock.sleeperCount <= 1)
    }

    @Test(
        "a limit that is no span of time is a typed error",
        arguments: [Duration.zero, .seconds(-1), .seconds(Int64.max / 4)]
    )
    func misuse(_ limit: Duration) async {
        let found2 = await code { try await timeLimit("t", limit, store: kit.store) {} }
        #expect(found2 == .badTimeLimit)
    }

    @Test("real clocks end a real sleep at the deadline")
    func realTime() async {
        let store = GuardStore()
        let found = await code {
            try await timeLimit("t", .milliseconds(5), store: store) {
                try await Task.sleep(for: .seconds(600))
            }
        }
        #expect(found == .timeout)
    }
}

private struct TimedOut: Error {}

private final class Bell: Alarmed {
    let tally = Tally()

    func ring() { tally.add() }
}
