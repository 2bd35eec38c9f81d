import Farthing
import FarthingCore
import FarthingTesting
import Testing

/// What actguard's budgets are known to do wrong, and what they can that a scope must.
@Suite("parity: actguard's budgets, runs and events")
struct ScopeParityTests {
    private func call(_ usd: String) async throws -> String {
        let request = SpendRequest(provider: "openai", model: "any", cost: .usd(usd))
        return try await Governor.standalone.spend(request) { _ in
            await Task.yield()
            return Billed("answer", .usd(usd))
        }
    }

    @Test(
        "of 32 tasks at once those whose calls ran all have their answers, and no call is paid past it"
    )
    func noAnswerIsLost() async throws {
        try await withBudget(limit: .usd("0.20")) { scope in
            let answers = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<32 { group.addTask { try? await call("0.01") } }
                return await group.reduce(into: 0) { count, answer in
                    if answer == "answer" { count += 1 }
                }
            }
            #expect(answers == 20)
            #expect(scope.spentNanos == 200_000_000)
        }
    }

    @Test(
        "a call that reaches the limit exactly has its answer, the next is refused before it is made"
    )
    func exactly() async throws {
        try await withBudget(limit: .usd("0.02")) { scope in
            let answer = try await call("0.02")
            #expect(answer == "answer")
            await #expect(throws: SpendError.self) { try await call("0.000000001") }
            #expect(scope.statement.refusedCalls == 1)
        }
    }

    @Test("twenty child tasks, one after the other, count in the nested scope that made them")
    func nestedChildren() async throws {
        try await withBudget(limit: .usd("1.00")) { outer in
            try await withBudget(limit: .usd("0.20")) { inner in
                for _ in 0..<20 {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { _ = try await call("0.01") }
                        try await group.waitForAll()
                    }
                }
                #expect(inner.spentNanos == 200_000_000)
                await #expect(throws: SpendError.self) { try await call("0.01") }
            }
            #expect(outer.spentNanos == 200_000_000)
        }
    }

    @Test("a stranger's task is bound by nobody's scope; one that enters a scope is")
    func strangers() async throws {
        let scope = try BudgetScope(limit: .usd("0.01"))
        try await scope.run {
            let stranger = Task.detached { try await call("5.00") }
            let answer = try await stranger.value
            #expect(answer == "answer")
            let taken = Task.detached { try await scope.run { try await call("5.00") } }
            await #expect(throws: SpendError.self) { try await taken.value }
        }
        #expect(scope.spentNanos == 0)
    }

    @Test("several scopes and runs are open at once, each with its own figures")
    func atOnce() async throws {
        let spent = try await withThrowingTaskGroup(of: Int64.self) { group in
            for number in 1...8 {
                group.addTask {
                    try await withRun("run-\(number)", user: "user-\(number)") {
                        try await withBudget(limit: .usd("1.00")) { scope in
                            for _ in 0..<number { _ = try await call("0.01") }
                            #expect(SpendContext.current.run?.id == "run-\(number)")
                            #expect(SpendContext.current.scope[.user] == "user-\(number)")
                            return scope.spentNanos
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(spent.sorted() == (1...8).map { $0 * 10_000_000 })
    }

    @Test("a run inside of a run stands by itself, and the outer one goes on after it")
    func runInRun() {
        withRun("outer") {
            withRun("inner") {
                #expect(SpendContext.current.scope[.run] == "inner")
            }
            #expect(SpendContext.current.run?.id == "outer")
        }
        #expect(SpendContext.current.run == nil)
    }

    @Test("a run's start and end are events, with its id and in their order")
    func runEvents() async throws {
        let heard = SpendEvents.shared.stream()
        let id = "run-\(HoldID.random())"
        withRun(id) {}
        var seen: [String] = []
        for await event in heard {
            switch event.kind {
            case .runStarted(let run) where run == id: seen.append("started")
            case .runEnded(let run) where run == id: seen.append("ended")
            default: continue
            }
            if seen.count == 2 { break }
        }
        #expect(seen == ["started", "ended"])
    }

    @Test("who listens slower than things happen loses the oldest, and all are told how many")
    func slowListener() async throws {
        let clock = ManualClock()
        let events = SpendEvents(clock: clock)
        var heard = events.stream(buffered: 4).makeAsyncIterator()
        for number in 0..<10 { events.emit(.runStarted(id: "\(number)")) }
        #expect(events.lostCount == 6)
        guard case .runStarted(let first)? = await heard.next()?.kind else {
            Issue.record("nothing was heard")
            return
        }
        #expect(first == "6")
    }
}
