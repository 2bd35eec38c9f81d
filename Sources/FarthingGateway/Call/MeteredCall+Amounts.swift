import FarthingCore
import FarthingProviders

/// What a settlement charges each line, where the provider has not said it.
extension MeteredCall {
    /// Output that was seen. Where bytes stand for tokens there may be more of them than the request
    /// allows tokens, of which none is billed beyond.
    private var seenTokens: Int64 {
        let seen = meter?.outputTokens ?? 0
        return plan.counter == nil ? min(seen, bounds.outputTokens) : seen
    }

    /// Counted amounts: the lead at most up to what is held, what was seen even beyond it.
    func meteredAmounts(_ outputTokens: Int64) -> (Int64, [Int64], PricedUsage?) {
        let heldLines = bounds.lines(plan)
        let seen = (meter?.variant).map { PriceVariantSet($0) }
        let counted =
            (try? CallBounds(asked, plan, variants: seen ?? variants, exact: true)) ?? bounds
        let seenTokens = seenTokens
        // A provider faster than the lead was seen to make more than was held: that is owed too.
        let tokens = max(seenTokens, min(outputTokens, grantedTokens))
        let bound = max(tokens, grantedTokens)
        let cost = min(
            counted.cost.amountNanos(outputTokens: tokens),
            bounds.cost.amountNanos(outputTokens: bound)
        )
        var amounts: [Int64] = []
        for (line, (held, planned)) in zip(counted.lines(plan), zip(heldLines, plan.lines)) {
            switch planned.unit {
            case .concurrent: amounts.append(0)
            case .money: amounts.append(planned.lineUnit.amount(ofDollars: cost))
            default:
                let most = held.amount(outputTokens: bound)
                amounts.append(min(line.amount(outputTokens: tokens), most))
            }
        }
        let input = counted.inputTokens + counted.imageTokens
        let usage = Usage(inputTokens: input, outputTokens: tokens)
        let exact = price(usage, variant: meter?.variant, model: nil)
        // A bound may be dearer than the price of what was counted; then it cannot be priced again.
        return (cost, amounts, exact?.0 == cost ? exact?.1 : nil)
    }

    /// The same with the input as the provider has told it.
    func partialAmounts(
        _ partial: Usage,
        _ outputTokens: Int64
    ) -> (Int64, [Int64], PricedUsage?) {
        let seenTokens = seenTokens
        let tokens = max(seenTokens, min(outputTokens, grantedTokens))
        var usage = partial
        usage.outputTokens += max(0, tokens - partial.totalOutputTokens)
        let bound = max(usage.totalOutputTokens, grantedTokens)
        guard let (exact, priced) = price(usage, variant: meter?.variant, model: meter?.model)
        else { return meteredAmounts(outputTokens) }
        let held = bounds.lines(plan)
        let cost = min(exact, bounds.cost.amountNanos(outputTokens: bound))
        let amounts = zip(lineAmounts(nanos: cost, tokens: usage.totalTokens), held).map {
            min($0, $1.amount(outputTokens: bound))
        }
        return (cost, amounts, cost == exact ? priced : nil)
    }

    func lineAmounts(nanos: Int64, tokens: Int64) -> [Int64] {
        plan.lines.map { $0.charge(nanos: nanos, tokens: tokens, calls: bounds.calls) }
    }

    /// What is left in the first money budget, in dollars, once this call has cost `nanos`.
    func remaining(after nanos: Int64) -> Int64? {
        guard let remaining = held?.remainingNanos else { return nil }
        return max(0, remaining + heldNanos - nanos)
    }
}
