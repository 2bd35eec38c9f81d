extension Book {
    /// A hold as it stands, for the one who asked for it.
    func heldNow(at slot: Int, lines: [HoldLine], sequence: Int64) -> Held {
        var freeTokens = Int64.max
        var remaining: Int64?
        for index in holds[slot].lines.indices {
            let line = holds[slot].lines[index]
            let budget = accounts[line.account].budget
            guard budgets[budget].definition.isEnforced else { continue }
            let free: Int128
            if line.sourceLine >= 0 {
                free = Int128(sourceLine(of: line, in: openSource(of: slot))?.held ?? 0)
            } else {
                let used =
                    accounts[line.account].ring != nil
                    ? accounts[line.account].used(at: lastMs)
                    : Int128(accounts[line.account].spent) + Int128(accounts[line.account].held)
                free = max(0, cap(of: line.account) - used)
            }
            if index < lines.count {
                freeTokens = min(freeTokens, lines[index].moreOutputTokens(affordedBy: free) ?? 0)
            }
            if remaining == nil, case .money = budgets[budget].definition.unit {
                let unit = LineUnit(
                    unit: budgets[budget].definition.unit,
                    rateNanos: line.rateNanos
                )
                remaining = unit.dollars(within: Int64(clamping: free))
            }
        }
        return Held(
            id: holds[slot].id,
            outputTokens: holds[slot].outputTokens,
            freeOutputTokens: freeTokens,
            remainingNanos: remaining,
            sequence: sequence
        )
    }
}
