import FarthingCore

/// Budgets that are made, changed and removed here.
extension BudgetsAPI {
    func create(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        var body = try BodyMembers(request)
        body.refuseNull("definition", "workspace", "note")
        let node = body.node("definition")
        if node == nil { body.fault("definition", "must be given") }
        let asked = body.text("workspace", 1...50)
        let note = body.note()
        try body.check()
        let workspace = asked ?? request.principal?.workspace
        if let workspace {
            // One that counts calls of a workspace that is not there would never be found again.
            _ = try await desk.workspace(workspace, for: request.principal)
        }
        guard let node else { throw ConsoleError.notFound("definition") }
        let definition = try read(node, request, workspace)
        let id = definition.budget.id
        guard !id.hasPrefix(Workspace.agentsBudget("")) else {
            throw BudgetDefinition.error([
                .init("/definition/id", "must not begin with agents., as those of agents do")
            ])
        }
        let inForce = try await desk.store.budgets()
        guard !inForce.contains(where: { $0.id == id }) else { throw Self.alreadyExists }
        guard inForce.count < Policy.budgetsMax else {
            throw ConsoleError(
                409,
                "too_many",
                "There are \(Policy.budgetsMax) budgets already; remove one."
            )
        }
        let item: RegistryItem?
        do {
            item = try await put(
                edit(definition, .absent),
                in: request,
                note: note,
                undo: {
                    RegistryEdit(collection: Self.collection, id: id, document: nil, expects: $0)
                }
            )
        } catch let error as ConsoleError where error.code == "stale" {
            throw Self.alreadyExists
        }
        return try await answer(definition, item, request, status: 201)
            .with("location", "/v1/budgets/" + FormText.encode(id))
    }

    func edit(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let old = try await editable(request)
        var body = try BodyMembers(request)
        body.refuseNull("definition", "note")
        let node = body.node("definition")
        if node == nil { body.fault("definition", "must be given") }
        let note = body.note()
        try body.check()
        guard let node else { throw ConsoleError.notFound("definition") }
        let definition = try read(node, request, request.principal?.workspace)
        guard definition.budget.id.utf8.elementsEqual(old.item.id.utf8) else {
            throw BudgetDefinition.error([.init("/definition/id", "must be the budget's own")])
        }
        if let workspace = definition.budget.workspace, workspace != old.budget.workspace {
            _ = try await desk.workspace(workspace, for: request.principal)
        }
        let expects = try Revision.expected(request)
        let item = try await put(
            edit(definition, expects),
            in: request,
            note: note,
            undo: { old.edit($0) }
        )
        return try await answer(definition, item, request, status: 200)
    }

    func remove(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let note = query.note()
        try query.check()
        let old = try await editable(request)
        let expects = try Revision.expectedOrAny(request)
        let isHeld = try await desk.store.openHolds(limit: Self.openMax).contains { hold in
            hold.lines.contains { $0.account.budget == old.item.id && $0.held > 0 }
        }
        guard !isHeld else {
            throw ConsoleError(
                409,
                "in_use",
                "Calls hold money in it; pause the budget, and remove it when they have ended."
            )
        }
        _ = try await put(
            RegistryEdit(
                collection: Self.collection,
                id: old.item.id,
                document: nil,
                expects: expects
            ),
            in: request,
            note: note,
            undo: { _ in old.edit(.absent) }
        )
        return .done
    }

    // MARK: Parts

    /// Open holds that are looked through: as many as a book is made for.
    private static let openMax = 1_000_000

    private static let alreadyExists = ConsoleError(
        409,
        "already_exists",
        "There is a budget of this id already; choose another one."
    )

    /// A budget that was made here, as it was.
    private struct Old: Sendable {
        var budget: Budget
        var item: RegistryItem

        /// Puts it back.
        func edit(_ expects: RegistryEdit.Expectation) -> RegistryEdit {
            RegistryEdit(
                collection: item.collection,
                id: item.id,
                document: item.document,
                expects: expects
            )
        }
    }

