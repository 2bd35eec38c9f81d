import Farthing
import FarthingTesting
import Testing

@Suite("Guards: idempotent")
struct IdempotentTests {
    private let kit = GuardKit()

    @Test("a repeat gets the first result, in the same run opened twice")
    func repeats() async throws {
        let first = try await withRun("r1") { try await pay("k", 10) }
        let second = try await withRun("r1") { try await pay("k", 10) }
        #expect(first == 1)
        #expect(second == 1)
        #expect(kit.runs.count == 1)
        let value1 = try await withRun("r2") { try await pay("k", 10) }
        #expect(value1 == 2)
    }

    @Test("or is refused, where that was asked for")
    func refused() async throws {
        try await withRun {
            _ = try await pay("k", 10)
            let found1 = await code { try await pay("k", 10, onDuplicate: .refuse) }
            #expect(found1 == .duplicate)
        }
    }

    @Test("the same key for another amount is a conflict and not the first result")
    func conflict() async throws {
        try await withRun {
            _ = try await pay("k", 10)
            let found2 = await code { try await pay("k", 20) }
            #expect(found2 == .keyConflict)
            let other = await code {
                try await idempotent("pay", key: "k", arguments: ArgumentHash(10), store: kit.store)
                {
                    "text"
                }
            }
            #expect(other == .keyConflict)
        }
        #expect(kit.runs.count == 1)
    }

    @Test("of 100 tasks with one key one pays, the others are told that it is under way")
    func concurrent() async throws {
        let gate = Gate()
        await withRun {
            let codes = await withTaskGroup(of: GuardError.Code?.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        await code {
                            try await idempotent("pay", key: "k", store: kit.store) {
                                kit.runs.add()
                                await gate.pass()
                            }
                        }
                    }
                }
                var codes: [GuardError.Code?] = []
                for await code in group {
                    codes.append(code)
                    if codes.count == 99 { gate.open() }
                }
                return codes
            }
            let waiting = codes.filter { $0 == .inProgress }
            #expect(waiting.count == 99)
        }
        #expect(kit.runs.count == 1)
    }

    @Test("a call that outlives its time to live still runs alone, and the time runs from its end")
    func ttl() async throws {
        let gate = Gate()
        try await withRun {
            async let slow: Int = idempotent("pay", key: "k", ttl: .seconds(1), store: kit.store) {
                kit.runs.add()
                await gate.pass()
                return 1
            }
            await kit.until { kit.runs.count == 1 }
            kit.clock.advance(byMs: 3_600_000)
            let found3 = await code { try await brief() }
            #expect(found3 == .inProgress)
            gate.open()
            _ = try await slow
            kit.clock.advance(byMs: 999)
            let value2 = try await brief()
            #expect(value2 == 1)
            kit.clock.advance(byMs: 1)
            let value3 = try await brief()
            #expect(value3 == 2)
        }
    }

    @Test("a failed call is of unknown outcome until its time is over, safe errors free the key")
    func unknown() async throws {
        try await withRun("r1") {
            _ = await failure { try await fail(isSafe: false) }
            let error = await failure { try await pay("k", nil) } as? GuardError
            #expect(error?.code == .outcomeUnknown)
            #expect(error?.details["last_error_type"] == "Broken")
            let isFree = try await kit.store.forgetKey("k", tool: "pay", run: "r1")
            #expect(isFree)
            _ = await failure { try await fail(isSafe: true) }
            let value4 = try await pay("k", nil)
            #expect(value4 == 1)
        }
    }

    @Test("a cancelled call is never left in progress")
    func cancelled() async throws {
        try await withRun {
            let early = Task {
                await kit.until { Task.isCancelled }
                return await failure { try await pay("early", 1) }
            }
            early.cancel()
            #expect(await early.value is CancellationError)
            let value5 = try await pay("early", 1)
            #expect(value5 == 1)
            let late = Task {
                await failure {
                    try await idempotent("pay", key: "late", store: kit.store) {
                        kit.runs.add()
                        try await kit.clock.sleep(nanos: 1_000_000_000)
                        return 0
                    }
                }
            }
            await kit.until { kit.clock.sleeperCount == 1 }
            late.cancel()
            #expect(await late.value is CancellationError)
            let found4 = await code { try await pay("late", nil) }
            #expect(found4 == .outcomeUnknown)
        }
    }

    @Test("a key of no length or too much, no run, and a time that is none are typed errors")
    func misuse() async {
        let found5 = await code { try await pay("k", 1) }
        #expect(found5 == .missingRun)
        await withRun {
            let found6 = await code { try await pay("", 1) }
            #expect(found6 == .missingKey)
            let long = String(repeating: "k", count: 257)
            let found7 = await code { try await pay(long, 1) }
            #expect(found7 == .missingKey)
            let never = await code {
                try await idempotent("pay", key: "k", ttl: .zero, store: kit.store) { 1 }
            }
            #expect(never == .badIdempotent)
        }
    }

    @Test("a key that holds everywhere needs no run and is one for all")
    func everywhere() async throws {
        for _ in 0..<2 {
            _ = try await idempotent("pay", key: "k", reach: .everywhere, store: kit.store) {
                kit.runs.add()
            }
        }
        try await withRun {
            try await idempotent("pay", key: "k", reach: .everywhere, store: kit.store) {
                kit.runs.add()
            }
        }
        #expect(kit.runs.count == 1)
    }

    private func pay(
        _ key: String,
        _ amount: Int?,
        onDuplicate: OnDuplicate = .returnResult
    ) async throws -> Int {
        try await idempotent(
            "pay",
            key: key,
            arguments: amount.map { ArgumentHash($0) },
            onDuplicate: onDuplicate,
            store: kit.store
        ) {
            kit.runs.add()
            return kit.runs.count
        }
    }

    private func brief() async throws -> Int {
        try await idempotent("pay", key: "k", ttl: .seconds(1), store: kit.store) {
            kit.runs.add()
            return kit.runs.count
        }
    }

    private func fail(isSafe: Bool) async throws {
        try await idempotent("pay", key: "k", isSafe: { _ in isSafe }, store: kit.store) {
            throw Broken()
        }
    }
}
