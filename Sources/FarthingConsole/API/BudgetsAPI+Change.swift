import FarthingCore
import FarthingPolicy

/// What operators do to the accounts of budgets.
extension BudgetsAPI {
    func topUp(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let budget = try await start(request)
        var body = try BodyMembers(request)
        body.refuseNull("amount", "scope", "note")
        if !body.has("amount") { body.fault("amount", "must be given") }
        let amount = amount("amount", of: budget, &body)
        if amount == 0 { body.fault("amount", "must be more than nothing") }
        let scope = try await scope(&body, budget)
        if scope == nil, !budget.per.isEmpty, !body.has("scope") {
            body.fault("scope", Self.scopeHint(budget))
        }
        let note = body.note()
        try body.check()
        let change = AccountChange(
            budget: budget.id,
            scope: scope ?? "",
            amount: amount ?? 0,
            note: words("topped up", request, note)
        )
        return try await apply(
            .init(.topUp, amount: change.amount, note: note),
            [.topUp(change)],
            budget,
            scope ?? "",
            request
        )
    }

    func pause(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try await mark(.pause, request) { budget, scope, note in
            .pause(budget: budget, scope: scope, note: words("paused", request, note))
        }
    }

    func reset(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try await mark(.reset, request) { budget, scope, note in
            .reset(budget: budget, scope: scope, note: words("reset", request, note))
        }
    }

    func resume(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let budget = try await start(request)
        var body = try BodyMembers(request)
        body.refuseNull("scope", "unfreeze", "note")
        let unfreezes = body.bool("unfreeze") ?? false
        let scope = try await scope(&body, budget)
        if unfreezes, body.has("scope"), !budget.per.isEmpty {
            body.fault("unfreeze", "is for all accounts of the budget; leave scope out")
        }
        let note = body.note()
        try body.check()
        try await checkKnown(scope, of: budget)
        let words = words("resumed", request, note)
        var commands = [Command.resume(budget: budget.id, scope: scope, note: words)]
        if unfreezes { commands.append(.unfreeze(budget: budget.id, note: words)) }
        return try await apply(.init(.resume, note: note), commands, budget, scope, request)
    }

    func setLimit(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let budget = try await start(request)
        guard budget.workspace.map({ Workspace.agentsBudget($0) != budget.id }) ?? true else {
            throw ConsoleError(
                409,
                "not_editable",
                "These accounts are of agents; change the agent's daily limit."
            )
        }
        var body = try BodyMembers(request)
        body.refuseNull("scope", "note")
        for member in ["scope", "limit"] where !body.has(member) {
            body.fault(member, "must be given")
        }
        let limit = amount("limit", of: budget, &body)
        let scope = try await scope(&body, budget)
        let note = body.note()
        try body.check()
        return try await apply(
            .init(.setLimit, amount: limit, note: note),
            [
                .setLimit(
                    budget: budget.id,
                    scope: scope ?? "",
                    limit: limit,
                    note: words("limit set", request, note)
                )
            ],
            budget,
            scope ?? "",
            request
        )
    }

    // MARK: Reading

    private func start(_ request: ConsoleRequest) async throws -> Budget {
        try QueryMembers(request).check()
        return try await find(request).budget
    }

    /// An amount in the budget's unit; nil where there is none, or null.
    private func amount(
        _ name: String,
        of budget: Budget,
        _ body: inout BodyMembers
    ) -> Int64? {
        guard let text = body.line(name, 1...64) else { return nil }
        do throws(OperatorText.Fault) {
            let amount = try OperatorText.amount(text)
            if amount.unit == budget.unit { return amount.value }
            body.fault(name, "must be in the budget's unit, \(budget.unit.name)")
        } catch {
            body.fault(
                name,
                "must be an amount with its unit, as \(BudgetDefinition.amount(5, .calls)) or "
                    + BudgetDefinition.amount(5_000_000_000, .money("USD"))
            )
        }
        return nil
    }

    /// Which account is meant, as its key writes it; nil for all of them, or where it is wrong.
    private func scope(_ body: inout BodyMembers, _ budget: Budget) async throws -> String? {
        guard let text = body.line("scope", 0...NamedAccount.bytesMax) else { return nil }
        if budget.per.isEmpty {
            if text.isEmpty { return "" }
            body.fault("scope", "must be left out: the budget has one account")
            return nil
        }
        guard let scope = NamedAccount.read(text), scope.count == budget.per.count,
            budget.per.allSatisfy({ scope[$0] != nil })
        else {
            body.fault("scope", Self.scopeHint(budget))
            return nil
        }
        return try await keys.standing(scope).key(per: budget.per)
    }

    private static func scopeHint(_ budget: Budget) -> String {
        if budget.per.isEmpty { return "must be empty: the budget has one account" }
        let form = budget.per.map { "\($0.name)=…" }.joined(separator: ",")
        return "must name one account, as \(form)"
    }

    /// What the entry of a command says: what was done, by whom, and why.
    func words(_ what: String, _ request: ConsoleRequest, _ note: String) -> String {
        OperatorWords.text(what, request, note)
    }

