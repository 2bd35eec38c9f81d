/// Whether an entry that anybody may have written can be posted.
///
/// What the book writes itself always can; a command's way does not come by here.
extension Book {
    /// So long that no sum with a timestamp overflows, and far longer than any policy's.
    private static let withinMsMax: Int64 = 1 << 60

    /// Why an entry cannot follow from those before it; nil where it can, and ``replay(_:)`` is safe.
    ///
    /// To be asked with the records recalled that ``missing(for:)-(Entry)`` names.
    package func objection(to entry: Entry) -> String? {
        do throws(Objection) {
            try check(entry)
            return nil
        } catch {
            return error.reason
        }
    }

    private func check(_ entry: Entry) throws(Objection) {
        switch entry.body {
        case .hold(let admission): try check(admission)
        case .charge(let admission, let amounts):
            try check(admission, andThen: amounts)
            try checkCount(amounts, admission.lines.count)
        case .extend(let change): try check(change)
        case .settle(let settlement): try check(settlement)
        case .release(let hold, _): try checkEnd(of: hold, amounts: [])
        case .expire(let hold, let held, _):
            try checkEnd(of: hold, amounts: held, isComplete: true)
        case .topUp(let key, let change), .refund(let key, let change):
            var reach = Reach()
            try reach.add(change.amount)
            try check(key, reach)
        case .reset(let id, _, _, _), .removeBudget(let id), .pause(let id, _, _),
            .resume(let id, _, _), .freeze(let id, _), .unfreeze(let id, _):
            try checkBudget(id)
        case .setLimit(let id, _, let limit, _):
            try checkBudget(id)
            if let limit, limit < 0 { throw Objection("the limit \(limit)") }
        case .setBudget(_, _, let opening):
            var reach = Reach()
            for amount in opening.values { try reach.add(amount) }
        case .move(_, let moves): try check(moves)
        case .approvalAsk(let request):
            guard approvals[request.id] == nil else {
                throw Objection("the approval \(request.id) was asked for already")
            }
            // A denial adds it to its own time.
            guard (0...Self.withinMsMax).contains(request.ask.terms.withinMs) else {
                throw Objection("a time of \(request.ask.terms.withinMs) ms")
            }
        case .approvalGrant(let grant): try check(grant)
        case .approvalExpire(let approval), .approvalWithdraw(let approval, _):
            guard let open = approvals[approval.id]?.earmark.flatMap({ self.open($0) }) else {
                return
            }
            try checkEnd(of: open, amounts: [])
        case .dispatch, .refusal, .refusals, .setPolicy, .warning, .balance, .approvalVote, .note:
            break
        }
    }

    // MARK: Holds

    private func check(
        _ admission: Entry.Admission,
        andThen amounts: [Int64] = []
    ) throws(Objection) {
        var reach = Reach()
        for amount in amounts { try reach.add(amount) }
        for line in admission.lines {
            try reach.add(line.held)
            try reach.add(max(line.held, line.expected))
        }
        try checkNew(admission.id, admission.source, admission.lines.map(\.account), reach)
    }

    /// A hold that is to be opened with these accounts, and may be drawn from another.
    private func checkNew(
        _ id: HoldID,
        _ source: HoldID?,
        _ accounts: [AccountKey],
        _ reach: Reach
    ) throws(Objection) {
        guard openSlot(id) == nil else { throw Objection("the hold \(id) is open already") }
        guard accounts.count <= HoldRequest.linesMax else {
            throw Objection("\(accounts.count) lines where \(HoldRequest.linesMax) are the most")
        }
        var reach = reach
        if let source {
            guard let open = open(source) else {
                throw Objection("it draws from \(source), which is no open hold")
            }
            reach.add(open)
            try check(open, reach)
        }
        for key in accounts { try check(key, reach) }
    }

    private func check(_ change: Entry.Extension) throws(Objection) {
        // No totals leave those that there are.
        guard let open = open(change.hold.id), !change.held.isEmpty else { return }
        try checkCount(change.held, open.lines.count)
        try checkCount(change.expected, open.lines.count)
        var reach = Reach()
        reach.add(open)
        for (held, expected) in zip(change.held, change.expected) {
            try reach.add(held)
            try reach.add(max(held, expected))
        }
        try check(open, reach)
    }

    private func check(_ settlement: Entry.Settlement) throws(Objection) {
        switch settlement.kind {
        case .weaker: return
        case .settle:
            try checkEnd(of: settlement.hold, amounts: settlement.amounts)
        case .late, .better, .correct:
            guard let record = recalled[settlement.hold.id] else { return }
            try checkCount(settlement.amounts, record.lines.count)
            var reach = Reach()
            for (line, amount) in zip(record.lines, settlement.amounts) {
                try reach.add(amount)
                try reach.add(line.charged)
                try reach.add(approvals.raise(of: record.id, in: line.account.budget))
            }
            for line in record.lines { try check(line.account, reach, isOpening: false) }
        }
    }

