import FarthingCore
import Testing

@Suite("Guards: circuit breakers")
struct CircuitBreakersTests {
    @Test("failures in a row open it, a success in between clears the count")
    func opens() throws {
        let circuits = Held(CircuitBreakers())
        let rule = try rule()
        for end: CircuitBreakers.End in [.failure(.timeout), .failure(.overloaded), .success] {
            circuits.call("pay", rule, end, at: 0)
        }
        #expect(circuits.machine.standing(of: "pay", nowNanos: 0) == .closed(failures: 0))
        #expect(circuits.count == 0)
        for _ in 0..<3 { circuits.call("pay", rule, .failure(.transport), at: 1) }
        #expect(circuits.machine.standing(of: "pay", nowNanos: 1) == .open)
        #expect(circuits.wait("pay", rule, at: 1) == 60 * second)
        #expect(circuits.wait("pay", rule, at: 60 * second) == 1)
        #expect(circuits.machine.standing(of: "pay", nowNanos: 60 * second + 1) == .halfOpen)
    }

    @Test(
        "kinds that do not count change nothing, unknown ones included",
        arguments: FailureKind.allCases
    )
    func kinds(_ kind: FailureKind) throws {
        let circuits = Held(CircuitBreakers())
        let rule = try rule()
        circuits.call("pay", rule, .failure(.transport), at: 0)
        circuits.call("pay", rule, .failure(.transport), at: 0)
        circuits.call("pay", rule, .failure(kind), at: 0)
        let counts = FailureKinds.standard.contains(kind)
        #expect(
            circuits.machine.standing(of: "pay", nowNanos: 0)
                == (counts ? .open : .closed(failures: 2))
        )
    }

    @Test("after the reset exactly one of twenty calls passes, and its success closes the circuit")
    func probe() throws {
        let circuits = Held(CircuitBreakers())
        let rule = try rule()
        circuits.open("pay", rule)
        var passed: [CircuitBreakers.Pass] = []
        for call in 0..<20 {
            let now = 60 * second + Int64(call)
            if case .admitted(let pass) = circuits.machine.enter("pay", rule, nowNanos: now) {
                passed.append(pass)
            }
        }
        #expect(passed.map(\.isProbe) == [true])
        circuits.machine.leave("pay", rule, passed[0], .success, nowNanos: 61 * second)
        #expect(circuits.machine.standing(of: "pay", nowNanos: 61 * second) == .closed(failures: 0))
        #expect(circuits.wait("pay", rule, at: 61 * second) == nil)
    }

    @Test("a probe's failure opens it anew, one that tells nothing lets the next call probe")
    func probeEnds() throws {
        let circuits = Held(CircuitBreakers())
        let rule = try rule()
        circuits.open("pay", rule)
        circuits.call("pay", rule, .failure(.timeout), at: 60 * second)
        #expect(circuits.wait("pay", rule, at: 61 * second) == 59 * second)
        for end: CircuitBreakers.End in [.nothing, .failure(.unknown), .failure(.invalid)] {
            #expect(circuits.call("pay", rule, end, at: 120 * second))
        }
        #expect(circuits.call("pay", rule, .success, at: 121 * second))
        #expect(
            circuits.machine.standing(of: "pay", nowNanos: 121 * second) == .closed(failures: 0)
        )
    }

    @Test("a probe that never ends is given up after a minute, and what it says then is not heard")
    func lostProbe() throws {
        let circuits = Held(CircuitBreakers())
        let rule = try rule(resetNanos: second)
        circuits.open("pay", rule)
        let lost = try #require(circuits.pass("pay", rule, at: second))
        #expect(circuits.wait("pay", rule, at: 2 * second) == 59 * second)
        let another = try #require(circuits.pass("pay", rule, at: 61 * second))
        #expect(another.isProbe)
        circuits.machine.leave("pay", rule, lost, .success, nowNanos: 62 * second)
        #expect(circuits.machine.standing(of: "pay", nowNanos: 62 * second) == .halfOpen)
    }

    @Test("calls that began before it opened neither close it nor open it again")
    func stale() throws {
        let circuits = Held(CircuitBreakers())
        let rule = try rule()
        var early: [CircuitBreakers.Pass] = []
        for _ in 0..<6 { early.append(try #require(circuits.pass("pay", rule, at: 0))) }
        for pass in early[..<3] {
            circuits.machine.leave("pay", rule, pass, .failure(.timeout), nowNanos: second)
        }
        circuits.machine.leave("pay", rule, early[3], .success, nowNanos: 2 * second)
        #expect(circuits.machine.standing(of: "pay", nowNanos: 2 * second) == .open)
        circuits.call("pay", rule, .success, at: 61 * second)
        for pass in early[4...] {
            circuits.machine.leave("pay", rule, pass, .failure(.timeout), nowNanos: 62 * second)
        }
        #expect(circuits.machine.standing(of: "pay", nowNanos: 62 * second) == .closed(failures: 0))
    }

    @Test("one name is one circuit, and only services with failures take room")
    func names() throws {
        let circuits = Held(CircuitBreakers(circuitsMax: 2))
        let rule = try rule(maxFailures: 1)
        for name in 0..<1_000 { circuits.call("s\(name)", rule, .success, at: 0) }
        #expect(circuits.count == 0)
        circuits.call("a", rule, .failure(.timeout), at: 0)
        #expect(circuits.wait("a", rule, at: 0) != nil)
        #expect(circuits.wait("b", rule, at: 0) == nil)
        let day = 86_400 * second
        for name in 0..<10 { circuits.call("f\(name)", rule, .failure(.timeout), at: 0) }
        #expect(circuits.count == 2)
        circuits.call("late", rule, .failure(.timeout), at: 3 * day)
        #expect(circuits.machine.standing(of: "late", nowNanos: 3 * day) == .open)
    }

    @Test(
        "a rule that never opens, or counts nothing, is none",
        arguments: [(0, 1, 1), (-3, 1, 1), (1, 0, 1), (1, -1, 1), (1, 1, 0)]
            as [(Int, Int64, UInt16)]
    )
    func rules(_ failures: Int, _ nanos: Int64, _ kinds: UInt16) {
        let counted = FailureKinds(rawValue: kinds)
        #expect(CircuitRule(maxFailures: failures, resetNanos: nanos, counted: counted) == nil)
    }

    private func rule(maxFailures: Int = 3, resetNanos: Int64 = 60 * second) throws -> CircuitRule {
        let rule = CircuitRule(maxFailures: maxFailures, resetNanos: resetNanos, counted: .standard)
        return try #require(rule)
    }
}

extension Held<CircuitBreakers> {
    fileprivate func pass(_ name: String, _ rule: CircuitRule, at now: Int64) -> CircuitBreakers
        .Pass?
    {
        guard case .admitted(let pass) = machine.enter(name, rule, nowNanos: now) else {
            return nil
        }
        return pass
    }

    fileprivate func wait(_ name: String, _ rule: CircuitRule, at now: Int64) -> Int64? {
        guard case .refused(let nanos) = machine.enter(name, rule, nowNanos: now) else {
            return nil
        }
        return nanos
    }

    /// Makes a whole call; false where it was refused.
    @discardableResult
    fileprivate func call(
        _ name: String,
        _ rule: CircuitRule,
        _ end: CircuitBreakers.End,
        at now: Int64
    ) -> Bool {
        guard let pass = pass(name, rule, at: now) else { return false }
        machine.leave(name, rule, pass, end, nowNanos: now)
        return true
    }

    fileprivate func open(_ name: String, _ rule: CircuitRule) {
        for _ in 0..<rule.maxFailures { call(name, rule, .failure(.transport), at: 0) }
    }
}
