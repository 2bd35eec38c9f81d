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
            .filter { holds[$0]?.lines.contains { open.contains($0.account) } ?? false }
            .sorted { (holds[$0]?.sequence ?? 0) < (holds[$1]?.sequence ?? 0) }
            .flatMap { hold in
                (holds[hold]?.lines ?? []).enumerated()
                    .filter { open.contains($0.element.account) }
                    .map { Counted(hold: hold, line: $0.offset) }
            }
    }

    /// Moves lines to the accounts of a budget's new generation: those of the holds that it matches
    /// and for which it has a figure. The others end where they are.
    mutating func move(_ counted: [Counted], from old: Budget, to index: Int, _ now: Int64) {
        var moves: [Entry.Move] = []
        // A line that is drawn goes where the line goes from which it is drawn.
        var moved: [Counted: Int] = [:]
        for line in counted {
            guard let (move, slot) = move(line, from: old, to: index, moved, now) else { continue }
            moved[line] = slot
            moves.append(move)
        }
        for start in stride(from: 0, to: moves.count, by: Book.movedMax) {
            let end = min(start + Book.movedMax, moves.count)
            let id = budgets[index].definition.id
            record(.move(budget: id, Array(moves[start..<end])), now)
        }
        audit(Array(Set(moved.values)).sorted(), now)
    }

    private mutating func move(
        _ counted: Counted,
        from old: Budget,
        to index: Int,
        _ moved: [Counted: Int],
        _ now: Int64
    ) -> (Entry.Move, Int)? {
        guard let open = holds[counted.hold] else { return nil }
        let line = open.lines[counted.line]
        let definition = budgets[index].definition
        let changesUnit = definition.unit != old.unit
        let slot: Int
        if let source = openSource(of: open), line.sourceLine >= 0,
            sourceLine(of: line, in: source) != nil
        {
            let from = Counted(hold: source, line: line.sourceLine)
            guard let target = moved[from] else { return nil }
            slot = target
        } else {
            guard definition.match.matches(open.context.scope), !isRaised(open, counted.line),
                !changesUnit || (!open.isSource && open.source == nil)
            else { return nil }
            let scope = scope(of: open, line, from: old, to: definition)
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
        if changesUnit {
            guard convert(&move, of: open, line, from: old.unit, to: definition.unit) else {
                retireIfSingle(slot)
                return nil
            }
        }
        return (move, slot)
    }

    /// Whether a line is of an approval's money for which the limit of its account was raised: it
    /// stays with what it was raised by.
    private func isRaised(_ open: OpenHold, _ line: Int) -> Bool {
        if !open.raised.isEmpty { return open.raised[line] > 0 }
        guard let approval = open.approval.flatMap({ approvals[$0] }) else { return false }
        return approval.topUp(of: accounts[open.lines[line].account].key.budget) > 0
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

    /// Gives a move the hold's bound in the new unit; false where there is no figure.
    private func convert(
        _ move: inout Entry.Move,
        of open: OpenHold,
        _ line: OpenHold.Line,
        from old: BudgetUnit,
        to new: BudgetUnit
    ) -> Bool {
        guard let bound = open.bound,
            let to = bound.amount(in: new, rateNanos: line.rateNanos),
            let from = move.conversion?.from ?? bound.amount(in: old, rateNanos: line.rateNanos)
        else { return false }
        move.held = to
        move.expected = to
        move.conversion = UnitConversion(line: move.line, from: from, to: to)
        return true
    }

    /// Posts moves: what a line holds goes out of one account and into another.
    mutating func post(_ moves: [Entry.Move], _ now: Int64) {
        for move in moves {
            guard let hold = holdIndex[move.hold.id],
                holds[hold]?.sequence == move.hold.openedSequence,
                let line = holds[hold]?.lines[move.line],
                let slot = move.slot >= 0
                    ? move.slot : account(for: move.account, isOpening: true, now)
            else { continue }
            setLine(hold, move.line, held: 0, expected: 0)
            accounts[line.account].openHolds -= 1
            accounts[slot].openHolds += 1
            holds[hold]?.lines[move.line].account = slot
            setLine(hold, move.line, held: move.held, expected: move.expected)
            holds[hold]?.conversions.removeAll { $0.line == move.line }
            if let conversion = move.conversion { holds[hold]?.conversions.append(conversion) }
        }
    }
}
