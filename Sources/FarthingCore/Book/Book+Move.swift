/// Open holds follow a budget whose meaning is edited.
extension Book {
    /// The most moves in one entry, so that an entry stays readable.
    static let movedMax = 500

    /// A line of an open hold that counts in one of a budget's open accounts.
    struct Counted: Hashable {
        var hold: Int
        var line: Int
    }

    /// The lines that count in a budget's open accounts, in the order of their holds' admission.
    func counted(in index: Int) -> [Counted] {
        let open = Set(budgets[index].open.values)
        if open.isEmpty { return [] }
        return holds.indices
            .filter { holds[$0].lines.contains { open.contains($0.account) } }
            .sorted { holds[$0].sequence < holds[$1].sequence }
            .flatMap { hold in
                holds[hold].lines.enumerated()
                    .filter { open.contains($0.element.account) }
                    .map { Counted(hold: hold, line: $0.offset) }
            }
    }

    /// Moves lines to the accounts of a budget's new generation: those of the holds that it matches
    /// and for which it has a figure. The others end where they are.
    mutating func move(_ counted: [Counted], _ move: BudgetMove, to index: Int, _ now: Int64) {
        var moves: [Entry.Move] = []
        // A line that is drawn goes where the line goes from which it is drawn.
        var moved: [Counted: Int] = [:]
        for line in counted {
            guard let (entry, slot) = self.move(line, move, to: index, moved, now) else { continue }
            moved[line] = slot
            moves.append(entry)
        }
        for start in stride(from: 0, to: moves.count, by: Book.movedMax) {
            let end = min(start + Book.movedMax, moves.count)
            let id = budgets[index].definition.id
            record(.move(budget: id, Array(moves[start..<end])), now)
        }
        audit(Array(Set(moved.values)).sorted(), now)
    }

    /// Before the unit of a budget changes: takes back what people were asked in the old one, and ends
    /// what others are drawn from, and what was not sent and for which there is no figure. What is
    /// left follows, or has been sent and ends where it is.
    mutating func end(_ counted: [Counted], unlessThey move: BudgetMove, _ now: Int64) {
        let why = "the budget \(move.new.id) counts another unit"
        for line in counted {
            let open = holds[line.hold]
            guard open.lines.indices.contains(line.line) else { continue }
            if let id = open.approval {
                guard let approval = approvals[id] else { continue }
                record(.approvalWithdraw(reference(approval), note: why), now)
            } else if open.isSource || (!open.isSent && move.figures(open, line.line) == nil) {
                record(.release(reference(open), why: why), now)
            }
        }
    }

    private mutating func move(
        _ counted: Counted,
        _ budget: BudgetMove,
        to index: Int,
        _ moved: [Counted: Int],
        _ now: Int64
    ) -> (Entry.Move, Int)? {
        let open = holds[counted.hold]
        guard open.isOpen else { return nil }
        let line = open.lines[counted.line]
        let slot: Int
        if let source = openSource(of: open), line.sourceLine >= 0,
            sourceLine(of: line, in: source) != nil
        {
            let from = Counted(hold: source, line: line.sourceLine)
            guard let target = moved[from] else { return nil }
            slot = target
        } else {
            guard budget.new.match.matches(open.context.scope),
                !budget.changesUnit || raise(open, counted.line) == 0
            else { return nil }
            let scope = scope(of: open, line, from: budget.old, to: budget.new)
            slot = openAccount(budget: index, scope: scope, call: open.id, now)
        }
        var move = Entry.Move(
            hold: reference(open),
            line: counted.line,
            account: accounts[slot].key,
            held: line.held,
            expected: line.expected,
            conversion: open.conversions.first { $0.line == counted.line },
            slot: slot
        )
        if budget.changesUnit {
            guard let (from, to) = budget.figures(open, counted.line) else {
                retireIfSingle(slot)
                return nil
            }
            move.held = to
            move.expected = to
            move.conversion = UnitConversion(line: move.line, from: from, to: to)
        }
        return (move, slot)
    }

    /// By how much the limit of a line's account was raised for it by an approval.
    func raise(_ open: OpenHold, _ line: Int) -> Int64 {
        if !open.raised.isEmpty { return open.raised[line] }
        guard let approval = open.approval.flatMap({ approvals[$0] }) else { return 0 }
        return approval.topUp(of: accounts[open.lines[line].account].key.budget)
    }

    /// The scope of the account to which a line goes: its own, where the dimensions stay.
    private func scope(
        of open: OpenHold,
        _ line: OpenHold.Line,
        from old: Budget,
        to new: Budget
    ) -> String {
        guard old.per == new.per, old.window != .call else {
            return open.context.scope.key(per: new.per)
        }
        return accounts[line.account].key.scope
    }

    /// Posts moves: what a line holds goes out of one account and into another, and with it what the
    /// limit was raised by for it.
    mutating func post(_ moves: [Entry.Move], _ now: Int64) {
        for move in moves {
            guard let hold = openSlot(move.hold.id),
                holds[hold].sequence == move.hold.openedSequence,
                let slot = move.slot >= 0
                    ? move.slot : account(for: move.account, isOpening: true, now)
            else { continue }
            let line = holds[hold].lines[move.line]
            let raise = raise(holds[hold], move.line)
            setLine(hold, move.line, held: 0, expected: 0)
            accounts[line.account].openHolds -= 1
            accounts[slot].openHolds += 1
            accounts[line.account].topUps -= raise
            accounts[slot].topUps += raise
            holds[hold].lines[move.line].account = slot
            setLine(hold, move.line, held: move.held, expected: move.expected)
            if move.conversion == nil, holds[hold].conversions.isEmpty { continue }
            holds[hold].withRare {
                $0.conversions.removeAll { $0.line == move.line }
                if let conversion = move.conversion { $0.conversions.append(conversion) }
            }
        }
    }
}

/// What an edit makes of a budget whose accounts begin anew.
struct BudgetMove {
    let old: Budget
    let new: Budget
    /// What a dollar is in the new one's currency; nil where that is the dollar, or not known.
    let rateNanos: Int64?

    init(from old: Budget, to new: Budget, rateNanos: Int64?) {
        self.old = old
        self.new = new
        self.rateNanos = rateNanos
    }

    var changesUnit: Bool { old.unit != new.unit }

    /// The bound of a hold in the unit in which it was asked and in the new one; nil where there is no
    /// figure for it.
    func figures(_ open: OpenHold, _ place: Int) -> (from: Int64, to: Int64)? {
        guard let bound = open.bound, let to = bound.amount(in: new.unit, rateNanos: rateNanos),
            let from = open.conversions.first(where: { $0.line == place })?.from
                ?? bound.amount(in: old.unit, rateNanos: open.lines[place].rateNanos)
        else { return nil }
        return (from, to)
    }
}
