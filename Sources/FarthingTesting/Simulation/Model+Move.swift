import FarthingCore

/// Open holds that follow an edited budget, said plainly.
extension Model {
    /// What a line was asked for and what stands for it, in whole bounds.
    struct Exchange: Sendable, Hashable {
        var from: Int64
        var to: Int64
    }

    /// The lines that count in a budget at this moment, oldest hold first.
    func counting(in budget: String) -> [(hold: Int, line: Int)] {
        open.flatMap { hold in
            holds[hold].lines.indices
                .filter {
                    let account = holds[hold].lines[$0].account
                    // Of a budget that was taken out, too: it may be back now.
                    return account.budget == budget
                        && currentKey(budget, account.scope) == account
                }
                .map { (hold: hold, line: $0) }
        }
    }

    /// Ends what does not go along with another unit: what people were asked, what others are drawn
    /// from, and what was not sent and cannot be said in it.
    mutating func endUnmovable(
        _ lines: [(hold: Int, line: Int)],
        from old: Budget,
        to new: Budget
    ) {
        for (hold, place) in lines where holds[hold].state == .open {
            let facts = holds[hold]
            let before =
                facts.exchanges[place]?.from
                ?? figure(facts.bound, old.unit, facts.lines[place].rateNanos)
            let hasFigure = before != nil && figure(facts.bound, new.unit, nil) != nil
            if let approval = facts.approval {
                takeBack(approval, as: .withdrawn)
            } else if facts.isSource || (!facts.isSent && !hasFigure) {
                _ = end(hold, state: .released, amounts: nil)
            }
        }
    }

    mutating func move(_ lines: [(hold: Int, line: Int)], from old: Budget, to new: Budget) {
        var went: [[Int]: AccountKey] = [:]
        for (hold, place) in lines {
            let facts = holds[hold]
            if facts.state != .open { continue }
            let line = facts.lines[place]
            let isOther = old.unit != new.unit
            var key: AccountKey?
            if let source = facts.source, let from = line.sourceLine,
                holds[source].state == .open, left(line, facts) != nil
            {
                key = went[[source, from]]
            } else if new.match.matches(facts.scope), !isOther || raise(facts, place) == 0 {
                key = currentKey(new.id, scope(facts, line, old, new))
            }
            guard let key else { continue }
            if isOther {
                guard let to = figure(facts.bound, new.unit, line.rateNanos),
                    let from = facts.exchanges[place]?.from
                        ?? figure(facts.bound, old.unit, line.rateNanos)
                else { continue }
                holds[hold].exchanges[place] = Exchange(from: from, to: to)
                holds[hold].lines[place].held = to
                holds[hold].lines[place].expected = to
            }
            begin(key)
            let raise = raise(facts, place)
            if raise > 0 {
                accounts[line.account]?.events.append(
                    Event(kind: .topUp, amount: -raise, atMs: nowMs)
                )
                accounts[key]?.events.append(Event(kind: .topUp, amount: raise, atMs: nowMs))
                if let approval = facts.approval {
                    for own in approvals[approval].lines.indices
                    where approvals[approval].lines[own].raised?.0 == line.account {
                        approvals[approval].lines[own].raised?.0 = key
                    }
                }
            }
            holds[hold].lines[place].account = key
            went[[hold, place]] = key
            isTouched = true
        }
    }

    /// By how much a yes has raised the limit for one line.
    private func raise(_ hold: HoldFacts, _ place: Int) -> Int64 {
        if !hold.raised.isEmpty { return hold.raised[place] }
        let budget = hold.lines[place].account.budget
        let lines = hold.approval.map { approvals[$0].lines } ?? []
        return lines.first { $0.raised?.0.budget == budget }?.raised?.1 ?? 0
    }

    private func scope(
        _ hold: HoldFacts,
        _ line: HoldFacts.Line,
        _ old: Budget,
        _ new: Budget
    ) -> String {
        var scope = line.account.scope
        if old.per != new.per || old.window == .call {
            scope = new.per.isEmpty ? "" : "agent=" + (hold.scope[.agent] ?? "")
        }
        guard new.window == .call else { return scope }
        return scope + (scope.isEmpty ? "call=" : ",call=") + "\(hold.id)"
    }

    private func figure(_ bound: HoldBound?, _ unit: BudgetUnit, _ rateNanos: Int64?) -> Int64? {
        guard let bound else { return nil }
        switch unit {
        case .money: return bound.nanosUSD
        case .tokens: return bound.tokens
        case .calls: return bound.calls
        case .concurrent: return 1
        case .credits: return nil
        }
    }

    /// What a settlement's amounts are in the units of the lines' accounts.
    func exchanged(_ amounts: [Int64], _ request: SettleRequest, _ hold: HoldFacts) -> [Int64] {
        var amounts = amounts
        for (place, exchange) in hold.exchanges where !request.amounts.isEmpty {
            guard let unit = budgets[hold.lines[place].account.budget]?.definition.unit else {
                continue
            }
            let asked = Int128(amounts[place])
            var amount: Int128
            if exchange.from == 0 {
                amount = asked == 0 ? 0 : Int128(exchange.to)
            } else {
                let (whole, rest) = (asked * Int128(exchange.to))
                    .quotientAndRemainder(dividingBy: Int128(exchange.from))
                amount = rest == 0 ? whole : whole + 1
            }
            if unit == .calls { amount = min(amount, Int128(exchange.to)) }
            if let usage = request.usage {
                switch unit {
                case .money("USD"): amount = Int128(usage.costNanos)
                case .tokens: amount = Int128(usage.inputTokens + usage.outputTokens)
                case .calls: amount = Int128(exchange.to)
                default: break
                }
            }
            amounts[place] = Int64(min(amount, 900_000_000_000_000_000))
        }
        return amounts
    }
}
