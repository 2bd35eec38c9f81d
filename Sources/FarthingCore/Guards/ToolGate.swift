/// The guards of registered tools, for all calls of them by whatever way they come.
///
/// A value without clock and lock, and in memory: a restart forgets it. Each tool of a workspace has
/// its own counts and its own circuit.
package struct ToolGate: Sendable {
    /// What a call has taken, to be given back or ended once; what nobody ends lapses as
    /// ``GuardMachines`` says.
    package struct Pass: Hashable, Sendable {
        fileprivate var attempt: UInt64?
        fileprivate var rate: UInt64?
        fileprivate var circuit: UInt64?
    }

    /// What is said to a call.
    package enum Verdict: Hashable, Sendable {
        /// It may begin; nil where nothing guards the tool.
        case admitted(Pass?)
        case refused(ToolRefusal)
    }

    /// How a call ended, as far as its circuit breaker cares.
    package enum End: Sendable {
        case success, failure
        /// Nothing is known of it, or it did not take place.
        case nothing
    }

    private static let nanosPerMs: Int64 = 1_000_000

    private var machines: GuardMachines
    private var tickets: UInt64 = 0

    /// - Parameter ticketsMax: calls under way that are remembered.
    package init(ticketsMax: Int = GuardMachines.ticketsMax) {
        machines = GuardMachines(ticketsMax: ticketsMax)
    }

    /// Asks a tool's guards for a call: attempts, then rate limit, then circuit breaker; where one
    /// refuses, those before it are given back what they gave.
    ///
    /// - Parameters:
    ///   - principal: the id of the key that calls.
    ///   - run: the run that the call belongs to; all calls of a key without one count as one run.
    ///   - nowNanos: of a clock that never steps back.
    package mutating func admit(
        _ tool: RegisteredTool,
        principal: String,
        run: String?,
        nowNanos: Int64
    ) -> Verdict {
        let guards = tool.guards
        if !guards.judgeCalls { return .admitted(nil) }
        let key = GuardKey(module: tool.workspace, tool: RegisteredTool.normal(tool.name))
        var pass = Pass()
        for step in steps(guards, tool.id, key, run: principal + "\u{1F}" + (run ?? "")) {
            tickets += 1
            switch machines.apply(step, ticket: tickets, nowNanos: nowNanos) {
            case .admitted(let ticket): pass.note(ticket, of: step)
            case .refused(let nanos):
                cancel(pass, nowNanos: nowNanos)
                let retryAfterMs = (nanos + Self.nanosPerMs - 1) / Self.nanosPerMs
                return .refused(ToolRefusal(step, tool, retryAfterMs: retryAfterMs))
            case .exhausted:
                cancel(pass, nowNanos: nowNanos)
                return .refused(ToolRefusal(step, tool, retryAfterMs: nil))
            default:
                cancel(pass, nowNanos: nowNanos)
                return .refused(ToolRefusal(.full, tool.name))
            }
        }
        return .admitted(pass)
    }

    /// Gives back what a call took that does not take place; a count that is older than a minute
    /// stays.
    package mutating func cancel(_ pass: Pass, nowNanos: Int64) {
        for ticket in [pass.attempt, pass.rate, pass.circuit].compactMap(\.self) {
            tell(.cancel(ticket: ticket), nowNanos)
        }
    }

    /// Tells how a call ended; what it took of a rate or of attempts stays taken.
    package mutating func leave(_ pass: Pass, _ end: End, nowNanos: Int64) {
        guard let circuit = pass.circuit else { return }
        let told: CircuitBreakers.End =
            switch end {
            case .success: .success
            case .failure: .failure(.unknown)
            case .nothing: .nothing
            }
        tell(.leaveCircuit(ticket: circuit, told), nowNanos)
    }

    private mutating func tell(_ step: GuardStep, _ nowNanos: Int64) {
        // A ticket's number is taken by nobody but those who ask to begin.
        _ = machines.apply(step, ticket: 0, nowNanos: nowNanos)
    }

    private func steps(
        _ guards: RegisteredGuards,
        _ id: String,
        _ key: GuardKey,
        run: String
    ) -> [GuardStep] {
        var steps: [GuardStep] = []
        if let limit = guards.attemptsMax {
            let limit = Int(clamping: min(limit, Int64(AttemptCounter.attemptsMax)))
            steps.append(.takeAttempt(AttemptCounter.Key(run: run, key), limit: limit))
        }
        if let rate = guards.rateLimit,
            let rule = RateRule(
                maxCalls: Int(clamping: rate.callsMax),
                periodNanos: nanos(rate.periodMs, RateRule.periodMaxNanos)
            )
        {
            steps.append(.takeRate(RateLimiter.Key(key, rule, scope: nil)))
        }
        if let breaker = guards.circuitBreaker,
            let rule = CircuitRule(
                maxFailures: Int(clamping: breaker.failuresMax),
                resetNanos: nanos(breaker.resetMs, CircuitRule.resetMaxNanos),
                counted: FailureKinds(.unknown)
            )
        {
            steps.append(.enterCircuit(id, rule))
        }
        return steps
    }

    private func nanos(_ lengthMs: Int64, _ nanosMax: Int64) -> Int64 {
        min(lengthMs, nanosMax / Self.nanosPerMs) * Self.nanosPerMs
    }
}

extension ToolGate.Pass {
    fileprivate mutating func note(_ ticket: UInt64, of step: GuardStep) {
        switch step {
        case .takeAttempt: attempt = ticket
        case .takeRate: rate = ticket
        default: circuit = ticket
        }
    }
}

extension RegisteredGuards {
    /// Whether anything is judged before a call; idempotency is its caller's, who knows the arguments.
    package var judgeCalls: Bool {
        attemptsMax != nil || rateLimit != nil || circuitBreaker != nil
    }
}
