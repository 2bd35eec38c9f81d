/// A rule's condition on a number of the call: what is left to judge once its scope is known.
struct NumberCondition: Sendable {
    private enum Subject {
        case cost, tokens
        case run(RunMeasure)
    }

    private let subject: Subject
    private let comparison: Comparison
    private let value: Int64

    /// Takes over a condition on a number; nil for one on the scope.
    init?(_ condition: Condition) {
        switch condition {
        case .cost(let comparison, let nanos):
            (subject, self.comparison, value) = (.cost, comparison, nanos)
        case .tokens(let comparison, let tokens):
            (subject, self.comparison, value) = (.tokens, comparison, tokens)
        case .run(let measure, let comparison, let value):
            (subject, self.comparison, self.value) = (.run(measure), comparison, value)
        case .scope:
            return nil
        }
    }

    /// Whether the condition is on the call's run.
    var isOnRun: Bool {
        if case .run = subject { return true }
        return false
    }

    /// Whether the call meets the condition; never when what is asked for is unknown.
    func holds(for call: CallFacts) -> Bool {
        let known: Int64? =
            switch subject {
            case .cost: call.costNanos
            case .tokens: call.tokens
            case .run(let measure): call.run?.value(measure)
            }
        guard let known else { return false }
        return comparison.holds(known, value)
    }
}
