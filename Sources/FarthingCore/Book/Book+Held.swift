extension Book {
    /// A hold as it stands, for the one who asked for it.
    func heldNow(_ id: HoldID, lines: [HoldLine], sequence: Int64) -> Held {
        guard let slot = holdIndex[id], let openLines = holds[slot]?.lines,
            let outputTokens = holds[slot]?.outputTokens
        else { preconditionFailure("a hold that was just recorded is open") }
        var freeTokens = Int64.max
        var remaining: Int64?
        for (index, line) in openLines.enumerated() {
            let budget = accounts[line.account].budget
            guard budgets[budget].definition.isEnforced else { continue }
            let free: Int128
            if line.sourceLine >= 0 {
                free = holds[slot].map { Int128(left(for: line, of: $0)) } ?? 0
            } else {
                let used = accounts[line.account].used(at: lastMs)
                free = max(0, budgets[budget].cap(topUps: accounts[line.account].topUps) - used)
            }
            if index < lines.count {
                var slope = lines[index]
                slope.base = 0
                freeTokens = min(freeTokens, slope.outputTokens(affordedBy: free) ?? 0)
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
            id: id,
            outputTokens: outputTokens,
            freeOutputTokens: freeTokens,
            remainingNanos: remaining,
            sequence: sequence
        )
    }

    /// What a drawn line's source has left; nothing once it is over.
    func left(for line: OpenHold.Line, of open: OpenHold) -> Int64 {
        sourceLine(of: line, in: openSource(of: open))?.held ?? 0
    }
}
