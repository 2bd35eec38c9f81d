import FarthingCore

/// What a re-rating came to, in all and for each budget.
struct RerateTotals {
    struct Sum {
        var calls = 0
        var changed = 0
        var charged: Int128 = 0
        var rerated: Int128 = 0

        var difference: Int128 { rerated - charged }

        mutating func add(_ before: Int64, _ after: Int64) {
            calls += 1
            if before != after { changed += 1 }
            charged += Int128(before)
            rerated += Int128(after)
        }
    }

    private(set) var all = Sum()
    private(set) var budgets: [String: Sum] = [:]
    private(set) var left: [Rerating.Reason: Int] = [:]
    private(set) var invoicedCount = 0
    private(set) var withoutMoneyCount = 0

    mutating func add(_ call: SettledCall, _ verdict: Rerating.Verdict) {
        switch verdict {
        case .rated(let usage):
            all.add(call.chargedNanos ?? 0, usage.costNanos)
            for line in call.lines where line.followsCost {
                let after = line.amount(ofDollars: usage.costNanos)
                budgets[line.budget, default: Sum()].add(line.amount, after)
            }
        case .left(let reason): left[reason, default: 0] += 1
        case .invoiced: invoicedCount += 1
        case .withoutMoney: withoutMoneyCount += 1
        }
    }

    /// The reasons that there were, in their usual order.
    var reasons: [(reason: Rerating.Reason, count: Int)] {
        Rerating.Reason.allCases.compactMap { reason in left[reason].map { (reason, $0) } }
    }
}
