import FarthingCore
import FarthingPages
import FarthingPolicy

/// The overview: what goes on now.
extension SiteRoutes {
    /// Rows of each of its lists.
    private static let fewMax = 8

    func overview(_ visit: SiteVisit) async throws -> any Page {
        let hourly = try await figures.sums(
            fromMs: hoursFromMs(visit),
            isHourly: true,
            filter: visit.filter
        )
        let today = visit.own(hourly).filter { $0.hourMs ?? 0 >= visit.firstHourMs }
        let hourMs = StatisticsKey.hour(of: visit.nowMs)
        let agents = try await figures.sums(
            fromMs: visit.firstHourMs,
            by: .agent,
            filter: visit.filter
        )
        let accounts = try await figures.accounts(ofAgentsIn: visit.workspace)
        let paused = accounts.values.count { $0.isPaused }
        let held = try await figures.holds().filter { visit.shows($0.scope[.project]) }
        let waiting = try await waiting(visit)
        return OverviewPage(
            currency: visit.currency,
            spentTodayNanos: today.reduce(0) { $0 + $1.costNanos },
            spentHourNanos: today.filter { $0.hourMs == hourMs }.reduce(0) { $0 + $1.costNanos },
            savedTodayNanos: try await refusedNanos(fromMs: visit.firstHourMs, visit),
            heldNanos: held.reduce(0) { $0 + $1.held(in: visit.currency) },
            holds: Int64(held.count),
            callsToday: today.reduce(0) { $0 + $1.calls },
            refusalsToday: today.reduce(0) { $0 + $1.refused },
            agentsActive: Int64(accounts.count - paused),
            agentsPaused: Int64(paused),
            hours: hours(hourly, visit),
            accounts: Array(try await fullest(visit).prefix(Self.fewMax)),
            agents: share(agents, visit),
            approvals: Array(waiting.prefix(Self.fewMax)),
            approvalsWaiting: Int64(waiting.count),
            refusals: try await refusals(visit)
        )
    }

    /// The agents that spent most.
    private func share(_ sums: [StatisticsSum], _ visit: SiteVisit) -> ChartShare {
        let own = visit.own(sums)
        let largest = own.filter { !$0.value.isEmpty && $0.costNanos > 0 }
            .sorted { left, right in
                left.costNanos == right.costNanos
                    ? utf8Precedes(left.value, right.value) : left.costNanos > right.costNanos
            }
            .prefix(Self.fewMax)
        return ChartShare(
            title: "Agents that spent most today",
            kind: .agent,
            unit: .money(visit.currency),
            rows: largest.map { sum in
                ChartShare.Row(
                    name: name(ofAgent: sum.value),
                    link: link(toAgent: sum.value, visit),
                    spent: sum.costNanos,
                    calls: sum.calls
                )
            },
            total: own.reduce(0) { $0 + $1.costNanos }
        )
    }

    private func refusals(_ visit: SiteVisit) async throws -> [ReceiptRow] {
        var question = EntryQuestion(terms: [(.kind, "refusal")], limit: Self.fewMax)
        if let workspace = visit.workspace { question.terms.append((.workspace, workspace)) }
        return try await rows(desk.statistics.entries(question).rows)
    }

    // MARK: Accounts

    /// The accounts in use that count something, the fullest first.
    func fullest(_ visit: SiteVisit) async throws -> [AccountRow] {
        let windows = try await figures.windows()
        return try await accounts(visit).filter { $0.spent > 0 || $0.held > 0 }
            .sorted { left, right in
                let (a, b) = (left.usedMillionths, right.usedMillionths)
                if a != b { return a > b }
                return utf8Precedes(left.place, right.place)
            }
            .prefix(Self.rowsMax)
            .map { row($0, windows, visit) }
    }

    /// The accounts that somebody may see.
    func accounts(_ visit: SiteVisit) async throws -> [AccountStatement] {
        let all = try await figures.accounts()
        guard let workspace = visit.workspace else { return all }
        let own = Set(
            try await figures.budgets().filter { SiteFigures.isOf(workspace, $0) }.map(\.id)
        )
        let term = "project=" + workspace
        return all.filter { account in
            own.contains(account.key.budget)
                || account.key.scope.split(separator: ",").contains { $0 == term }
        }
    }

