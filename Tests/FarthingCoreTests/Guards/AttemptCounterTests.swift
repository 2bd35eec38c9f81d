import FarthingCore
import Testing

@Suite("Guards: attempts of a run")
struct AttemptCounterTests {
    @Test("so many are admitted, refused ones do not count, cancelled ones are given back")
    func counts() throws {
        let attempts = Held(AttemptCounter())
        let key = AttemptCounter.Key(run: "r1", search)
        for used in 1...3 { #expect(attempts.used(key, limit: 3, at: 0) == used) }
        for _ in 0..<10 { #expect(attempts.used(key, limit: 3, at: 0) == nil) }
        guard case .refused(let used) = attempts.machine.take(key, limit: 3, nowNanos: 0) else {
            Issue.record("admitted")
            return
        }
        #expect(used == 3)
        guard case .admitted(let ticket, _) = attempts.machine.take(key, limit: 4, nowNanos: 0)
        else {
            Issue.record("refused")
            return
        }
        attempts.machine.cancel(ticket)
        #expect(attempts.used(key, limit: 4, at: 0) == 4)
    }

    @Test("runs, tools and modules are counted apart, a run that is taken up again goes on")
    func keys() {
        let attempts = Held(AttemptCounter())
        let other = GuardKey(module: "Bank", tool: "search")
        #expect(attempts.used(AttemptCounter.Key(run: "r1", search), limit: 1, at: 0) == 1)
        #expect(attempts.used(AttemptCounter.Key(run: "r2", search), limit: 1, at: 0) == 1)
        #expect(attempts.used(AttemptCounter.Key(run: "r1", other), limit: 1, at: 0) == 1)
        #expect(
            attempts.used(AttemptCounter.Key(run: "r1", search), limit: 1, at: 60 * second) == nil
        )
    }

    @Test("a run that nobody has tried for a day makes room, a busy one does not")
    func bounded() {
        let attempts = Held(AttemptCounter(keysMax: 10))
        for run in 0..<10 {
            #expect(attempts.used(AttemptCounter.Key(run: "\(run)", search), limit: 1, at: 0) == 1)
        }
        let new = AttemptCounter.Key(run: "new", search)
        guard case .full = attempts.machine.take(new, limit: 1, nowNanos: second) else {
            Issue.record("a busy run was forgotten")
            return
        }
        #expect(attempts.used(new, limit: 1, at: AttemptCounter.keptNanos) == 1)
        #expect(attempts.count == 9)
    }
}

extension Held<AttemptCounter> {
    fileprivate func used(_ key: AttemptCounter.Key, limit: Int, at now: Int64) -> Int? {
        guard case .admitted(_, let used) = machine.take(key, limit: limit, nowNanos: now) else {
            return nil
        }
        return used
    }
}
