import FarthingCore

/// `/v1/tenants/{tenant}`: the balances of all budgets, as SpendGuard's operators read them.
package struct TenantsAPI: Sendable {
    /// The most lines of one answer; who has more accounts reads `/v1/accounts`, which has pages.
    private static let linesMax = 10_000
    private static let nanosPerMicro: Int64 = 1_000

    let desk: ConsoleDesk
    /// The tenant of the policy in force.
    let tenant: @Sendable () -> String

    package init(desk: ConsoleDesk, tenant: @escaping @Sendable () -> String) {
        self.desk = desk
        self.tenant = tenant
    }

    package var routes: [Route] {
        [Route("GET", "/v1/tenants/{tenant}", .principal(.read), get)]
    }

    /// One account, or a budget that has none yet.
    private struct Line {
        var budget: String
        var scope: String
        var unit: BudgetUnit
        var free: Int64
        var held: Int64 = 0
        var spent: Int64 = 0
    }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let tenant = tenant()
        guard request.parameter("tenant").utf8.elementsEqual(tenant.utf8) else {
            throw ConsoleError.foreignTenant
        }
        let lines = try await lines(for: request.principal)
        return .json { json in
            json.key("tenant_id")
            json.string(tenant)
            json.key("budgets")
            json.beginArray()
            for line in lines.prefix(Self.linesMax) { Self.write(line, to: &json) }
            json.endArray()
        }
    }

    /// The accounts of the windows that are open now, by budget and scope.
    private func lines(for principal: Principal?) async throws -> [Line] {
        let nowMs = desk.clockMs()
        let budgets = try await desk.store.budgets().filter { BudgetsAPI.maySee($0, principal) }
        let byID = Dictionary(budgets.map { ($0.id, $0) }) { $1 }
        var lines: [Line] = []
        var seen: Set<String> = []
        for account in try await desk.store.accounts() where account.windowEndsMs > nowMs {
            guard let budget = byID[account.key.budget] else { continue }
            seen.insert(budget.id)
            lines.append(
                Line(
                    budget: Self.name(budget, account.key.scope),
                    scope: account.key.scope,
                    unit: account.unit,
                    free: account.free,
                    held: account.held,
                    spent: account.spent
                )
            )
        }
        for budget in budgets where budget.per.isEmpty && !seen.contains(budget.id) {
            lines.append(
                Line(budget: budget.id, scope: "", unit: budget.unit, free: budget.limit)
            )
        }
        return lines.sorted { left, right in
            left.budget.utf8.elementsEqual(right.budget.utf8)
                ? utf8Precedes(left.scope, right.scope)
                : utf8Precedes(left.budget, right.budget)
        }
    }

    /// By what claims name it: accounts that `tag:budget` tells apart by its value.
    private static func name(_ budget: Budget, _ scope: String) -> String {
        guard budget.per.contains(.tag("budget")),
            let name = NamedAccount.read(scope)?[.tag("budget")], !name.isEmpty
        else { return budget.id }
        return name
    }

    private static func write(_ line: Line, to json: inout JSONWriter) {
        json.beginObject()
        json.key("available_atomic")
        json.string(String(atomic(line.free, line.unit, roundsUp: false)))
        json.key("budget_id")
        json.string(line.budget)
        json.key("committed_atomic")
        json.string(String(atomic(line.spent, line.unit, roundsUp: true)))
        json.key("reserved_atomic")
        json.string(String(atomic(line.held, line.unit, roundsUp: true)))
        json.key("scope")
        json.string(line.scope)
        json.key("unit_id")
        json.string(unitID(line.unit))
        json.endObject()
    }

    /// Money in millionths, against the budget where it does not come out even.
    private static func atomic(_ amount: Int64, _ unit: BudgetUnit, roundsUp: Bool) -> Int64 {
        guard unit.isMoney else { return amount }
        let (whole, rest) = amount.quotientAndRemainder(dividingBy: nanosPerMicro)
        return whole + (roundsUp && rest > 0 ? 1 : 0)
    }

    private static func unitID(_ unit: BudgetUnit) -> String {
        unit.isMoney ? unit.name.lowercased() + "_micros" : unit.name
    }
}
