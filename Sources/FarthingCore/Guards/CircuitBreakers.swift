/// Circuit breakers by name: all who call one service share one.
///
/// Closed: calls pass, and failures in a row are counted. Open: calls are refused until the reset.
/// Half open: exactly one call, the probe, passes; its success closes the circuit, its failure opens it
/// again, and where it tells nothing the next call is the probe. What ends after the circuit has
/// changed its state was begun under the former one and changes nothing.
///
/// A circuit of which nothing bad is known takes no room.
package struct CircuitBreakers: Sendable {
    /// Services with failures that are remembered.
    package static let circuitsMax = 10_000
    /// How long the failures of a service are remembered that nobody calls: a day.
    private static let quietNanos: Int64 = 86_400 * 1_000_000_000

    /// A call that may take place; its end must be told.
    package struct Pass: Sendable {
        /// Which state the call was begun under.
        fileprivate let era: UInt64
        /// Whether it is the one on whose success the circuit closes.
        package let isProbe: Bool
    }

    /// What is said to a call.
    package enum Verdict: Sendable {
        case admitted(Pass)
        /// The circuit is open for so many nanoseconds more, at least 1; while a probe runs this is
        /// when it is given up at the latest.
        case refused(retryAfterNanos: Int64)
    }

    /// How a call ended.
    package enum End: Sendable {
        case success
        case failure(FailureKind)
        /// It did not take place, or was cancelled.
        case nothing
    }

    /// How a circuit stands.
    package enum Standing: Hashable, Sendable {
        case closed(failures: Int)
        case open
        case halfOpen
    }

    private enum State: Sendable {
        case closed(failures: Int)
        case open(untilNanos: Int64)
        case halfOpen(probeEndsNanos: Int64)
    }

    private struct Circuit: Sendable {
        var state: State = .closed(failures: 0)
        var era: UInt64 = 0
    }

    private var circuits: LapsingTable<String, Circuit>
    private var eras: UInt64 = 0
    private var latest = Int64.min

    package init(circuitsMax: Int = CircuitBreakers.circuitsMax) {
        circuits = LapsingTable(countMax: circuitsMax, blank: Circuit())
    }

    /// How many circuits are remembered.
    package var count: Int { circuits.count }

    /// How a circuit stands at `nowNanos`.
    package func standing(of name: String, nowNanos: Int64) -> Standing {
        guard let place = circuits.place(of: name) else { return .closed(failures: 0) }
        switch circuits[place].state {
        case .closed(let failures): return .closed(failures: failures)
        case .open(let until): return max(latest, nowNanos) < until ? .open : .halfOpen
        case .halfOpen: return .halfOpen
        }
    }

    /// Asks for a call to the service.
    package mutating func enter(_ name: String, _ rule: CircuitRule, nowNanos: Int64) -> Verdict {
        latest = max(latest, nowNanos)
        guard let place = circuits.place(of: name) else {
            return .admitted(Pass(era: 0, isProbe: false))
        }
        switch circuits[place].state {
        case .closed:
            return .admitted(Pass(era: circuits[place].era, isProbe: false))
        case .open(let until) where latest < until:
            return .refused(retryAfterNanos: until - latest)
        case .halfOpen(let ends) where latest < ends:
            return .refused(retryAfterNanos: ends - latest)
        case .open, .halfOpen:
            change(place, to: .halfOpen(probeEndsNanos: latest + rule.probeNanos))
            return .admitted(Pass(era: circuits[place].era, isProbe: true))
        }
    }

    /// Tells how a call ended; true when that opened the circuit.
    @discardableResult
    package mutating func leave(
        _ name: String,
        _ rule: CircuitRule,
        _ pass: Pass,
        _ end: End,
        nowNanos: Int64
    ) -> Bool {
        latest = max(latest, nowNanos)
        if case .failure(let kind) = end, rule.counted.contains(kind) {
            return fail(name, rule, pass)
        }
        guard let place = circuits.place(of: name), circuits[place].era == pass.era else {
            return false
        }
        if case .success = end {
            if pass.isProbe {
                change(place, to: .closed(failures: 0))
            } else if pass.era == 0 {
                circuits.remove(place)
            } else {
                circuits[place].state = .closed(failures: 0)
            }
        } else if pass.isProbe {
            // Nothing was learned: the next call is the probe.
            change(place, to: .open(untilNanos: latest))
        }
        return false
    }

    private mutating func fail(_ name: String, _ rule: CircuitRule, _ pass: Pass) -> Bool {
        guard let place = circuits.place(of: name) else {
            guard pass.era == 0 else { return false }
            circuits.prune(nowNanos: latest)
            let lapse = latest + Self.quietNanos
            // Where there is no room for one more failing service its failures are not counted: a
            // breaker spares services, it does not guard money.
            guard
                let new = circuits.insert(
                    LapsingTable.Keyed(name),
                    Circuit(),
                    lapsesAtNanos: lapse
                )
            else { return false }
            return fail(new, rule, failures: 1)
        }
        guard circuits[place].era == pass.era else { return false }
        if case .closed(let failures) = circuits[place].state {
            return fail(place, rule, failures: failures + 1)
        }
        return fail(place, rule, failures: rule.maxFailures)
    }

    private mutating func fail(
        _ place: LapsingTable<String, Circuit>.Place,
        _ rule: CircuitRule,
        failures: Int
    ) -> Bool {
        guard failures >= rule.maxFailures else {
            circuits[place].state = .closed(failures: failures)
            circuits.setLapse(place, atNanos: latest + Self.quietNanos)
            return false
        }
        change(place, to: .open(untilNanos: latest + rule.resetNanos))
        return true
    }

    private mutating func change(_ place: LapsingTable<String, Circuit>.Place, to state: State) {
        eras += 1
        circuits[place].state = state
        circuits[place].era = eras
        circuits.setLapse(place, atNanos: latest + 2 * Self.quietNanos)
    }
}