    private func editable(_ request: ConsoleRequest) async throws -> Old {
        let found = try await find(request)
        guard let item = found.item else {
            throw ConsoleError(
                409,
                "not_editable",
                found.source == .agents
                    ? "It bounds the agents of a workspace; change their limits."
                    : "It is of the policy in force; change that."
            )
        }
        return Old(budget: found.budget, item: item)
    }

    private func answer(
        _ definition: BudgetDefinition,
        _ item: RegistryItem?,
        _ request: ConsoleRequest,
        status: Int
    ) async throws -> ConsoleAnswer {
        // The policy may have it count in shadow.
        let inForce = try await budget(definition.budget.id, for: request.principal)
        let found = Found(
            budget: inForce ?? definition.budget,
            source: .console,
            item: item
        )
        let full = try await fullAccounts(of: found.budget)
        return try await answer(found, status: status) { json in
            json.key("warnings")
            json.beginArray()
            for account in full { Self.warn(account, &json) }
            json.endArray()
        }
    }

    /// Accounts that an answer warns of: more are nobody's reading.
    private static let warningsMax = 100

    /// The accounts that refuse from the start, since what was spent in their window counts; the
    /// fullest first.
    private func fullAccounts(of budget: Budget) async throws -> [AccountStatement] {
        guard budget.isEnforced, budget.unit != .concurrent else { return [] }
        let nowMs = desk.clockMs()
        let full = try await desk.store.accounts().filter { account in
            account.key.budget == budget.id && account.windowEndsMs > nowMs && account.free <= 0
                && account.spent > 0
        }
        return full.sorted { ($1.spent, $0.key.scope) < ($0.spent, $1.key.scope) }
            .prefix(Self.warningsMax).map(\.self)
    }

    private static func warn(_ account: AccountStatement, _ json: inout JSONWriter) {
        let limit = Int64(clamping: Int128(account.limit) + Int128(account.topUps))
        json.beginObject()
        json.key("code")
        json.literalString("full_already")
        json.key("detail")
        json.string(
            BudgetDefinition.amount(account.spent, account.unit) + " of "
                + BudgetDefinition.amount(limit, account.unit)
                + " is spent in its window already: its calls are refused. With countFrom: now "
                + "it would count from here on."
        )
        json.key("limit")
        json.int(limit)
        json.key("scope")
        json.string(account.key.scope)
        json.key("spent")
        json.int(account.spent)
        json.endObject()
    }

    private func read(
        _ node: JSONNode,
        _ request: ConsoleRequest,
        _ workspace: String?
    ) throws -> BudgetDefinition {
        try BudgetDefinition(node, in: request.body, workspace: workspace, zone: desk.zone)
    }

    private func edit(
        _ definition: BudgetDefinition,
        _ expects: RegistryEdit.Expectation
    ) -> RegistryEdit {
        RegistryEdit(
            collection: Self.collection,
            id: definition.budget.id,
            document: definition.json,
            expects: expects
        )
    }

    /// Makes an edit durable and puts it in force; where that cannot be, it is undone.
    ///
    /// - Returns: the item as it is now; nil where it was removed.
    private func put(
        _ edit: RegistryEdit,
        in request: ConsoleRequest,
        note: String,
        undo: (RegistryEdit.Expectation) -> RegistryEdit
    ) async throws -> RegistryItem? {
        let done = try await desk.change([edit], by: request.principal, note: note)
        do {
            try await desk.policies.putInForce()
        } catch {
            // What is stored must be what is in force.
            try await desk.change(
                [undo(.version(done.items.first?.version ?? 1))],
                by: request.principal,
                note: "undone: it could not be put in force"
            )
            guard let error = error as? ConsoleError, error.status == 422 else { throw error }
            throw ConsoleError(409, "policy_fault", error.detail)
        }
        return done.items.first
    }
}
