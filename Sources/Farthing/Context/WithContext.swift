public import FarthingCore

/// Runs `body` with more said of whom its calls are for; what is set already is written over.
public func withScope<Value>(
    _ scope: Scope,
    _ body: () async throws -> Value
) async rethrows -> Value {
    try await SpendContext.with({ $0.scope = $0.scope.merging(scope) }, body)
}

/// Runs `body` with more said of whom its calls are for.
public func withScope<Value>(_ scope: Scope, _ body: () throws -> Value) rethrows -> Value {
    try SpendContext.with({ $0.scope = $0.scope.merging(scope) }, body)
}

/// Runs `body` as one run of an agent; a run inside another stands by itself.
///
/// - Parameters:
///   - id: names the run; a retry of the same run takes the same id, so that attempts and idempotency
///     keys are found again. A new one where none is given.
///   - user: on whose behalf; nil leaves what is set.
///   - body: the run.
public func withRun<Value>(
    _ id: String? = nil,
    user: String? = nil,
    _ body: () async throws -> Value
) async rethrows -> Value {
    let id = id ?? HoldID.random().description
    SpendEvents.shared.emit(.runStarted(id: id))
    defer { SpendEvents.shared.emit(.runEnded(id: id)) }
    return try await SpendContext.with({ $0.enter(run: id, user: user) }, body)
}

/// The same for a body that does not wait.
public func withRun<Value>(
    _ id: String? = nil,
    user: String? = nil,
    _ body: () throws -> Value
) rethrows -> Value {
    let id = id ?? HoldID.random().description
    SpendEvents.shared.emit(.runStarted(id: id))
    defer { SpendEvents.shared.emit(.runEnded(id: id)) }
    return try SpendContext.with({ $0.enter(run: id, user: user) }, body)
}

/// Runs `body` with a place for facts: what reads prove, writes inside of it may rely on.
///
/// - Parameters:
///   - id: what the facts are kept under. A new one that nobody can guess where none is given; hand in
///     one that was made before to go on with its facts.
///   - scope: whom the facts are about; facts of one scope are none in another.
///   - body: the calls of the session.
public func withCustody<Value>(
    _ id: String? = nil,
    scope: [String: String] = [:],
    _ body: () async throws -> Value
) async rethrows -> Value {
    let custody = SpendContext.Custody(id: id ?? HoldID.random().description, scope: scope)
    return try await SpendContext.with({ $0.custody = custody }, body)
}

/// The same for a body that does not wait.
public func withCustody<Value>(
    _ id: String? = nil,
    scope: [String: String] = [:],
    _ body: () throws -> Value
) rethrows -> Value {
    let custody = SpendContext.Custody(id: id ?? HoldID.random().description, scope: scope)
    return try SpendContext.with({ $0.custody = custody }, body)
}

/// Runs `body` with calls that are trusted with no more than this; a body inside cannot raise it.
public func withCapability<Value>(
    _ capability: Capability,
    _ body: () async throws -> Value
) async rethrows -> Value {
    try await SpendContext.with({ $0.lower(to: capability) }, body)
}

/// The same for a body that does not wait.
public func withCapability<Value>(
    _ capability: Capability,
    _ body: () throws -> Value
) rethrows -> Value {
    try SpendContext.with({ $0.lower(to: capability) }, body)
}

extension SpendContext {
    fileprivate mutating func enter(run id: String, user: String?) {
        run = Run(id: id)
        scope[.run] = id
        if let user { scope[.user] = user }
    }

    fileprivate mutating func lower(to capability: Capability) {
        self.capability = self.capability.map { min($0, capability) } ?? capability
    }
}

extension HoldID {
    /// A new id of 128 bits from the system's own random source.
    package static func random() -> HoldID {
        var source = SystemRandomNumberGenerator()
        return HoldID(random: source.next(), source.next())
    }
}
