import FarthingCore
import FarthingPages
import FarthingPolicy

/// Budgets and their accounts.
extension SiteRoutes {
    var budgetRoutes: [Route] {
        [
            page("/budgets", budgets),
            page("/budgets/{budget}", budget),
            form("/budgets", .operate, createBudget),
            form("/budgets/{budget}/top-up", .operate, topUp),
            change("pause", .paused), change("resume", .resumed), change("reset", .reset),
        ]
    }

    // MARK: The list

    private func budgets(_ visit: SiteVisit) async throws -> any Page {
        let request = visit.request
        let filter = BudgetsPage.Filter(
            text: request.asked("text"),
            state: PageState(rawValue: request.asked("state"))?.rawValue
                ?? (request.asked("state") == Self.unused ? Self.unused : ""),
            order: request.asked("order") == "name" ? "name" : "fullest"
        )
        let wanted = filter.text.lowercased()
        let accounts = try await accounts(visit)
        var found = accounts.filter { account in
            (filter.state.isEmpty || PageState(account).rawValue == filter.state)
                && (wanted.isEmpty || account.key.budget.lowercased().contains(wanted)
                    || account.key.scope.lowercased().contains(wanted)
                    || shown(account.key).lowercased().contains(wanted))
        }
        .map { Line(place: $0.place, share: $0.usedMillionths, account: $0) }
        let used = Set(accounts.map(\.key.budget))
        found += try await budgetsOf(visit).filter { budget in
            let state = budget.isEnforced ? PageState.active : .shadow
            return !used.contains(budget.id)
                && (filter.state.isEmpty || filter.state == Self.unused
                    || filter.state == state.rawValue)
                && (wanted.isEmpty || budget.id.lowercased().contains(wanted))
        }
        .map { Line(place: $0.id + "\u{1F}", share: 0, unused: $0) }
        let (lines, more) = try page(found, isFullestFirst: filter.order == "fullest", visit)
        let windows = try await figures.windows()
        return BudgetsPage(
            filter: filter,
            accounts: lines.compactMap { line in
                line.account.map { row($0, windows, visit) } ?? line.unused.map { row(unused: $0) }
            },
            more: more,
            currency: visit.currency
        )
    }

    /// What the filter calls budgets without an account.
    private static let unused = "unused"

    /// The budgets that somebody may see; those that only hold agents' limits show with their accounts.
    private func budgetsOf(_ visit: SiteVisit) async throws -> [Budget] {
        try await figures.budgets().filter { budget in
            !budget.id.hasPrefix(Workspace.agentsBudget(""))
                && visit.workspace.map { SiteFigures.isOf($0, budget) } ?? true
        }
    }

    /// One line of the list: an account, or a budget that has none yet.
    private struct Line {
        var place: String
        /// How full it is, in millionths.
        var share: Int64
        var account: AccountStatement?
        var unused: Budget?
    }

    /// A page of accounts, each behind the one that the cursor names.
    private func page(
        _ lines: [Line],
        isFullestFirst: Bool,
        _ visit: SiteVisit
    ) throws -> (lines: [Line], more: PageMore) {
        typealias Place = (rank: Int64, name: String)
        func precedes(_ left: Place, _ right: Place) -> Bool {
            left.rank == right.rank ? utf8Precedes(left.name, right.name) : left.rank > right.rank
        }
        func place(_ line: Line) -> Place { (isFullestFirst ? line.share : 0, line.place) }
        var rest = lines
        if let after = try after(visit) {
            let parts = after.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let rank = Int64(parts[0]) else {
                throw QueryMembers.unknownCursor
            }
            let last: Place = (rank, String(parts[1]))
            rest = rest.filter { precedes(last, place($0)) }
        }
        let rows = Array(
            rest.sorted { precedes(place($0), place($1)) }.prefix(Self.rowsMax + 1)
        )
        let more = more(rows, visit) { "\(place($0).rank) \(place($0).name)" }
        return (Array(rows.prefix(Self.rowsMax)), more)
    }

    // MARK: One budget

