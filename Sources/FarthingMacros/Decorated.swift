public import Farthing

/// What decorators expand to; programs call the functions of `Farthing` themselves.
public enum Decorated: Sendable {
    /// `timeLimit` for a body that stays on its function's actor.
    public static func timeLimit<Value: Sendable>(
        _ tool: String,
        _ limit: Duration,
        store: GuardStore = .shared,
        fileID: String = #fileID,
        @_inheritActorContext @_implicitSelfCapture
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await Farthing.timeLimit(tool, limit, store: store, fileID: fileID, body)
    }

    /// `tool` for a body that stays on its function's actor.
    public static func tool<Value: Sendable>(
        _ name: String,
        enforce: [EnforceRule] = [],
        idempotent: IdempotentGuard? = nil,
        attempts: Int? = nil,
        rate: RateLimitGuard? = nil,
        breaker: CircuitGuard? = nil,
        budget: ToolBudget? = nil,
        timeout: Duration? = nil,
        prove: ProveGuard<Value>? = nil,
        store: GuardStore = .shared,
        fileID: String = #fileID,
        @_inheritActorContext @_implicitSelfCapture
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let guards = ToolGuards<Value>(
            enforce: enforce,
            idempotent: idempotent,
            attempts: attempts,
            rate: rate,
            breaker: breaker,
            budget: budget,
            timeout: timeout,
            prove: prove
        )
        return try await Farthing.tool(name, guards, store: store, fileID: fileID, body)
    }

    /// Facts of one kind; none for nil.
    public static func facts(_ kind: String, _ value: some CustomStringConvertible) -> [Fact] {
        [Fact(kind, value.description)]
    }

    /// Facts of one kind; none for nil.
    public static func facts(_ kind: String, _ value: (some CustomStringConvertible)?) -> [Fact] {
        value.map { [Fact(kind, $0.description)] } ?? []
    }
}
