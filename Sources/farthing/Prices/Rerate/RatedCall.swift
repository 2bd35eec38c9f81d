import FarthingCore

/// A call whose cost by the new prices is another than the one that is charged.
struct RatedCall {
    let call: SettledCall
    let chargedNanos: Int64
    let usage: SettledUsage

    var differenceNanos: Int64 { usage.costNanos - chargedNanos }

    /// Nil where every amount is right already.
    init?(_ call: SettledCall, _ usage: SettledUsage) {
        let isRight = call.lines.allSatisfy { $0.amount == $0.amount(ofDollars: usage.costNanos) }
        guard !isRight, let charged = call.chargedNanos else { return nil }
        self.call = call
        chargedNanos = charged
        self.usage = usage
    }

    /// What the ledger is asked: money follows the cost, in other currencies at the rate that the
    /// hold froze, and all else stays. It is refused where another settlement has come meanwhile.
    var correction: Correction {
        Correction(
            SettleRequest(
                id: call.id,
                amounts: call.lines.map { $0.amount(ofDollars: usage.costNanos) },
                evidence: call.evidence,
                usage: usage,
                corrects: call.sequence
            )
        )
    }
}
