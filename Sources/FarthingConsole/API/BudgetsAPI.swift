import FarthingCore
import FarthingPolicy

/// `/v1/budgets`, and `/v1/accounts` with what is in them.
///
/// A budget of one workspace is one that matches its calls alone; whoever has one workspace sees and
/// changes no others.
package struct BudgetsAPI: Sendable {
    /// The collection of the registry.
    static let collection = "budgets"

    let gov: AgentGov
    let keys: any KeyDesk
    let paces: (any PaceDesk)?

    var desk: ConsoleDesk { gov.desk }

    /// - Parameters:
    ///   - gov: the one whose listeners serve agent-gov's API: what it remembers of an agent is
    ///     forgotten where its account is changed here.
    ///   - paces: nil goes by what was spent since an account's window began.
    package init(_ gov: AgentGov, keys: any KeyDesk, paces: (any PaceDesk)? = nil) {
        self.gov = gov
        self.keys = keys
        self.paces = paces
    }

    package var routes: [Route] {
        [
            Route("GET", "/v1/budgets", .principal(.read), list),
            Route("POST", "/v1/budgets", .principal(.operate), create),
            Route("GET", "/v1/budgets/{budget}", .principal(.read), get),
            Route("PUT", "/v1/budgets/{budget}", .principal(.operate), edit),
            Route("DELETE", "/v1/budgets/{budget}", .principal(.operate), remove),
            Route("POST", "/v1/budgets/{budget}/top-up", .principal(.operate), topUp),
            Route("POST", "/v1/budgets/{budget}/pause", .principal(.operate), pause),
            Route("POST", "/v1/budgets/{budget}/resume", .principal(.operate), resume),
            Route("POST", "/v1/budgets/{budget}/reset", .principal(.operate), reset),
            Route("POST", "/v1/budgets/{budget}/limit", .principal(.operate), setLimit),
            Route("GET", "/v1/accounts", .principal(.read), listAccounts),
        ]
    }

    // MARK: Reading

    /// Where a budget was made.
    enum Source: String, Hashable, Sendable, CaseIterable {
        case console
        /// By the policy in force.
        case policy
        /// For the agents of a workspace.
        case agents
    }

    /// A budget that is in force.
    struct Found: Sendable {
        var budget: Budget
        var source: Source
        /// What the registry has of one that was made here.
        var item: RegistryItem?
        /// How it stands as a whole; of its single accounts nothing is said.
        var state = AccountView.BudgetState.open
    }

    private func list(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let asked = query.name("workspace", lengthMax: 50)
        let source = query.word("source", Source.self)
        let state = query.word("state", AccountView.BudgetState.self)
        let page = query.page()
        try query.check()
        let workspace = try desk.filter(asked, for: request.principal)
        let items = try await items()
        var found: [Found] = []
        let budgets = try await desk.store.budgets().sorted { utf8Precedes($0.id, $1.id) }
        for budget in budgets where page.after.map({ utf8Precedes($0, budget.id) }) ?? true {
            var one = self.found(budget, items[budget.id])
            guard workspace == nil || budget.workspace == workspace,
                source == nil || one.source == source
            else { continue }
            one.state = try await self.state(of: budget)
            if state == nil || state == one.state { found.append(one) }
            if found.count > page.limit { break }
        }
        let counts = try await accountCounts()
        return page.answer(found, place: \.budget.id) { one, json in
            Self.write(one, accounts: counts[one.budget.id] ?? 0, to: &json)
        }
    }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        return try await answer(try await find(request))
    }

    // MARK: Parts of all of them

    /// The budget that a path names.
    ///
    /// - Throws: ``ConsoleError`` 404 where there is none that the principal may see.
    func find(_ request: ConsoleRequest) async throws -> Found {
        let id = request.parameter("budget")
        guard let budget = try await budget(id, for: request.principal) else {
            throw ConsoleError.notFound("budget")
        }
        return found(budget, try await desk.store.registryItem(Self.collection, id))
    }

    /// A budget in force by its id; nil for none that the principal may see.
    func budget(_ id: String, for principal: Principal?) async throws -> Budget? {
        guard (try? RegistryFault.check(id: id)) != nil else { return nil }
        return try await desk.store.budgets().first { budget in
            budget.id.utf8.elementsEqual(id.utf8) && Self.maySee(budget, principal)
        }
    }

    static func maySee(_ budget: Budget, _ principal: Principal?) -> Bool {
        guard let workspace = principal?.workspace else { return true }
        return budget.workspace == workspace
    }

    private func found(_ budget: Budget, _ item: RegistryItem?) -> Found {
        if item?.document != nil { return Found(budget: budget, source: .console, item: item) }
        let isOfAgents =
            budget.workspace.map { Workspace.agentsBudget($0) == budget.id } ?? false
        return Found(budget: budget, source: isOfAgents ? .agents : .policy)
    }

    /// How a budget stands as a whole: as an account of it that nobody has.
    private func state(of budget: Budget) async throws -> AccountView.BudgetState {
        let accounts = try await desk.store.accounts(of: budget.id, scopes: [""])
        return AccountView.BudgetState(accounts.first)
    }

    /// Those that were made here, by their ids.
    private func items() async throws -> [String: RegistryItem] {
        var all: [String: RegistryItem] = [:]
        var after: String?
        while true {
            let page = try await desk.store.registry(Self.collection, after: after, limit: 1_000)
            for item in page { all[item.id] = item }
            guard let last = page.last, page.count == 1_000 else { return all }
            after = last.id
        }
    }

    private func accountCounts() async throws -> [String: Int64] {
        var counts: [String: Int64] = [:]
        for account in try await desk.store.accounts() {
            counts[account.key.budget, default: 0] += 1
        }
        return counts
    }

    // MARK: Answers

    /// The answer that shows a budget.
    ///
    /// - Parameter further: writes members that stand behind the budget's own.
    func answer(
        _ found: Found,
        status: Int = 200,
        further: (inout JSONWriter) -> Void = { _ in }
    ) async throws -> ConsoleAnswer {
        var found = found
        found.state = try await state(of: found.budget)
        let shown = found
        let accounts = try await accountCounts()[shown.budget.id] ?? 0
        let answer = ConsoleAnswer.json(status) { json in
            Self.write(shown, accounts: accounts, to: &json)
            further(&json)
        }
        guard let item = shown.item else { return answer }
        return answer.with("etag", Revision.etag(item.version))
    }

    private static func write(_ found: Found, accounts: Int64, to json: inout JSONWriter) {
        let budget = found.budget
        json.key("accounts")
        json.int(accounts)
        json.key("definition")
        json.raw(found.item?.document ?? BudgetDefinition(budget).json)
        json.key("editable")
        json.bool(found.source == .console)
        json.key("enforced")
        json.bool(budget.isEnforced)
        json.key("id")
        json.string(budget.id)
        json.key("limit")
        json.int(budget.limit)
        json.key("per")
        json.texts(budget.per.map(\.name))
        json.key("source")
        json.string(found.source.rawValue)
        json.key("state")
        json.string(found.state.rawValue)
        json.key("unit")
        json.string(budget.unit.name)
        json.key("version")
        json.int(found.item?.version)
        json.key("window")
        json.string(BudgetText.window(budget) ?? budget.window.name)
        json.key("workspace")
        json.string(budget.workspace)
    }
}
