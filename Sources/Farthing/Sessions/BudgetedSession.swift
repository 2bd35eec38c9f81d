public import FarthingCore

/// One limit over any number of calls, models and clients, shared by all tasks that use it.
///
/// ```swift
/// let session = try BudgetedSession(limit: .usd(5)) { print("\($0.atBasisPoints / 100) % spent") }
/// let answer = try await session.spend(request) { permit in … }
/// ```
public final class BudgetedSession: Sendable {
    /// The shares at which the session tells, where none are given.
    public static let thresholds: [LimitShare] = [.percent(30), .percent(80), .percent(95)]

    /// What calls are admitted by beside the session's own limit.
    public let governor: Governor
    private let scope: BudgetScope

    /// A session with a limit.
    ///
    /// - Parameters:
    ///   - limit: money in US dollars, or tokens.
    ///   - tokens: a limit of tokens beside it; the first that is reached counts.
    ///   - governor: whose budgets bind the calls too, and whose prices they are priced with.
    ///   - thresholds: shares of the limit at which `onThreshold` is told, each once; empty for none.
    ///   - onThreshold: told when spending has reached a share; called on the settling task, never
    ///     under a lock, and cannot make a call fail.
    ///   - onExceeded: told of every call of the session that did not fit a limit, its own or another's,
    ///     whoever has made it and whatever becomes of the error; once for each, on the calling task,
    ///     never under a lock. ``attempt(_:)`` returns nil then.
    /// - Throws: ``SpendError`` `invalid` for a limit that is neither, or out of bounds.
    public init(
        limit: BudgetLimit,
        tokens: Int64? = nil,
        governor: Governor = .standalone,
        thresholds: [LimitShare] = BudgetedSession.thresholds,
        onThreshold: (@Sendable (PoolThreshold) -> Void)? = nil,
        onExceeded: (@Sendable (SpendError) -> Void)? = nil
    ) throws(SpendError) {
        self.governor = governor
        scope = try BudgetScope(
            limit: limit,
            tokens: tokens,
            thresholds: thresholds,
            governor: governor,
            onThreshold: onThreshold
        )
        // It stands by itself: where it was made says nothing about where it is used.
        _ = try scope.open(under: nil, onExceeded: onExceeded)
    }

    /// Makes a call where it fits, and books what it has cost.
    ///
    /// - Throws: ``SpendError`` where it did not fit, and `body` did not run; else what `body` throws.
    public func spend<Value>(
        _ request: SpendRequest,
        _ body: (Permit) async throws -> Billed<Value>
    ) async throws -> Value {
        try await scope.run { try await governor.spend(request, body) }
    }

    /// The same, but returns nil for a call that did not fit, after `onExceeded` was told.
    public func attempt<Value>(
        _ request: SpendRequest,
        _ body: (Permit) async throws -> Billed<Value>
    ) async throws -> Value? {
        do {
            return try await spend(request, body)
        } catch let error as SpendError where error.isOverLimit {
            return nil
        }
    }

    /// Runs `body` as ``run(_:)`` does, and returns nil where a call inside did not fit a limit and
    /// `body` ended with that error; `onExceeded` was told before.
    ///
    /// For calls that somebody else makes, such as a client:
    ///
    /// ```swift
    /// let answer = try await session.attempt { try await client.answer(question) }
    /// ```
    ///
    /// What `body` had spent before that call stays spent.
    ///
    /// - Throws: every other error of `body`.
    public func attempt<Value>(_ body: () async throws -> Value) async throws -> Value? {
        do {
            return try await run(body)
        } catch let error as SpendError where error.isOverLimit {
            return nil
        }
    }

    /// Sets money aside for a call that is made elsewhere, such as a stream.
    public func hold(_ request: SpendRequest) async throws -> Hold {
        var context = SpendContext.current
        context.pools = try scope.pools()
        return try await governor.hold(request, in: context)
    }

    /// Runs `body` with every call inside of it bound by the session, whoever makes it, child tasks
    /// included. A call that does not fit throws, after `onExceeded` was told.
    public func run<Value>(_ body: () async throws -> Value) async throws -> Value {
        try await scope.run(body)
    }

    /// The session's figures as they stand now.
    public var summary: PoolStatement { scope.statement }
    /// What settled calls have cost, in nano-dollars.
    public var spentNanos: Int64 { summary.spent.nanos }
    /// What calls in flight keep, in nano-dollars.
    public var heldNanos: Int64 { summary.held.nanos }
    /// What is neither spent nor held, in nano-dollars; nil for a limit of tokens alone.
    public var remainingNanos: Int64? { summary.remainingNanos }

    /// Books a cost that has arisen elsewhere already, past the limit if need be.
    public func record(_ bill: Bill, provider: String = "", model: String = "") throws(SpendError) {
        try scope.record(bill, provider: provider, model: model)
    }

    /// Starts anew: nothing spent, every threshold to be told again. Calls in flight stay, and cost
    /// what they cost.
    public func reset() { scope.reset() }
}
