import FarthingCore

/// The entries that are no calls: of accounts, budgets, approvals and the registry.
extension StatisticsMachine {
    mutating func take(
        _ entry: Entry,
        _ scan: EntryScan,
        _ sequence: Int64,
        _ past: some StatisticsPast
    ) throws {
        switch entry.body {
        case .refusals(let repeats): try take(repeats, sequence, past)
        case .setBudget(let budget, let generation, _):
            define(budget, generation)
            noteChange(budget.id, nil, sequence, entry.atMs)
        case .move(let budget, let moves):
            note([budget], sequence)
            for move in moves { take(move) }
        case .removeBudget(let budget):
            callLines.removeAll()
            noteChange(budget, nil, sequence, entry.atMs)
        case .topUp(let account, _): noteChange(account.budget, account.scope, sequence, entry.atMs)
        case .refund(let account, let change):
            take(account, refund: change, sequence, entry.atMs)
        case .reset(let budget, let scope, _, _), .pause(let budget, let scope, _),
            .resume(let budget, let scope, _):
            noteChange(budget, scope, sequence, entry.atMs)
        case .setLimit(let budget, let scope, _, _): noteChange(budget, scope, sequence, entry.atMs)
        case .freeze(let budget, _), .unfreeze(let budget, _):
            noteChange(budget, nil, sequence, entry.atMs)
        case .setPolicy: places.add(sequence, at: places.index(.change, ""))
        case .warning(let warning): note(warning.account, sequence)
        case .note(.registry(let change)):
            author.take(change, sequence, atMs: entry.atMs)
            take(change, sequence)
        case .approvalAsk:
            if let subject = subject(scan) {
                note(subject, sequence)
                // Nothing was held yet, and all the same its run has begun.
                add(StatisticsFigures(), to: subject, CallLines.dollars, "approve", sequence)
            }
            note(scan.budgets, sequence)
        case .approvalVote(let approval, _), .approvalExpire(let approval),
            .approvalWithdraw(let approval, _):
            try take(approval, sequence, past)
        case .approvalGrant(let grant): try take(grant.approval, sequence, past)
        default: break
        }
    }

    // MARK: Budgets and accounts

    private mutating func define(_ budget: Budget, _ generation: Int64) {
        let isEach = budget.window == .call || budget.window == .run
        let terms = BudgetTerms(
            budget: budget.id,
            generation: generation,
            unit: budget.unit,
            countsCalls: !isEach
        )
        budgets.note(terms)
        news.budgets.append(terms)
        callLines.removeAll()
    }

    private mutating func take(_ move: Entry.Move) {
        let line = MovedLine(
            openedSequence: move.hold.openedSequence,
            line: move.line,
            budget: move.account.budget,
            generation: move.account.generation
        )
        news.moves.append(line)
        open[move.hold.openedSequence]?.lines.move(line, budgets)
    }

    private mutating func take(
        _ account: AccountKey,
        refund change: AccountChange,
        _ sequence: Int64,
        _ atMs: Int64
    ) {
        noteChange(account.budget, account.scope, sequence, atMs)
        let terms = budgets.terms(account.budget, account.generation)
        guard case .money(let currency)? = terms?.unit else { return }
        let subject = CallSubject(
            principal: "",
            scope: AccountScope.read(account.scope, of: account.budget),
            isDowngraded: false,
            isEnforced: true,
            reasons: []
        )
        let figures = StatisticsFigures(costNanos: -change.amount)
        add(figures, to: subject, currency, subject.decision, sequence)
    }

    /// Notes what somebody has changed of a budget, or of one of its accounts.
    private mutating func noteChange(
        _ budget: String,
        _ scope: String?,
        _ sequence: Int64,
        _ atMs: Int64
    ) {
        places.add(sequence, at: places.index(.change, ""))
        if let by = author.author(of: budget, sequence, atMs: atMs) {
            places.add(sequence, at: places.index(.by, by))
        }
        note([budget], sequence)
        guard let scope else { return }
        let named = AccountScope.read(scope, of: budget)
        for (field, dimension) in AccountScope.fields {
            guard let value = named[dimension], !value.isEmpty else { continue }
            places.add(sequence, at: places.index(field, value))
        }
    }

    private mutating func note(_ account: AccountKey, _ sequence: Int64) {
        note([account.budget], sequence)
        let named = AccountScope.read(account.scope, of: account.budget)
        for (field, dimension) in AccountScope.fields {
            guard let value = named[dimension], !value.isEmpty else { continue }
            places.add(sequence, at: places.index(field, value))
        }
    }

    // MARK: Others

    private mutating func take(_ change: RegistryChange, _ sequence: Int64) {
        places.add(sequence, at: places.index(.change, ""))
        places.add(sequence, at: places.index(.by, change.by))
        places.add(sequence, at: places.index(.collection, change.collection))
        let item = change.collection + "/" + change.id
        places.add(sequence, at: places.index(.item, item))
        if change.collection == Agent.collection {
            places.add(sequence, at: places.index(.agent, change.id))
        }
        guard change.collection == Workspace.collection, let bytes = change.document,
            let document = try? JSONDocument(bytes),
            let currency = document.root.member("currency")?.string
        else { return }
        currencies[change.id] = currency
        news.currencies.append((workspace: change.id, currency: currency))
    }

    /// Notes what became of an approval where its call is found.
    private mutating func take(
        _ approval: Entry.ApprovalReference,
        _ sequence: Int64,
        _ past: some StatisticsPast
    ) throws {
        guard let line = try past.line(approval.askedSequence) else { return }
        read(line) { machine, scan in
            if let subject = machine.subject(scan) { machine.note(subject, sequence) }
            machine.note(scan.budgets, sequence)
        }
    }
}

/// The scope in an account's key.
enum AccountScope {
    /// Where the entries of an account are to be found.
    static let fields: [(EntryField, Dimension)] = [
        (.workspace, .project), (.agent, .agent), (.user, .user), (.run, .run), (.tool, .tool),
        (.model, .model),
    ]

    /// Reads what ``Scope/key(per:)`` writes; the workspace is that of the budget of its agents, where it
    /// is one.
    static func read(_ text: String, of budget: String) -> Scope {
        var scope = Scope()
        for term in text.split(separator: ",") {
            let parts = term.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let dimension = Dimension(name: String(parts[0])) else {
                continue
            }
            scope[dimension] = plain(parts[1])
        }
        let prefix = Workspace.agentsBudget("")
        if scope[.project] == nil, budget.hasPrefix(prefix), budget.utf8.count > prefix.utf8.count {
            scope[.project] = String(budget.dropFirst(prefix.count))
        }
        return scope
    }

    private static func plain(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
