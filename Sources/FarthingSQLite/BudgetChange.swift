package import FarthingCore

/// From the budgets that a ledger has to others: what is to be done, and what that changes.
package struct BudgetChange: Sendable {
    /// The policy's version: that of the ledger, or the next where it is another policy.
    package private(set) var version: Int64 = 0
    /// Whether the ledger had another policy before, or none.
    package private(set) var isNewVersion = false
    /// The ids of budgets that are new.
    package private(set) var added: [String] = []
    /// The ids of budgets whose accounts go on under another definition.
    package private(set) var edited: [String] = []
    /// The ids of budgets whose accounts begin anew, because they mean something else now.
    package private(set) var restarted: [String] = []
    /// The ids of budgets that are no more.
    package private(set) var removed: [String] = []
    /// The approvals that were open and that the policy does not ask for: they are taken back.
    package private(set) var withdrawn: [HoldID] = []
    private(set) var commands: [Command] = []

    init() {}

    /// - Parameter asking: the policy by which people are asked from then on.
    /// - Throws: ``LedgerError`` `invalid` where the ledger would refuse a part of it.
    init(
        _ budgets: [Budget],
        _ policy: (id: String, hash: String),
        asking: Policy?,
        rates: [String: Int64],
        _ scan: OpeningScan,
        _ session: Writer.Session,
        _ nowMs: Int64
    ) throws {
        let openings = try scan.sums(nowMs: max(nowMs, session.book.lastMs))
        let mark = session.book.policy
        isNewVersion = mark?.id != policy.id || mark?.hash != policy.hash
        version = (mark?.version ?? 0) + (isNewVersion ? 1 : 0)
        if let asking {
            // First of all: what was set aside goes back where it came from.
            withdrawn = session.book.approvals(
                notAskedBy: asking,
                nowMs: max(nowMs, session.book.lastMs)
            )
            let note = "policy \(version) asks otherwise"
            commands = withdrawn.map { .withdrawApproval($0, note: note) }
        }
        if isNewVersion {
            commands.append(.setPolicy(id: policy.id, version: version, hash: policy.hash))
        }
        let old = session.book.budgetMarks
        let present = Dictionary(
            old.filter { !$0.isRemoved }.map { ($0.budget.id, $0.budget) },
            uniquingKeysWith: { $1 }
        )
        for budget in budgets where present[budget.id] != budget {
            switch present[budget.id] {
            case nil: added.append(budget.id)
            case let before?:
                if budget.keepsAccounts(of: before) {
                    edited.append(budget.id)
                } else {
                    restarted.append(budget.id)
                }
            }
            let rateNanos =
                if case .money(let currency) = budget.unit { rates[currency] } else {
                    nil as Int64?
                }
            commands.append(
                .setBudget(budget, opening: openings[budget.id] ?? [:], rateNanos: rateNanos)
            )
        }
        let wanted = Set(budgets.map(\.id))
        for mark in old where !mark.isRemoved && !wanted.contains(mark.budget.id) {
            removed.append(mark.budget.id)
            commands.append(.removeBudget(mark.budget.id))
        }
        try tryOut(session.book, nowMs)
    }

    /// Applies everything to a copy of the book: what the ledger refuses in part must not be begun.
    private func tryOut(_ book: Book, _ nowMs: Int64) throws {
        var book = book
        for command in commands {
            guard case .refused(let refusal) = book.apply(command, nowMs: nowMs) else { continue }
            // An approval whose time is over in this moment has ended by itself.
            if case .withdrawApproval = command { continue }
            let name =
                if case .setBudget(let budget, _, _) = command { budget.id } else { "policy" }
            throw LedgerError(
                .invalid,
                "the ledger refuses the budget \(name) (\(refusal.code.rawValue)); change its limit"
            )
        }
    }
}

extension Budget {
    /// Whether its accounts begin anew, because it is new or means something else now.
    func startsAnew(among old: [BudgetMark]) -> Bool {
        guard let mark = old.first(where: { $0.budget.id == id && !$0.isRemoved }) else {
            return true
        }
        return !keepsAccounts(of: mark.budget)
    }
}
