import FarthingCore

/// Runs `body` behind all its guards, in this order: enforce, idempotent, attempts, rate limit, circuit
/// breaker, budget, time limit, the body, prove.
///
/// A guard that refuses gives back what those before it took: a call that an open circuit refuses uses up
/// neither an attempt nor a place in the rate limit, and its idempotency key is free again. A repeated
/// call whose result is known takes nothing at all. The budget's money is given back where nothing has
/// begun. Time limits and errors of the body count in the circuit.
///
/// Facts are proven last: where that fails the tool has done its work, and a repeat under the same key
/// gets its result and proves again.
///
/// - Throws: ``GuardError`` or ``SpendError`` where a guard refuses; nothing has run then. Else what
///   `body` throws, or ``GuardError/Code/timeout``.
@discardableResult
public func tool<Value: Sendable>(
    _ name: String,
    _ guards: ToolGuards<Value>,
    store: GuardStore = .shared,
    fileID: String = #fileID,
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let run = ToolRun(key: GuardKey(fileID: fileID, tool: name), guards: guards, store: store)
    return try await run.run(body)
}

/// One guarded call.
private struct ToolRun<Value: Sendable> {
    let key: GuardKey
    let guards: ToolGuards<Value>
    let store: GuardStore

    /// What the guards took on the call's account.
    struct Tickets {
        var attempt: GuardTicket<AttemptCounter.Ticket>?
        var rate: GuardTicket<RateLimiter.Ticket>?
        var circuit: EnteredCircuit?
    }

    func run(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let custody = try guards.prove.map { try store.admitProof(key.tool, $0.terms) }
        try await store.enforce(key.tool, guards.enforce)
        let value: Value
        switch try await beginOnce() {
        case .earlier(let result):
            value = try store.earlier(key.tool, guards.idempotent?.key ?? "", result)
        case .first(let once): value = try await first(once, body)
        case nil: value = try await first(nil, body)
        }
        if let custody, let prove = guards.prove {
            try await store.prove(key.tool, try prove.facts(value), custody)
        }
        return value
    }

    private func beginOnce() async throws(GuardError) -> Begun? {
        guard let once = guards.idempotent else { return nil }
        return try await store.beginOnce(
            key,
            key: once.key,
            arguments: once.arguments,
            ttl: once.ttl,
            reach: once.reach,
            onDuplicate: once.onDuplicate
        )
    }

    /// The call that takes place, unless a later guard refuses it.
    private func first(
        _ once: Once?,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        var tickets = Tickets()
        let begun = Begin()
        do {
            try await take(&tickets)
            try Task.checkCancellation()
            let value = try await spend(begun, body)
            if let circuit = tickets.circuit { await store.leaveCircuit(circuit, .ofResult(value)) }
            if let once { await store.endOnce(once, .done(value)) }
            return value
        } catch {
            if begun.isSet {
                if let circuit = tickets.circuit {
                    await store.leaveCircuit(circuit, .ofError(error))
                }
                if let once {
                    let isSafe = guards.idempotent?.isSafe ?? { _ in false }
                    await store.endOnce(once, error, isSafe)
                }
            } else {
                await giveBack(tickets)
                if let once { await store.endOnce(once, .nothing) }
            }
            throw error
        }
    }

    private func take(_ tickets: inout Tickets) async throws(GuardError) {
        if let limit = guards.attempts { tickets.attempt = try await store.takeAttempt(key, limit) }
        if let limit = guards.rate { tickets.rate = try await store.takeRate(key, limit) }
        if let breaker = guards.breaker { tickets.circuit = try await store.enterCircuit(breaker) }
    }

    private func giveBack(_ tickets: Tickets) async {
        if let ticket = tickets.attempt { await store.cancelAttempt(ticket) }
        if let ticket = tickets.rate { await store.cancelRate(ticket) }
        if let circuit = tickets.circuit { await store.leaveCircuit(circuit, .nothing) }
    }

    private func spend(
        _ begun: Begin,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let budget = guards.budget else {
            do { return try await limited(begun, body) } catch { throw Unbilled.inside(of: error) }
        }
        let request = SpendRequest(tool: key.tool, cost: budget.price)
        return try await budget.governor.spend(request) { _ in
            do {
                return Billed(try await limited(begun, body), budget.price.bill)
            } catch  where !begun.isSet {
                throw Unbilled(error)
            }
        }
    }

    private func limited(
        _ begun: Begin,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let limit = guards.timeout else {
            begun.set()
            return try await body()
        }
        let nanos = try store.admitTimed(key, limit)
        return try await store.timed(key, limit, nanos, begin: begun, body)
    }
}

extension ProveGuard {
    fileprivate var terms: ProofTerms {
        ProofTerms(ttl: ttl, maxItems: maxItems, onTooMany: onTooMany)
    }
}
