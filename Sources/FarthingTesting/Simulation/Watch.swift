import FarthingCore

/// Looks after every batch whether the promises hold, and whether every account is as in the model.
struct Watch: Sendable {
    /// Refused calls as the journal counts them.
    private(set) var refusedEntries: Int64 = 0
    private var counted: Set<Int64> = []
    /// By how much an account may be over because its budget was edited.
    private var allowance: [AccountKey: Int64] = [:]

    /// A lower limit, or enforcement that begins late, finds accounts as they are.
    mutating func didApply(_ command: Command, _ outcome: Outcome, _ model: Model) {
        let isEdited: (AccountKey) -> Bool
        // Where a limit is another, others have room in what was raised for the one before.
        var isOfLimits = true
        switch (command, outcome) {
        case (.setBudget(let budget, _, _), .applied): isEdited = { $0.budget == budget.id }
        case (.setLimit(let budget, _, _, _), .applied): isEdited = { $0.budget == budget }
        // What is billed beside a raised limit is past it when the raise is taken back.
        case (.settle, .settled), (.correct, .settled):
            isEdited = { model.raised($0) > 0 }
            isOfLimits = false
        default: return
        }
        for key in model.accounts.keys where isEdited(key) {
            // What approvals have raised goes when they end, and may be more than they hold.
            let raised = model.raised(key)
            let over = model.spent(key) + model.held(key) - model.whole(key) + raised
            allowance[key] = max(allowance[key] ?? 0, over, isOfLimits ? raised : 0)
        }
    }

    /// What is not as promised, nil when all is.
    mutating func check(_ entries: [Entry], _ book: Book, _ model: Model) -> String? {
        for entry in entries {
            switch entry.body {
            case .refusal: refusedEntries += 1
            case .refusals(let repeats):
                refusedEntries += repeats.count
                guard counted.insert(repeats.first).inserted else {
                    return "the repeats of refusal \(repeats.first) were counted twice"
                }
            case .freeze(_, let note) where note.hasPrefix("conservation"):
                return "the book says that it does not add up"
            default: break
            }
        }
        let statements = book.statements()
        return compare(statements, model) ?? conserve(statements, book, model)
            ?? compare(book.approvals(limit: Int.max), model)
    }

    /// Every approval stands where the model has it.
    private func compare(_ statements: [ApprovalStatement], _ model: Model) -> String? {
        let open = model.approvals.filter(\.state.isOpen)
        guard statements.count == model.approvals.count,
            statements.prefix(open.count).map(\.id) == open.map(\.id)
        else { return "other approvals are open than should be" }
        for statement in statements {
            guard let facts = model.approvals.last(where: { $0.id == statement.id }),
                statement.state == facts.state, statement.untilMs == facts.untilMs,
                statement.usedBy == facts.usedBy, statement.terms == facts.ask.terms,
                statement.votes.map(\.voter) == facts.votes.map(\.voter),
                statement.votes.map(\.isFor) == facts.votes.map(\.isFor),
                statement.lines.map(\.amount) == facts.lines.map(\.amount),
                statement.lines.map(\.topUp) == model.raises(of: facts)
            else { return "approval \(statement)" }
        }
        return nil
    }

    private func compare(_ statements: [AccountStatement], _ model: Model) -> String? {
        var seen: Set<AccountKey> = []
        for statement in statements {
            let key = statement.key
            seen.insert(key)
            let expected = statement.corrected(by: model)
            if statement != expected {
                return "account\n  expected \(expected)\n  got      \(statement)"
            }
            if let what = over(statement, model) { return what }
        }
        for key in model.accounts.keys where !seen.contains(key) && model.isCurrent(key) {
            if model.spent(key) != 0 || model.held(key) != 0 || model.topUps(key) != 0 {
                return
                    "account \(key) is missing; spent \(model.spent(key)), held \(model.held(key))"
            }
        }
        return nil
    }

    /// The promise: never past the limit, but for what is recorded as overrun.
    private func over(_ statement: AccountStatement, _ model: Model) -> String? {
        guard statement.isEnforced else { return nil }
        let over = statement.spent + statement.held - statement.limit - statement.topUps
        if over <= statement.overrun + (allowance[statement.key] ?? 0) { return nil }
        return "account \(statement.key) is over its limit by \(over), overrun \(statement.overrun)"
    }

    /// What accounts hold is what the open holds hold.
    private func conserve(
        _ statements: [AccountStatement],
        _ book: Book,
        _ model: Model
    ) -> String? {
        var held: [AccountKey: Int64] = [:]
        let holds = book.openHolds(limit: Int.max)
        for hold in holds {
            for line in hold.lines { held[line.account, default: 0] += line.held }
        }
        for statement in statements where statement.held != held[statement.key] ?? 0 {
            return "account \(statement.key) holds \(statement.held), its holds \(held)"
        }
        guard holds.map(\.id) == model.open.map({ model.holds[$0].id }) else {
            return "other holds are open than should be"
        }
        for (hold, index) in zip(holds, model.open) {
            let facts = model.holds[index]
            if hold.expiresAtMs != facts.expiresAtMs || hold.isSent != facts.isSent
                || hold.job != facts.job
                || hold.source
                    != facts.source.flatMap({ source in
                        model.holds[source].state == .open ? model.holds[source].id : nil
                    })
                || hold.approval != facts.approval.map({ model.approvals[$0].id })
                || hold.lines.map(\.rateNanos) != facts.lines.map(\.rateNanos)
                || hold.lines.map(\.account) != facts.lines.map(\.account)
                || hold.lines.map(\.held) != facts.lines.map(\.held)
            {
                return "hold\n  expected \(facts)\n  got      \(hold)"
            }
        }
        return nil
    }
}

extension AccountStatement {
    /// The account as the model has it.
    fileprivate func corrected(by model: Model) -> AccountStatement {
        var statement = self
        let facts = model.budgets[key.budget]
        statement.limit = facts == nil ? -1 : model.limit(key)
        statement.topUps = model.topUps(key)
        statement.spent = model.spent(key)
        statement.held = model.held(key)
        statement.overrun = model.overrun(key)
        statement.wouldRefuse = model.wouldRefuse[key] ?? 0
        statement.isEnforced = facts?.definition.isEnforced ?? false
        statement.isPaused =
            facts?.isPaused == true || facts?.pausedScopes.contains(key.scope) == true
        statement.isFrozen = facts?.isFrozen ?? false
        statement.windowEndsMs = model.accounts[key]?.windowEndsMs ?? windowEndsMs
        return statement
    }
}
