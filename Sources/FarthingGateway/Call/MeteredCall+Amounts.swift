import FarthingCore
import FarthingProviders

/// What a settlement charges each line, where the provider has not said it.
extension MeteredCall {
    /// Counted amounts: the lead at most up to what is held, what was seen even beyond it.
    func meteredAmounts(_ outputTokens: Int64) -> (Int64, [Int64]) {
        let heldLines = bounds.lines(plan)
        let seen = (meter?.variant).map { PriceVariantSet($0) }
        let counted =
            (try? CallBounds(asked, plan, variants: seen ?? variants, exact: true)) ?? bounds
        let seenTokens = meter?.outputTokens ?? 0
        // A provider faster than the lead was seen to make more than was held: that is owed too.
        let tokens = max(seenTokens, min(outputTokens, grantedTokens))
        let bound = max(tokens, grantedTokens)
        let amounts = zip(counted.lines(plan), zip(heldLines, plan.lines)).map { line, held in
            held.1.unit == .concurrent
                ? 0
                : min(line.amount(outputTokens: tokens), held.0.amount(outputTokens: bound))
        }
        let cost = min(
            counted.cost.amountNanos(outputTokens: tokens),
            bounds.cost.amountNanos(outputTokens: bound)
        )
        return (cost, amounts)
    }

    /// The same with the input as the provider has told it.
    func partialAmounts(_ partial: Usage, _ outputTokens: Int64) -> (Int64, [Int64]) {
        let seenTokens = meter?.outputTokens ?? 0
        let tokens = max(seenTokens, min(outputTokens, grantedTokens))
        var usage = partial
        usage.outputTokens += max(0, tokens - partial.totalOutputTokens)
        let bound = max(usage.totalOutputTokens, grantedTokens)
        guard let exact = price(usage, variant: meter?.variant, model: meter?.model) else {
            return meteredAmounts(outputTokens)
        }
        let held = bounds.lines(plan)
        let cost = min(exact, bounds.cost.amountNanos(outputTokens: bound))
        let amounts = zip(lineAmounts(nanos: cost, tokens: usage.totalTokens), held).map {
            min($0, $1.amount(outputTokens: bound))
        }
        return (cost, amounts)
    }

    func lineAmounts(nanos: Int64, tokens: Int64) -> [Int64] {
        plan.lines.map { line in
            switch line.unit {
            case .money: nanos
            case .tokens: tokens
            case .calls: 1
            case .concurrent, .credits: 0
            }
        }
    }

    /// What is left in the first money budget once this call has cost `nanos`.
    func remaining(after nanos: Int64) -> Int64? {
        guard let remaining = held?.remainingNanos else { return nil }
        return max(0, remaining + heldNanos - nanos)
    }
}