    /// The end of a hold; of one that is not open it does nothing.
    private func checkEnd(
        of hold: Entry.HoldReference,
        amounts: [Int64],
        isComplete: Bool = false
    ) throws(Objection) {
        guard let open = open(hold.id) else { return }
        if isComplete || !amounts.isEmpty { try checkCount(amounts, open.lines.count) }
        try checkEnd(of: open, amounts: amounts)
    }

    private func checkEnd(of open: OpenHold, amounts: [Int64]) throws(Objection) {
        var reach = Reach()
        reach.add(open)
        for amount in amounts { try reach.add(amount) }
        if let approval = open.approval.flatMap({ approvals[$0] }) {
            for line in open.lines {
                try reach.add(approval.topUp(of: accounts[line.account].key.budget))
            }
        }
        try check(open, reach)
    }

    private func check(_ moves: [Entry.Move]) throws(Objection) {
        var reach = Reach()
        for move in moves {
            guard let open = open(move.hold.id) else { continue }
            guard open.lines.indices.contains(move.line) else {
                throw Objection("the hold \(open.id) has no line \(move.line)")
            }
            reach.add(open)
            try reach.add(move.held)
            try reach.add(max(move.held, move.expected))
            try reach.add(raise(open, move.line))
        }
        for move in moves {
            guard let open = open(move.hold.id) else { continue }
            try check(open, reach)
            try check(move.account, reach)
        }
    }

    private func check(_ grant: Entry.ApprovalGrant) throws(Objection) {
        guard let approval = approvals[grant.approval.id], approval.state == .pending else {
            throw Objection("the approval \(grant.approval.id) does not wait for votes")
        }
        var reach = Reach()
        for line in grant.lines {
            try reach.add(line.held)
            try reach.add(line.held)
            try reach.add(line.topUp)
        }
        try checkNew(grant.earmark, grant.source, grant.lines.map(\.account), reach)
    }

    // MARK: What is there

    private func open(_ id: HoldID) -> OpenHold? { openSlot(id).map { holds[$0] } }

    private func checkBudget(_ id: String) throws(Objection) {
        guard budgetIndex[id] != nil else { throw Objection("the budget \(id) was never set") }
    }

    private func checkCount(_ amounts: [Int64], _ lines: Int) throws(Objection) {
        guard amounts.count == lines else {
            throw Objection("\(amounts.count) amounts for \(lines) lines")
        }
        for amount in amounts where amount < 0 { throw Objection("the amount \(amount)") }
    }

    // MARK: Sums

    private func check(
        _ key: AccountKey,
        _ reach: Reach,
        isOpening: Bool = true
    ) throws(Objection) {
        try checkBudget(key.budget)
        let slot = existingAccount(for: key, isOpening: isOpening)
        guard slot.map({ reach.fits(accounts[$0]) }) ?? reach.fitsAlone else {
            throw Objection.tooMuch(key)
        }
    }

    private func check(_ open: OpenHold, _ reach: Reach) throws(Objection) {
        for line in open.lines where !reach.fits(accounts[line.account]) {
            throw Objection.tooMuch(accounts[line.account].key)
        }
    }
}

private struct Objection: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    static func tooMuch(_ key: AccountKey) -> Objection {
        Objection("the sums of the account \(key.budget)(\(key.scope)) would be out of bounds")
    }
}

/// The most by which an entry can change any one sum.
private struct Reach {
    private var most: Int128 = 0

    /// Counts an amount that an entry states, of which none is negative.
    mutating func add(_ amount: Int64) throws(Objection) {
        guard amount >= 0 else { throw Objection("the amount \(amount)") }
        most += Int128(amount)
    }

    /// Counts what a hold has and what was raised for it, which may go back.
    mutating func add(_ open: OpenHold) {
        for line in open.lines {
            most += Int128(line.held.magnitude) + Int128(line.expected.magnitude)
        }
        for raised in open.raised { most += Int128(raised.magnitude) }
    }

    var fitsAlone: Bool { most <= Int128(Int64.max) }

    func fits(_ account: Account) -> Bool {
        let expected = Int128(account.held) + Int128(account.expectedBeyondHeld)
        let largest = max(
            Int128(account.spent.magnitude),
            Int128(account.topUps.magnitude),
            max(expected, -expected)
        )
        return largest + most <= Int128(Int64.max)
    }
}