    func row(
        _ account: AccountStatement,
        _ windows: [String: Window],
        _ visit: SiteVisit
    ) -> AccountRow {
        AccountRow(
            budget: account.key.budget,
            scope: shown(account.key),
            window: windowName(account, windows[account.key.budget]),
            endsAtMs: account.windowEndsMs == Int64.max ? nil : account.windowEndsMs,
            figures: AccountFigures(account),
            state: PageState(account),
            exhaustedAtMs: account.exhaustedAtMs(nowMs: visit.nowMs)
        )
    }

    /// An account's scope, its agent by the name that it has; of an agent's own account that name alone.
    func shown(_ key: AccountKey) -> String {
        let prefix = "agent="
        let isOwn = key.budget.hasPrefix(Workspace.agentsBudget(""))
        let terms = key.scope.split(separator: ",").map { term -> String in
            guard term.hasPrefix(prefix) else {
                return term.last == "=" ? "no " + term.dropLast() : String(term)
            }
            let id = String(term.dropFirst(prefix.count))
            if id.isEmpty { return "no agent" }
            guard desk.registry.agent(id) != nil else { return String(term) }
            return isOwn ? name(ofAgent: id) : prefix + name(ofAgent: id)
        }
        return terms.joined(separator: ",")
    }

    /// A budget in which no call has counted yet.
    func row(unused budget: Budget) -> AccountRow {
        AccountRow(
            budget: budget.id,
            scope: budget.per.isEmpty
                ? "" : "for each " + budget.per.map(\.name).joined(separator: ", "),
            window: BudgetText.window(budget.window),
            figures: AccountFigures(unit: budget.unit, limit: budget.limit),
            state: budget.isEnforced ? .active : .shadow,
            isUnused: true
        )
    }

    /// - Parameter window: its budget's; nil for one that is in force no longer.
    private func windowName(_ account: AccountStatement, _ window: Window?) -> String {
        if account.windowEndsMs == Int64.max { return BudgetText.window(window ?? .total) }
        let lengthMs = account.windowEndsMs - account.key.windowStartMs
        // Days with a change of the clock are shorter or longer by an hour.
        switch lengthMs {
        case ..<3_600_001: return lengthMs <= 60_000 ? "minute" : "hour"
        case ..<100_000_000: return "day"
        case ..<700_000_000: return "week"
        default: return "month"
        }
    }
}

extension AccountStatement {
    /// How full it is, in millionths of its limit; of nothing at all, all that is used is more than any
    /// share.
    var usedMillionths: Int64 {
        let whole = Int128(limit) + Int128(topUps)
        let used = Int128(spent) + Int128(held)
        guard whole > 0 else { return used > 0 ? Int64.max : 0 }
        return Int64(clamping: used * 1_000_000 / whole)
    }

    /// Tells it from other accounts of its time.
    var place: String { key.budget + "\u{1F}" + key.scope }

    /// When it is full at the pace of its window so far; nil where that is not in this window, or it is
    /// full already.
    func exhaustedAtMs(nowMs: Int64) -> Int64? {
        let lengthMs = Int128(nowMs) - Int128(key.windowStartMs)
        guard windowEndsMs != Int64.max, key.windowStartMs > 0, lengthMs >= 60_000, spent > 0,
            free > 0
        else { return nil }
        let atMs = Int128(nowMs) + Int128(free) * lengthMs / Int128(spent)
        return atMs < Int128(windowEndsMs) ? Int64(clamping: atMs) : nil
    }
}

extension AccountFigures {
    init(_ account: AccountStatement) {
        self.init(
            unit: account.unit,
            limit: account.limit,
            topUps: account.topUps,
            spent: account.spent,
            held: account.held,
            overrun: account.overrun
        )
    }
}

extension PageState {
    init(_ account: AccountStatement) {
        self =
            account.isFrozen
            ? .frozen : account.isPaused ? .paused : account.isEnforced ? .active : .shadow
    }
}

extension HoldStatement {
    /// The most that it holds in a budget of a currency: of several such budgets each counts all of it.
    func held(in currency: String) -> Int64 {
        lines.filter { $0.unit == .money(currency) }.map(\.held).max() ?? 0
    }
}
