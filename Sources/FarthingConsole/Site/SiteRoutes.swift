import FarthingCore
import FarthingPages

/// The pages' routes: what people see and press.
///
/// A form does what the operation under `/v1` does: it is called in the name of whoever pressed.
package struct SiteRoutes: Sendable {
    /// The longest form: a policy's text is up to 1 MiB, percent-encoded.
    static let policyBytesMax = 4 << 20
    /// Rows of a list.
    static let rowsMax = 50

    let pages: SitePages
    let agentsAPI: AgentsAPI
    let api: SiteAPI
    let service: AgentGovRoutes
    let killSwitch: KillSwitch?
    let figures: SiteFigures
    let choices = SiteChoices()
    /// Streams what has changed to the pages that are open; to be closed when the server stops.
    package let events: SiteEvents

    var desk: ConsoleDesk { pages.desk }
    var asks: ToolAsks { agentsAPI.gov.asks }

    /// - Parameters:
    ///   - agents: the operations about agents.
    ///   - service: says at `/` to programs what this is.
    ///   - api: every operation under `/v1` that is served; forms of others are answered with 404.
    ///   - killSwitch: nil where nothing can be stopped at once.
    ///   - sessions: where streams end with the session.
    package init(
        pages: SitePages,
        agents: AgentsAPI,
        service: AgentGovRoutes,
        api: [Route],
        killSwitch: KillSwitch?,
        sessions: Sessions
    ) {
        let figures = SiteFigures(agents.figures)
        self.pages = pages
        agentsAPI = agents
        self.api = SiteAPI(api)
        self.service = service
        self.killSwitch = killSwitch
        self.figures = figures
        events = SiteEvents(desk: pages.desk, sessions: sessions) { figures.forget() }
    }

    /// All of them, for a listener that asks who somebody is.
    package var routes: [Route] {
        let verifier = VerifierPage()
        return [
            Route("GET", "/", .open, style: .detail) { try await service.service($0) },
            Route("GET", "/verify", .open, style: .page) { _ in verifier.answer },
            Route("GET", "/events", .principal(.read)) { try await events.stream($0) },
            page("/", overview),
            page("/dashboard", dashboard),
        ] + agentRoutes + approvalRoutes + receiptRoutes + budgetRoutes + toolRoutes
            + runRoutes + holdRoutes + manageRoutes + settingsRoutes + policyRoutes
    }

    /// Those of a listener that asks nobody: what agent-gov has there.
    package var compatibleRoutes: [Route] {
        [
            Route("GET", "/", .open, style: .detail) { try await service.service($0) },
            page("/dashboard", dashboard),
        ]
    }

    // MARK: Making routes

    /// What a page is made of.
    typealias Show = @Sendable (SiteVisit) async throws -> any Page
    /// What a form does; where the browser goes then.
    typealias Press = @Sendable (SiteVisit) async throws -> PageLink

    /// The route of a page for all who may see figures.
    func page(_ path: String, _ show: @escaping Show) -> Route { page(path, .read, show) }

    /// The route of a page.
    func page(_ path: String, _ permission: Permission, _ show: @escaping Show) -> Route {
        Route("GET", path, .principal(permission), style: .page) { request in
            let visit = try visit(request)
            return try await answer(show(visit), visit)
        }
    }

    /// The route of a form.
    func form(
        _ path: String,
        _ permission: Permission,
        bodyBytesMax: Int = Route.bodyBytesMax,
        _ press: @escaping Press
    ) -> Route {
        answered(path, permission, bodyBytesMax: bodyBytesMax) { visit in
            .seeOther(try await press(visit).href)
        }
    }

    /// The route of a form whose answer is a page: it shows what is not to be had a second time.
    func formPage(
        _ path: String,
        _ permission: Permission,
        bodyBytesMax: Int = Route.bodyBytesMax,
        _ press: @escaping Show
    ) -> Route {
        answered(path, permission, bodyBytesMax: bodyBytesMax) { visit in
            try await answer(press(visit), visit)
        }
    }

    private func answered(
        _ path: String,
        _ permission: Permission,
        bodyBytesMax: Int,
        _ handler: @escaping @Sendable (SiteVisit) async throws -> ConsoleAnswer
    ) -> Route {
        Route(
            "POST",
            path,
            .principal(permission),
            style: .page,
            bodyBytesMax: bodyBytesMax
        ) { request in
            guard request.contentType == "application/x-www-form-urlencoded" else {
                throw ConsoleError(415, "unsupported_media_type", "This takes the page's own form.")
            }
            let visit = try visit(request)
            // Whatever became of it, the next page shows how it stands.
            defer { figures.forget() }
            do {
                return try await handler(visit)
            } catch let error as ConsoleError {
                throw FormWords.said(error, of: request.path)
            }
        }
    }

    private func answer(_ page: some Page, _ visit: SiteVisit) async throws -> ConsoleAnswer {
        // Who is not asked for has no other pages, and nothing to press.
        if visit.isNobody {
            return try pages.answer(page, visit.request, in: pages.frame(for: nil))
        }
        let stopped = killSwitch?.kills.first { $0.target == .everything }
        var frame = pages.frame(
            for: visit.principal,
            workspace: visit.workspace,
            approvalsWaiting: Int(try await waitingCount(visit)),
            stopped: stopped.map { .init(atMs: $0.atMs, by: $0.by, note: $0.note) },
            mayStopAll: mayStopAll(visit)
        )
        let request = visit.request
        if request.method == "GET", let done = PageDone(rawValue: request.asked("done")) {
            frame.notices = [done.notice(Int64(request.asked("count")))]
        }
        if desk.store.isDiskLow { frame.notices.insert(Self.diskLow, at: 0) }
        return try pages.answer(page, visit.request, in: frame)
    }

    private static let diskLow = PageNotice(
        .bad,
        "The disk with the server's data folder is nearly full: no call begins until there is room. "
            + "Make some, or archive receipts with farthing receipts archive --prune; calls go on "
            + "by themselves then."
    )

    /// Whether somebody may stop everything, and let it go on.
    func mayStopAll(_ visit: SiteVisit) -> Bool {
        killSwitch != nil && visit.principal.workspace == nil
            && visit.principal.permissions.contains(.operate)
    }

    // MARK: Who looks

    func visit(_ request: ConsoleRequest) throws -> SiteVisit {
        let principal = request.principal ?? .anybody
        let chosen = try choices.workspace(of: request, principal, desk.registry)
        return visit(request, principal, in: chosen)
    }

    /// The same visit, of something in a workspace.
    func visit(_ visit: SiteVisit, in workspace: String) -> SiteVisit {
        self.visit(visit.request, visit.principal, in: workspace)
    }

    private func visit(
        _ request: ConsoleRequest,
        _ principal: Principal,
        in chosen: String?
    ) -> SiteVisit {
        let workspace = desk.registry.workspace(chosen ?? Workspace.usual)
        let nowMs = desk.clockMs()
        let zone = workspace.flatMap { desk.zone($0.zone) } ?? .utc
        return SiteVisit(
            request: request,
            principal: principal,
            workspace: chosen,
            currency: workspace?.currency ?? "USD",
            nowMs: nowMs,
            dayMs: Window.day.interval(containing: nowMs, zone: zone).startMs
        )
    }

    // MARK: What several pages show

    /// What an agent is called.
    func name(ofAgent id: String) -> String {
        guard let agent = desk.registry.agent(id) else { return id }
        return sharesName(agent) ? "\(agent.name) (\(agent.id))" : agent.name
    }

    /// Whether another agent has its name too.
    func sharesName(_ agent: Agent) -> Bool { figures.sharedNames().contains(agent.name) }

    /// What a workspace is called; where another one is called so too, with its id.
    func name(ofWorkspace id: String) -> String {
        pages.workspaceNames.first { $0.id == id }?.name ?? id
    }

    /// Where an agent is shown; nil for one that is not registered where a workspace is looked at, to which
    /// it cannot belong.
    func link(toAgent id: String, _ visit: SiteVisit) -> PageLink? {
        guard desk.registry.agent(id) != nil || visit.principal.workspace == nil, !id.isEmpty
        else { return nil }
        return PageLink("agents", id)
    }

    func currency(of workspace: String) -> String {
        desk.registry.workspace(workspace)?.currency ?? "USD"
    }

    /// The spend of 24 hours, the last of which is under way.
    func hours(_ sums: [StatisticsSum], _ visit: SiteVisit) -> ChartHours {
        let last = StatisticsKey.hour(of: visit.nowMs)
        let byHour = Dictionary(grouping: visit.own(sums)) { $0.hourMs ?? 0 }
        return ChartHours(
            title: "Spend by hour",
            unit: .money(visit.currency),
            bars: (0..<24).map { index in
                let startMs = last - Int64(23 - index) * StatisticsKey.hourMs
                let found = byHour[startMs] ?? []
                return ChartHours.Bar(
                    startMs: startMs,
                    spent: found.reduce(0) { $0 + $1.costNanos },
                    refusals: found.reduce(0) { $0 + $1.refused }
                )
            }
        )
    }

    /// From when on such a chart, and what is told of today, takes sums.
    func hoursFromMs(_ visit: SiteVisit) -> Int64 {
        min(visit.firstHourMs, StatisticsKey.hour(of: visit.nowMs) - 23 * StatisticsKey.hourMs)
    }

    /// Where a list goes on behind its rows: `rows` has one more than are shown where there are more.
    func more<Row>(
        _ rows: [Row],
        _ visit: SiteVisit,
        place: (Row) -> String
    ) -> PageMore {
        let last = rows.count > Self.rowsMax ? rows[Self.rowsMax - 1] : nil
        return PageMore(
            next: last.map { ListPage.cursor(place($0)) },
            isFurther: !visit.request.asked("cursor").isEmpty
        )
    }

    /// The place that a list goes on behind; nil for its start.
    ///
    /// - Throws: ``ConsoleError`` 422 for what is none.
    func after(_ visit: SiteVisit) throws -> String? {
        let cursor = visit.request.asked("cursor")
        if cursor.isEmpty { return nil }
        guard let place = ListPage.after(cursor) else { throw QueryMembers.unknownCursor }
        return place
    }

    /// The parameters of a list of the API that this page shows.
    func listQuery(_ visit: SiteVisit) -> [PageLink.Parameter] {
        [
            .init("cursor", visit.request.asked("cursor")),
            .init("limit", String(Self.rowsMax)),
        ]
    }
}