    private func budget(_ visit: SiteVisit) async throws -> any Page {
        let budget = try await found(visit)
        let all = try await figures.accounts().filter { $0.key.budget == budget.id }
        let (lines, more) = try page(
            all.map { Line(place: $0.place, share: $0.usedMillionths, account: $0) },
            isFullestFirst: true,
            visit
        )
        let accounts = lines.compactMap(\.account)
        let windows = try await figures.windows()
        var page = BudgetPage(
            id: budget.id,
            state: try await state(of: budget, all, visit),
            match: budget.match.terms.map { "\($0.dimension.name)=\($0.pattern.pattern)" }
                .joined(separator: ", "),
            per: budget.per.map(\.name).joined(separator: ", "),
            limit: PageAmount(units: budget.limit, unit: budget.unit),
            window: BudgetText.window(budget.window),
            zone: budget.zone.name,
            holdMode: budget.holdMode.rawValue,
            thresholds: budget.thresholds.map(Self.words),
            accounts: accounts.map { row($0, windows, visit) },
            more: more,
            burn: try await burn(of: accounts.first, visit),
            past: []
        )
        if budget.id.hasPrefix(Workspace.agentsBudget("")) {
            page.limitText = "of each agent its own"
        }
        return page
    }

    /// Whether a budget admits: as the API says it, since one without any account may be paused too.
    private func state(
        of budget: Budget,
        _ accounts: [AccountStatement],
        _ visit: SiteVisit
    ) async throws -> PageState {
        var word = ""
        if api.has("GET", "/v1/budgets/x") {
            let link = PageLink("v1", "budgets", budget.id)
            word = try await api.get(link, by: visit.request).text("state")
        }
        if word == "frozen" || accounts.contains(where: \.isFrozen) { return .frozen }
        let isPaused = !accounts.isEmpty && accounts.allSatisfy(\.isPaused)
        if word == "paused" || isPaused { return .paused }
        return budget.isEnforced ? .active : .shadow
    }

    /// The budget that a path names.
    ///
    /// - Throws: ``ConsoleError`` 404 where there is none that the principal may see.
    func found(_ visit: SiteVisit) async throws -> Budget {
        let id = visit.request.parameter("budget")
        var known = try await figures.budgets()
        // One that was made a moment ago.
        if !known.contains(where: { $0.id == id }) { known = try await desk.store.budgets() }
        guard let budget = known.first(where: { $0.id == id }),
            visit.principal.workspace.map({ SiteFigures.isOf($0, budget) }) ?? true
        else { throw ConsoleError.notFound("budget") }
        return budget
    }

    private static func words(_ threshold: Threshold) -> String {
        let share = threshold.atBasisPoints
        let percent = share % 100 == 0 ? "\(share / 100)" : "\(share / 100).\(share % 100)"
        let reason = threshold.reason.map { ": " + $0 } ?? ""
        return "at \(percent) % " + threshold.action.name + reason
    }

    /// How an agent's account has filled up by the hour; nil for accounts of which sums know nothing.
    private func burn(of account: AccountStatement?, _ visit: SiteVisit) async throws -> ChartBurn?
    {
        let prefix = "agent="
        guard let account, account.key.scope.hasPrefix(prefix),
            let agent = desk.registry.agent(String(account.key.scope.dropFirst(prefix.count))),
            account.key.budget == Workspace.agentsBudget(agent.workspace),
            case .money(let currency) = account.unit
        else { return nil }
        let sums = try await figures.sums(
            fromMs: StatisticsKey.hour(of: account.key.windowStartMs),
            isHourly: true,
            filter: [.agent: agent.id, .project: agent.workspace]
        )
        var spent: Int64 = 0
        var points = [ChartBurn.Point(atMs: account.key.windowStartMs, spent: 0)]
        for sum in sums.filter({ $0.currency == currency })
            .sorted(by: { $0.hourMs ?? 0 < $1.hourMs ?? 0 })
        {
            spent += sum.costNanos
            let endMs = (sum.hourMs ?? 0) + StatisticsKey.hourMs
            points.append(.init(atMs: min(endMs, visit.nowMs), spent: spent))
        }
        let lengthMs = Int128(max(1, visit.nowMs - account.key.windowStartMs))
        let wholeMs = Int128(account.windowEndsMs) - Int128(account.key.windowStartMs)
        return ChartBurn(
            title: "How \(agent.name) fills up its day",
            unit: account.unit,
            limit: Int64(clamping: Int128(account.limit) + Int128(account.topUps)),
            startMs: account.key.windowStartMs,
            endMs: account.windowEndsMs,
            points: points,
            forecast: Int64(clamping: Int128(account.spent) * wholeMs / lengthMs),
            exhaustedAtMs: account.exhaustedAtMs(nowMs: visit.nowMs)
        )
    }
}
