public import FarthingCore
import Synchronization

/// A limit around a piece of code: all calls inside of it, in child tasks too, share it.
///
/// One inside another is bound by both: a child cannot pass its parent. What was spent can be read
/// at any time, also after the code has ended or thrown. A task that was begun inside stays inside,
/// however long it runs: its calls count here, and in all around.
///
/// It belongs where it was first run: one that was opened inside of another limit cannot be run
/// elsewhere (`invalid`), and one that was opened outside of every limit is bound by its own, and by
/// those around each run.
public final class BudgetScope: Sendable {
    /// A name for people; empty for none.
    public let name: String
    /// On whose behalf the calls inside are made; nil leaves what is set.
    public let user: String?
    /// The most that may be spent inside.
    public let limit: PoolLimit

    private let thresholds: [Int64]
    private let onThreshold: (@Sendable (PoolThreshold) -> Void)?
    private let governor: Governor
    private let opened = Mutex<PoolPlace?>(nil)

    /// A scope that opens where it is first run.
    ///
    /// - Parameters:
    ///   - limit: money in US dollars, or tokens; nil for none.
    ///   - tokens: a limit of tokens beside it; the first that is reached counts.
    ///   - user: on whose behalf the calls inside are made; nil leaves what is set.
    ///   - name: a name for people.
    ///   - thresholds: shares of the limits at which `onThreshold` is told, each once.
    ///   - governor: whose prices manual costs are priced with.
    ///   - onThreshold: told when spending has reached a share; never under a lock.
    /// - Throws: ``SpendError`` `invalid` for a limit that is neither, or out of bounds.
    public init(
        limit: BudgetLimit? = nil,
        tokens: Int64? = nil,
        user: String? = nil,
        name: String = "",
        thresholds: [LimitShare] = [],
        governor: Governor = .standalone,
        onThreshold: (@Sendable (PoolThreshold) -> Void)? = nil
    ) throws(SpendError) {
        self.limit = try PoolLimit(limit, tokens: tokens)
        self.thresholds = try Self.shares(thresholds)
        self.user = user
        self.name = name
        self.governor = governor
        self.onThreshold = onThreshold
    }

    /// Runs `body` with its calls bound by this limit and by those around it.
    public func run<Value>(_ body: () async throws -> Value) async throws -> Value {
        let pools = try self.pools()
        return try await SpendContext.with({ self.set(&$0, pools) }, body)
    }

    /// The same for a body that does not wait.
    public func run<Value>(_ body: () throws -> Value) throws -> Value {
        let pools = try self.pools()
        return try SpendContext.with({ self.set(&$0, pools) }, body)
    }

    /// What was spent, what is held, and what is left here.
    public var statement: PoolStatement {
        opened.withLock { $0 }?.statement ?? PoolStatement(limit: limit)
    }

    /// The same of the outermost scope around it, which counts this one's calls too.
    public var rootStatement: PoolStatement {
        opened.withLock { $0 }?.rootStatement ?? PoolStatement(limit: limit)
    }

    /// What settled calls have cost here, in nano-dollars.
    public var spentNanos: Int64 { statement.spent.nanos }
    /// How many tokens settled calls have taken here.
    public var spentTokens: Int64 { statement.spent.tokens }

    /// Books a cost of your own that has not arisen yet, here and in the limits around the task;
    /// refused, and not booked, where it does not fit one of them.
    public func charge(_ bill: Bill, provider: String = "", model: String = "") throws(SpendError) {
        let pools = SpendContext.current.pools.with(try enter())
        let cost = try governor.amounts(of: bill, provider, model)
        if let refusal = pools.hold(cost) {
            let error = SpendError(refusal)
            pools.tell(error)
            throw error
        }
        pools.settle(held: cost, cost: cost)
    }

    /// Books a cost that has arisen already, past the limit if need be; every later call is refused
    /// then.
    public func record(_ bill: Bill, provider: String = "", model: String = "") throws(SpendError) {
        let pools = SpendContext.current.pools.with(try enter())
        pools.record(try governor.amounts(of: bill, provider, model))
    }

