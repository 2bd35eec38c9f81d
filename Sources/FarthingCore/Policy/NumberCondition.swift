/// A rule's condition on a number of the call: what is left to judge once its scope is known.
struct NumberCondition: Sendable {
    private let isCost: Bool
    private let comparison: Comparison
    private let value: Int64

    /// Takes over a condition on cost or tokens; nil for one on the scope.
    init?(_ condition: Condition) {
        switch condition {
        case .cost(let comparison, let nanos):
            self.init(isCost: true, comparison: comparison, value: nanos)
        case .tokens(let comparison, let tokens):
            self.init(isCost: false, comparison: comparison, value: tokens)
        case .scope:
            return nil
        }
    }

    private init(isCost: Bool, comparison: Comparison, value: Int64) {
        self.isCost = isCost
        self.comparison = comparison
        self.value = value
    }

    /// Whether the call meets the condition; never when its cost is asked for and unknown.
    func holds(for call: CallFacts) -> Bool {
        guard isCost else { return comparison.holds(call.tokens, value) }
        guard let cost = call.costNanos else { return false }
        return comparison.holds(cost, value)
    }
}
