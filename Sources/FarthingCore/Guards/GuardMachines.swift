/// All guards of several processes behind one door: takes their steps, one at a time.
///
/// A value without clock and lock. Tickets are for whoever took them; one that nobody ends lapses. A
/// rate's and an attempt's are there to be cancelled before the call begins, and stay counted after a
/// minute; a circuit's call has then said nothing, and one under an idempotency key is of unknown
/// outcome, since its process may have died at any point of it.
package struct GuardMachines: Sendable {
    /// Calls under way in all processes.
    package static let ticketsMax = 100_000
    /// An hour: longer than a tool's call takes.
    package static let leaseNanos: Int64 = 3_600 * 1_000_000_000
    /// A minute: longer than the other guards of the same call take to say no.
    private static let cancelNanos: Int64 = 60 * 1_000_000_000

    private enum Open: Sendable {
        case none
        case rate(RateLimiter.Ticket)
        case attempt(AttemptCounter.Ticket)
        case circuit(String, CircuitRule, CircuitBreakers.Pass)
        case once(IdempotencyTable.Ticket)
    }

    private var rates = RateLimiter()
    private var attempts = AttemptCounter()
    private var circuits = CircuitBreakers()
    private var keys = IdempotencyTable()
    private var facts = FactStore()
    /// Calls whose end must be told, and counts that may be cancelled: apart, so that the many short-lived
    /// ones never leave the others without room.
    private var calls: LapsingTable<UInt64, Open>
    private var counts: LapsingTable<UInt64, Open>
    private var latest = Int64.min

    package init(ticketsMax: Int = GuardMachines.ticketsMax) {
        calls = LapsingTable(countMax: ticketsMax, blank: .none)
        counts = LapsingTable(countMax: ticketsMax, blank: .none)
    }

    /// How many calls are under way.
    package var ticketCount: Int { calls.count }

    /// Takes one step.
    ///
    /// - Parameter ticket: names the call that the step may admit: random bits, which nobody can guess.
    package mutating func apply(
        _ step: GuardStep,
        ticket: UInt64,
        nowNanos: Int64
    ) -> GuardAnswer {
        latest = max(latest, nowNanos)
        for _ in 0..<2 {
            guard let lapsed = calls.removeLapsed(nowNanos: latest) else { break }
            if case .once(let once) = lapsed {
                end(once, .unknown(lastError: "lost"), Self.leaseNanos)
            }
        }
        return switch step {
        case .takeRate, .takeAttempt, .enterCircuit, .begin: take(step, ticket)
        case .cancel(let ticket): close(ticket) { $0.cancel($1) }
        case .leaveCircuit(let ticket, let end):
            close(ticket) { machines, open in
                guard case .circuit(let name, let rule, let pass) = open else { return }
                let now = machines.latest
                machines.circuits.leave(name, rule, pass, end, nowNanos: now)
            }
        case .end(let ticket, let error, let ttlNanos):
            close(ticket) { machines, open in
                guard case .once(let once) = open else { return }
                let end = error.map { IdempotencyTable.End.unknown(lastError: $0) } ?? .done(true)
                machines.end(once, end, ttlNanos)
            }
        case .forget(let key): keys.forget(key) ? .yes : .no
        case .prove(let minted, let session, let ttlNanos):
            facts.prove(minted, in: session, ttlNanos: ttlNanos, nowNanos: latest) ? .yes : .full
        case .require(let wanted, let session):
            facts.firstMissing(wanted, in: session, nowNanos: latest).map { .missing($0) } ?? .yes
        case .forgetFacts(let session): forget(session)
        }
    }

    private mutating func take(_ step: GuardStep, _ ticket: UInt64) -> GuardAnswer {
        guard calls.place(of: ticket) == nil, counts.place(of: ticket) == nil else { return .full }
        switch step {
        case .takeRate(let key):
            switch rates.take(key, nowNanos: latest) {
            case .admitted(let taken): return count(.rate(taken), ticket)
            case .refused(let nanos): return .refused(retryAfterNanos: nanos)
            case .full: return .full
            }
        case .takeAttempt(let key, let limit):
            switch attempts.take(key, limit: limit, nowNanos: latest) {
            case .admitted(let taken, _): return count(.attempt(taken), ticket)
            case .refused(let used): return .exhausted(used: used)
            case .full: return .full
            }
        case .enterCircuit(let name, let rule):
            guard calls.count < calls.countMax else { return .full }
            switch circuits.enter(name, rule, nowNanos: latest) {
            case .admitted(let pass): return open(.circuit(name, rule, pass), ticket)
            case .refused(let nanos): return .refused(retryAfterNanos: nanos)
            }
        case .begin(let key, let arguments):
            guard calls.count < calls.countMax else { return .full }
            switch keys.begin(key, arguments, nowNanos: latest) {
            case .admitted(let taken): return open(.once(taken), ticket)
            case .inProgress: return .inProgress
            case .done: return .done
            case .unknown(let error): return .unknown(lastError: error)
            case .conflict: return .conflict
            case .full: return .full
            }
        default: return .no
        }
    }

    private mutating func open(_ open: Open, _ ticket: UInt64) -> GuardAnswer {
        let lapse = latest + Self.leaseNanos
        _ = calls.insert(LapsingTable.Keyed(ticket), open, lapsesAtNanos: lapse)
        return .admitted(ticket: ticket)
    }

    /// Without room for its ticket a count stands, and cannot be cancelled: that errs on the safe side.
    private mutating func count(_ open: Open, _ ticket: UInt64) -> GuardAnswer {
        counts.prune(nowNanos: latest)
        let lapse = latest + Self.cancelNanos
        _ = counts.insert(LapsingTable.Keyed(ticket), open, lapsesAtNanos: lapse)
        return .admitted(ticket: ticket)
    }

    private mutating func close(
        _ ticket: UInt64,
        _ body: (inout GuardMachines, Open) -> Void
    ) -> GuardAnswer {
        if let place = calls.place(of: ticket) {
            body(&self, calls.remove(place))
        } else if let place = counts.place(of: ticket) {
            body(&self, counts.remove(place))
        } else {
            return .no
        }
        return .yes
    }

    private mutating func cancel(_ open: Open) {
        switch open {
        case .none: break
        case .rate(let ticket): rates.cancel(ticket)
        case .attempt(let ticket): attempts.cancel(ticket)
        case .circuit(let name, let rule, let pass):
            circuits.leave(name, rule, pass, .nothing, nowNanos: latest)
        case .once(let ticket): end(ticket, .nothing, 1)
        }
    }

    private mutating func end(
        _ ticket: IdempotencyTable.Ticket,
        _ end: IdempotencyTable.End,
        _ ttlNanos: Int64
    ) {
        keys.end(ticket, end, ttlNanos: ttlNanos, nowNanos: latest)
    }

    private mutating func forget(_ session: FactStore.Session) -> GuardAnswer {
        facts.forget(session)
        return .yes
    }
}
