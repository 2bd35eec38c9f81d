public import FarthingCore

/// Which guards protect a tool, for ``tool(_:_:store:fileID:_:)``; those that are nil do not.
public struct ToolGuards<Value: Sendable>: Sendable {
    /// What the arguments must meet.
    public var enforce: [EnforceRule]
    /// At most once.
    public var idempotent: IdempotentGuard?
    /// How often in a run.
    public var attempts: Int?
    /// How often in a time.
    public var rate: RateLimitGuard?
    /// Whether the service is up.
    public var breaker: CircuitGuard?
    /// What it may cost.
    public var budget: ToolBudget?
    /// For how long.
    public var timeout: Duration?
    /// What its result shows to exist.
    public var prove: ProveGuard<Value>?

    /// Guards in the order in which they act.
    public init(
        enforce: [EnforceRule] = [],
        idempotent: IdempotentGuard? = nil,
        attempts: Int? = nil,
        rate: RateLimitGuard? = nil,
        breaker: CircuitGuard? = nil,
        budget: ToolBudget? = nil,
        timeout: Duration? = nil,
        prove: ProveGuard<Value>? = nil
    ) {
        self.enforce = enforce
        self.idempotent = idempotent
        self.attempts = attempts
        self.rate = rate
        self.breaker = breaker
        self.budget = budget
        self.timeout = timeout
        self.prove = prove
    }
}

/// What makes two calls of a tool one, for ``ToolGuards/idempotent``.
public struct IdempotentGuard: Sendable {
    /// What makes the call the same; 1 to 256 bytes.
    public var key: String
    /// What the key is bound to.
    public var arguments: ArgumentHash?
    /// How long the end is remembered.
    public var ttl: Duration
    /// What a repeat of a success gets.
    public var onDuplicate: OnDuplicate
    /// Whether the key holds in its run or everywhere.
    public var reach: KeyReach
    /// Errors after which nothing was done, so that the key is free again.
    public var isSafe: @Sendable (any Error) -> Bool

    /// At most once for a key.
    public init(
        key: String,
        arguments: ArgumentHash? = nil,
        ttl: Duration = .seconds(3_600),
        onDuplicate: OnDuplicate = .returnResult,
        reach: KeyReach = .run,
        isSafe: @escaping @Sendable (any Error) -> Bool = { _ in false }
    ) {
        self.key = key
        self.arguments = arguments
        self.ttl = ttl
        self.onDuplicate = onDuplicate
        self.reach = reach
        self.isSafe = isSafe
    }
}

/// What a tool's result shows to exist, for ``ToolGuards/prove``.
public struct ProveGuard<Value: Sendable>: Sendable {
    /// The facts of a result.
    public var facts: @Sendable (Value) throws -> [Fact]
    /// How long they hold.
    public var ttl: Duration
    /// How many one call may prove.
    public var maxItems: Int
    /// What a call that shows more does.
    public var onTooMany: OnTooMany

    /// Notes the facts of results.
    public init(
        ttl: Duration = .seconds(300),
        maxItems: Int = 200,
        onTooMany: OnTooMany = .refuse,
        facts: @escaping @Sendable (Value) throws -> [Fact]
    ) {
        self.facts = facts
        self.ttl = ttl
        self.maxItems = maxItems
        self.onTooMany = onTooMany
    }
}
