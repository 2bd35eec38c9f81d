import FarthingCore

/// Runs `body` where its price fits the budgets, and books it.
///
/// The price is set aside before and charged when `body` has begun, whether it succeeds or not: what was
/// sent and then lost is charged. An error that is ``NotBilled`` gives it back. Local limits around the
/// call bind it too.
///
/// - Parameters:
///   - tool: the tool's name, by which budgets find it.
///   - price: what one call costs.
///   - governor: whose budgets; ``Governor/standalone`` for the local limits alone.
///   - body: the call.
/// - Throws: ``SpendError`` where it does not fit; nothing has run then. Else what `body` throws.
@discardableResult
public func toolBudget<Value>(
    _ tool: String,
    _ price: SpendBound,
    governor: Governor = .standalone,
    _ body: () async throws -> Value
) async throws -> Value {
    try await governor.spend(SpendRequest(tool: tool, cost: price)) { _ in
        Billed(try await body(), price.bill)
    }
}

/// What one call of a tool costs, and whose budgets it must fit, for ``ToolGuards/budget``.
public struct ToolBudget: Sendable {
    /// What one call costs.
    public var price: SpendBound
    /// Whose budgets.
    public var governor: Governor

    /// A price, for the budgets of a governor.
    public init(_ price: SpendBound, governor: Governor = .standalone) {
        self.price = price
        self.governor = governor
    }
}
