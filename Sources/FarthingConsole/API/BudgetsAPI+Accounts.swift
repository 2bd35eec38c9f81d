import FarthingCore

/// `/v1/accounts`.
extension BudgetsAPI {
    /// What stands first.
    private enum Order: String, Hashable, CaseIterable {
        case name
        /// What is fullest.
        case share
    }

    func listAccounts(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let page = query.page()
        let id = query.name("budget", lengthMax: 128)
        let scope = query.text("scope", 0...NamedAccount.bytesMax)
        let asked = query.name("workspace", lengthMax: 50)
        let state = query.word("state", AccountView.BudgetState.self)
        let order = query.word("order", Order.self) ?? .name
        let after = page.after.map { Place($0, order) }
        if let after, after == nil { query.fault("cursor", "is none that this list has given") }
        try query.check()
        let workspace = try desk.filter(asked, for: request.principal)
        if let id, try await budget(id, for: request.principal) == nil {
            throw ConsoleError.notFound("budget")
        }
        let budgets = try await desk.store.budgets().filter { budget in
            (workspace == nil || budget.workspace == workspace) && (id == nil || budget.id == id)
        }
        let byID = Dictionary(budgets.map { ($0.id, $0) }) { $1 }
        var lines: [(place: Place, view: AccountView)] = []
        for account in try await desk.store.accounts() {
            guard let budget = byID[account.key.budget],
                scope ?? account.key.scope == account.key.scope
            else { continue }
            let view = view(account, budget)
            guard state == nil || view.state == state else { continue }
            let place = Place(order == .share ? view.share : 0, account.key)
            if let after = after ?? nil, !after.precedes(place) { continue }
            lines.append((place: place, view: view))
        }
        lines.sort { $0.place.precedes($1.place) }
        return page.answer(
            Array(lines.prefix(page.limit + 1)),
            place: { $0.place.text(order) }
        ) { line, json in
            line.view.write(to: &json)
        }
    }

    func view(_ account: AccountStatement, _ budget: Budget) -> AccountView {
        let pace = paces?.pace(of: account.key)
        return AccountView(
            account,
            budget,
            pace: pace.map { AccountView.Pace(spent: $0.spent, lengthMs: $0.lengthMs) },
            nowMs: desk.clockMs()
        )
    }

    /// Where an account stands in the list.
    private struct Place {
        /// The largest first.
        var share: Int64
        var key: AccountKey

        init(_ share: Int64, _ key: AccountKey) {
            self.share = share
            self.key = key
        }

        /// Neither ids nor scopes have the character in them.
        private static let separator: Character = "\u{1F}"

        init?(_ text: String, _ order: Order) {
            let parts = text.split(separator: Self.separator, omittingEmptySubsequences: false)
            guard parts.count == 6, parts[0] == order.rawValue, let share = Int64(parts[1]),
                let startMs = Int64(parts[4]), let generation = Int64(parts[5])
            else { return nil }
            self.share = share
            key = AccountKey(
                budget: String(parts[2]),
                scope: String(parts[3]),
                windowStartMs: startMs,
                generation: generation
            )
        }

        func text(_ order: Order) -> String {
            [
                order.rawValue, String(share), key.budget, key.scope, String(key.windowStartMs),
                String(key.generation),
            ]
            .joined(separator: String(Self.separator))
        }

        func precedes(_ other: Place) -> Bool {
            if share != other.share { return share > other.share }
            if !key.budget.utf8.elementsEqual(other.key.budget.utf8) {
                return utf8Precedes(key.budget, other.key.budget)
            }
            if !key.scope.utf8.elementsEqual(other.key.scope.utf8) {
                return utf8Precedes(key.scope, other.key.scope)
            }
            return (key.windowStartMs, key.generation)
                < (other.key.windowStartMs, other.key.generation)
        }
    }
}
