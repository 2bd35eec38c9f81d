/// What the outcome of a settlement says of the account that it counts in.
extension Book {
    /// States what is left free and what is spent in the first enforced account of money among those
    /// of a settlement that was just booked.
    ///
    /// - Parameter rates: the lines' rates, in their order; empty where no line has one.
    mutating func state(
        in settled: inout Settled,
        _ slots: some Sequence<Int>,
        _ rates: [Int64?],
        _ now: Int64
    ) {
        var place = 0
        for slot in slots {
            let budget = accounts[slot].budget
            if budgets[budget].definition.isEnforced, budgets[budget].isMoney {
                state(in: &settled, slot, rateNanos: rates.isEmpty ? nil : rates[place], now)
                return
            }
            place += 1
        }
    }

    /// The outcome of a settlement that came before: with what is left and spent by now, where the
    /// account is still the open one.
    mutating func settledAlready(_ record: HoldRecord, _ now: Int64) -> Outcome {
        var settled = Settled(sequence: record.closedSequence, isRepeated: true)
        for line in record.lines {
            guard let index = budgetIndex[line.account.budget],
                budgets[index].definition.isEnforced, budgets[index].isMoney
            else { continue }
            if let slot = existingAccount(budget: index, scope: line.account.scope),
                accounts[slot].key == line.account
            {
                state(in: &settled, slot, rateNanos: line.rateNanos, now)
            }
            break
        }
        return .settled(settled)
    }

    private mutating func state(
        in settled: inout Settled,
        _ slot: Int,
        rateNanos: Int64?,
        _ now: Int64
    ) {
        // One that has left memory has no sums to tell of.
        if accounts[slot].isReopened { return }
        accounts[slot].advance(to: now)
        let used = Int128(accounts[slot].spent) + Int128(accounts[slot].held)
        let free = Int64(clamping: max(0, cap(of: slot) - used))
        let spent = accounts[slot].spent
        if let rateNanos {
            settled.remainingNanos = ExchangeRate.dollars(within: free, rateNanos: rateNanos)
            settled.spentNanos = ExchangeRate.dollars(within: spent, rateNanos: rateNanos)
        } else {
            settled.remainingNanos = free
            settled.spentNanos = spent
        }
    }
}
