import FarthingCore
import FarthingPages

/// Who has the headroom.
extension SiteRoutes {
    var holdRoutes: [Route] { [page("/holds", holds)] }

    private func holds(_ visit: SiteVisit) async throws -> any Page {
        let budget = visit.request.asked("budget")
        let all = try await figures.holds().filter { hold in
            visit.shows(hold.scope[.project])
                && (budget.isEmpty || hold.lines.contains { $0.account.budget == budget })
        }
        var totals: [BudgetUnit: Int64] = [:]
        for hold in all {
            if let line = hold.shownLine(of: budget) {
                totals[line.unit, default: 0].addClamped(line.held)
            }
        }
        func precedes(_ left: HoldStatement, _ right: HoldStatement) -> Bool {
            let (a, b) = (left.shownLine(of: budget)?.held, right.shownLine(of: budget)?.held)
            return a == b ? left.sequence < right.sequence : a ?? 0 > b ?? 0
        }
        var rest = all.sorted(by: precedes)
        if let after = try after(visit) {
            let parts = after.split(separator: " ").compactMap { Int64($0) }
            guard parts.count == 2 else { throw QueryMembers.unknownCursor }
            rest = rest.filter { hold in
                let held = hold.shownLine(of: budget)?.held ?? 0
                return held == parts[0] ? hold.sequence > parts[1] : held < parts[0]
            }
        }
        let shown = Array(rest.prefix(Self.rowsMax + 1))
        return HoldsPage(
            budget: budget,
            holds: shown.prefix(Self.rowsMax).map { row($0, budget) },
            totals: totals.sorted { $0.key.name < $1.key.name }
                .map { PageAmount(units: $0.value, unit: $0.key) },
            count: Int64(all.count),
            more: more(shown, visit) { hold in
                "\(hold.shownLine(of: budget)?.held ?? 0) \(hold.sequence)"
            }
        )
    }

    private func row(_ hold: HoldStatement, _ budget: String) -> HoldsPage.Hold {
        let line = hold.shownLine(of: budget)
        return HoldsPage.Hold(
            id: hold.id.description,
            budget: line?.account.budget ?? "",
            scope: line?.account.scope ?? "",
            agent: hold.scope[.agent].map(name(ofAgent:)) ?? hold.principal,
            run: hold.scope[.run] ?? "",
            target: CallTarget.shown(hold.scope, hold.model) ?? "",
            amount: PageAmount(units: line?.held ?? 0, unit: line?.unit ?? .calls),
            heldAtMs: hold.createdAtMs,
            expiresAtMs: hold.expiresAtMs,
            isInFlight: hold.isSent,
            receipt: hold.sequence
        )
    }
}

extension HoldStatement {
    /// The line that stands for all: in the budget that is asked for, else the first in money.
    func shownLine(of budget: String) -> Line? {
        if !budget.isEmpty { return lines.first { $0.account.budget == budget } }
        return lines.first { $0.unit.isMoney } ?? lines.first
    }
}
