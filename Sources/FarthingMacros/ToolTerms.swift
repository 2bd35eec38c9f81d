public import Farthing

/// How often a tool may be called, for `@Tool`. Means something within a decorator only.
public struct ToolRate: Sendable {
    private init() {}

    /// At most so many calls within a sliding window; `by` names whose calls are counted together.
    public static func calls(
        _ maxCalls: Int,
        per period: Duration,
        by argument: PartialKeyPath<ToolArguments>? = nil
    ) -> ToolRate {
        ToolRate()
    }
}

/// What makes two calls of a tool one, for `@Tool`. Means something within a decorator only.
public struct ToolKey: Sendable {
    private init() {}

    /// At most once for a key; the parameters are as those of `@Idempotent`.
    public static func key(
        _ key: PartialKeyPath<ToolArguments>,
        arguments: [PartialKeyPath<ToolArguments>]? = nil,
        ttl: Duration = .seconds(3_600),
        onDuplicate: OnDuplicate = .returnResult,
        reach: KeyReach = .run,
        isSafe: @Sendable (any Error) -> Bool = { _ in false }
    ) -> ToolKey {
        ToolKey()
    }
}

/// What a tool's result shows to exist, for `@Proves` and `@Tool`. Means something
/// within a decorator only.
public struct ToolProof: Sendable {
    private init() {}

    /// One fact, of which the result has the value: `.fact("order", \.id)`; none where it is nil.
    public static func fact(
        _ kind: String,
        _ value: PartialKeyPath<ToolResult>,
        ttl: Duration = .seconds(300)
    ) -> ToolProof {
        ToolProof()
    }

    /// One fact for each element of the result: `.each("order", \.id)`.
    public static func each(
        _ kind: String,
        _ value: PartialKeyPath<ToolResult>,
        ttl: Duration = .seconds(300),
        maxItems: Int = 200,
        onTooMany: OnTooMany = .refuse
    ) -> ToolProof {
        ToolProof()
    }

    /// What a closure finds in the result, whose type it names:
    /// `.facts({ (page: Page) in page.orders.map { Fact("order", $0.id) } })`.
    public static func facts<Value>(
        _ facts: @Sendable (Value) throws -> [Fact],
        ttl: Duration = .seconds(300),
        maxItems: Int = 200,
        onTooMany: OnTooMany = .refuse
    ) -> ToolProof {
        ToolProof()
    }
}