    /// Starts anew: nothing spent, every threshold to be told again. Calls in flight stay.
    public func reset() {
        if let place = opened.withLock({ $0 }) { place.forest.withLock { $0.reset(place.slot) } }
    }

    /// Its place, opened under the task's innermost one where it was not open.
    func enter() throws(SpendError) -> PoolPlace {
        try open(under: SpendContext.current.pools.innermost)
    }

    /// Its place, opened under another one, or by itself, where it was not open.
    func open(
        under around: PoolPlace?,
        onExceeded: (@Sendable (SpendError) -> Void)? = nil
    ) throws(SpendError) -> PoolPlace {
        let place = opened.withLock { opened -> PoolPlace? in
            if let opened { return opened }
            let forest =
                around?.forest
                ?? PoolForest(events: governor.options.events, onExceeded: onExceeded)
            let slot = forest.open(
                limit,
                under: around?.slot,
                thresholds: thresholds,
                onThreshold: onThreshold
            )
            opened = slot.map { PoolPlace(forest: forest, slot: $0, around: around) }
            return opened
        }
        guard let place else {
            throw SpendError(
                .invalid,
                "Scopes stand inside of each other at most \(PoolTree.depthMax) deep."
            )
        }
        return place
    }

    /// The limits around the task, and this one.
    func pools() throws(SpendError) -> PoolStack {
        var pools = SpendContext.current.pools
        try pools.enter(try enter())
        return pools
    }

    private func set(_ context: inout SpendContext, _ pools: PoolStack) {
        context.pools = pools
        if let user { context.scope[.user] = user }
    }

    private static func shares(_ thresholds: [LimitShare]) throws(SpendError) -> [Int64] {
        guard thresholds.count <= PoolTree.thresholdsMax else {
            throw SpendError(.invalid, "A limit has at most \(PoolTree.thresholdsMax) thresholds.")
        }
        var shares: [Int64] = []
        for threshold in thresholds {
            guard let share = threshold.basisPoints, (1...10_000).contains(share) else {
                throw SpendError(.invalid, "A threshold is a share from 0.01 to 100 percent.")
            }
            shares.append(share)
        }
        return shares
    }
}

extension PoolLimit {
    /// A limit as it is written: dollars or tokens, and perhaps tokens beside it.
    init(_ limit: BudgetLimit?, tokens: Int64?) throws(SpendError) {
        self.init(tokens: tokens)
        switch (limit?.unit, limit?.value) {
        case (nil, _): break
        case (.money("USD"), nil):
            throw SpendError(
                .invalid,
                "The limit '\(limit?.shownText ?? "")' is no amount from 0 to 900 million: write digits, "
                    + "a point and at most nine decimals."
            )
        case (.money("USD"), let value?): nanos = value
        case (.tokens, let value?): self.tokens = min(value, tokens ?? value)
        default:
            throw SpendError(
                .invalid,
                "A local limit is money in US dollars with at most nine decimals, or tokens; other "
                    + "currencies, credits and windows take a budget in a policy."
            )
        }
        guard isWithinBounds else {
            throw SpendError(
                .invalid,
                "A limit lies from 0 to 900 million dollars, or from 0 to \(Money.maxNanos) tokens."
            )
        }
    }
}

/// Runs `body` with all calls inside of it bound by a limit: money, tokens, or both.
///
/// - Throws: what `body` throws, ``SpendError`` of a call that did not fit among it.
public func withBudget<Value>(
    user: String? = nil,
    limit: BudgetLimit? = nil,
    tokens: Int64? = nil,
    name: String = "",
    _ body: (BudgetScope) async throws -> Value
) async throws -> Value {
    let scope = try BudgetScope(limit: limit, tokens: tokens, user: user, name: name)
    return try await scope.run { try await body(scope) }
}

/// The same for a body that does not wait.
public func withBudget<Value>(
    user: String? = nil,
    limit: BudgetLimit? = nil,
    tokens: Int64? = nil,
    name: String = "",
    _ body: (BudgetScope) throws -> Value
) throws -> Value {
    let scope = try BudgetScope(limit: limit, tokens: tokens, user: user, name: name)
    return try scope.run { try body(scope) }
}