    /// Sees to it that an account that is named is one of somebody: a slip of the pen would else look as
    /// if it had stopped somebody.
    ///
    /// - Throws: ``ConsoleError`` 404 `unknown_account` where none is open, nothing was ever said of it,
    ///   and it is of no registered agent.
    private func checkKnown(_ scope: String?, of budget: Budget) async throws {
        guard let scope, !budget.per.isEmpty else { return }
        if try await isOpen(scope, of: budget) { return }
        if let agent = NamedAccount.read(scope)?[.agent], desk.registry.agent(agent) != nil {
            return
        }
        let standing = try await desk.store.accounts(of: budget.id, scopes: [scope]).first
        if let standing, standing.isPaused || standing.limit != budget.limit { return }
        throw ConsoleError(
            404,
            "unknown_account",
            "The budget has no account of this scope in its window: nothing was done. An agent that "
                + "has not called yet is stopped with POST /v1/agents/{agent}/kill, or all accounts "
                + "of the budget by leaving the scope out."
        )
    }

    /// Whether an account of the open window is there.
    private func isOpen(_ scope: String, of budget: Budget) async throws -> Bool {
        try await openAccounts(of: budget).contains { $0.key.scope == scope }
    }

    private func openAccounts(of budget: Budget) async throws -> [AccountStatement] {
        let nowMs = desk.clockMs()
        return try await desk.store.accounts().filter {
            $0.key.budget == budget.id && $0.windowEndsMs > nowMs
        }
    }

    // MARK: Doing

    private func mark(
        _ action: ConsoleDesk.AccountAction,
        _ request: ConsoleRequest,
        _ command: (_ budget: String, _ scope: String?, _ note: String) -> Command
    ) async throws -> ConsoleAnswer {
        let budget = try await start(request)
        var body = try BodyMembers(request)
        body.refuseNull("scope", "note")
        let scope = try await scope(&body, budget)
        let note = body.note()
        try body.check()
        if action != .reset { try await checkKnown(scope, of: budget) }
        return try await apply(
            .init(action, note: note),
            [command(budget.id, scope, note)],
            budget,
            scope,
            request
        )
    }

    /// What the registry says of a change.
    private struct Said {
        var action: ConsoleDesk.AccountAction
        var amount: Int64?
        var note: String

        init(_ action: ConsoleDesk.AccountAction, amount: Int64? = nil, note: String) {
            self.action = action
            self.amount = amount
            self.note = note
        }
    }

    /// - Parameter scope: nil for all accounts.
    private func apply(
        _ said: Said,
        _ commands: [Command],
        _ budget: Budget,
        _ scope: String?,
        _ request: ConsoleRequest
    ) async throws -> ConsoleAnswer {
        var sequence: Int64?
        let before = try await openAccounts(of: budget)
        let outcomes = try await desk.changeAccounts(
            of: budget.id,
            scope: scope,
            said.action,
            amount: said.amount,
            with: commands,
            by: request.principal,
            note: said.note
        )
        for outcome in outcomes {
            if case .applied(let applied) = outcome { sequence = sequence ?? applied }
        }
        forgetAgents(of: budget, scope)
        // Where nothing had to be done, it stands as of the last entry.
        let last = try await sequence == nil ? desk.statistics.countedUntil() - 1 : 0
        let accounts = try await accounts(of: budget, scope)
        let isMade =
            scope.map { scope in
                said.action == .topUp && !before.contains { $0.key.scope == scope }
            } ?? false
        return .json { json in
            json.key("accounts")
            json.beginArray()
            for account in accounts {
                json.beginObject()
                account.write(to: &json)
                json.endObject()
            }
            json.endArray()
            json.key("made")
            json.bool(isMade)
            json.key("sequence")
            json.int(sequence ?? max(1, last))
            json.key("touched")
            json.int(scope == nil ? before.count : 1)
        }
    }

    /// Calls of an agent whose account has begun anew are counted anew.
    private func forgetAgents(of budget: Budget, _ scope: String?) {
        guard let workspace = budget.workspace, Workspace.agentsBudget(workspace) == budget.id
        else { return }
        let agents = desk.registry.agents(of: workspace, after: nil, limit: Int.max) { agent in
            scope == nil || agent.account == scope
        }
        for agent in agents { gov.counts.forget(agent.id) }
    }

    /// The accounts that a change was about, the fullest first.
    private func accounts(of budget: Budget, _ scope: String?) async throws -> [AccountView] {
        let found =
            if let scope {
                try await desk.store.accounts(of: budget.id, scopes: [scope])
            } else {
                try await desk.store.accounts().filter { $0.key.budget == budget.id }
            }
        let views = found.map { view($0, budget) }.sorted { left, right in
            left.share == right.share
                ? utf8Precedes(left.account.key.scope, right.account.key.scope)
                : left.share > right.share
        }
        return Array(views.prefix(ListPage.limitMax))
    }
}
