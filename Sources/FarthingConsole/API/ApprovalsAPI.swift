import FarthingCore

/// `/v1/approvals`: the book's own, and the tools' calls that agent-gov's rules hold.
package struct ApprovalsAPI: Sendable {
    /// Approvals of the book that are looked through: more than it keeps.
    private static let approvalsMax = 1_000_000

    let gov: AgentGov
    let people: People
    /// The tenant of the policy in force.
    let tenant: @Sendable () -> String

    var desk: ConsoleDesk { gov.desk }

    /// - Parameters:
    ///   - gov: the one whose listeners serve agent-gov's API: it decides the tools' calls.
    ///   - tenant: whose the approvals are: that of the policy in force.
    package init(_ gov: AgentGov, people: People, tenant: @escaping @Sendable () -> String) {
        self.gov = gov
        self.people = people
        self.tenant = tenant
    }

    package var routes: [Route] {
        [
            Route("GET", "/v1/approvals", .principal(.read), list),
            Route("GET", "/v1/approvals/{approval}", .principal(.read), get),
            Route("POST", "/v1/approvals/{approval}/approve", .principal(.approve), approve),
            Route("POST", "/v1/approvals/{approval}/deny", .principal(.approve), deny),
            Route("POST", "/v1/approvals/{approval}/withdraw", .principal(.operate), withdraw),
            Route("POST", "/v1/approvals/{approval}/resolve", .principal(.approve), resolve),
        ]
    }

    private func list(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let page = query.page()
        let states = (query.word("state", ApprovalWord.self) ?? .pending).states
        let peer = query.text("tenant_id")
        let asked = query.name("workspace", lengthMax: 50)
        let agent = query.name("agent", lengthMax: 256)
        let after = page.after.map { Place($0) }
        if let after, after == nil { query.fault("cursor", "is none that this list has given") }
        try query.check()
        try check(tenant: peer)
        let workspace = try desk.filter(asked, for: request.principal)
        let approvals = try await desk.store.approvals(limit: Self.approvalsMax)
            .filter { states.contains($0.state) }
            .map { ApprovalView($0) }
        var asks: [ApprovalView] = []
        // Those who name the tenant ask for decisions, which tools' calls are not.
        for state in states where peer == nil {
            asks += try await self.asks(in: state, of: workspace)
        }
        let found = (approvals + asks)
            .filter { view in
                (workspace == nil || view.workspace == workspace)
                    && (agent == nil || view.agent == agent)
                    && ((after ?? nil)?.precedes(Place(view)) ?? true)
            }
            .sorted { Place($0).precedes(Place($1)) }
        let tenant = tenant()
        if peer != nil { return .approvals(found.prefix(page.limit), of: tenant) }
        return page.answer(Array(found.prefix(page.limit + 1)), place: { Place($0).text }) {
            $0.write(to: &$1, tenant: tenant)
        }
    }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let peer = query.text("tenant_id")
        try query.check()
        try check(tenant: peer)
        let view = try await view(request)
        return .json { view.write(to: &$0, tenant: tenant(), isPeer: peer != nil) }
    }

    /// Refuses a tenant that is named and not served here.
    private func check(tenant name: String?) throws {
        if let name, !name.utf8.elementsEqual(tenant().utf8) { throw ConsoleError.foreignTenant }
    }

    // MARK: Parts of all of them

    /// The approval that a path names.
    ///
    /// - Throws: ``ConsoleError`` 404 where there is none that the principal may see.
    func view(_ request: ConsoleRequest) async throws -> ApprovalView {
        let id = request.parameter("approval")
        var view: ApprovalView?
        if let hold = HoldID(id) {
            view = try await desk.store.approval(hold).map { ApprovalView($0) }
        } else if let ask = try await gov.asks.find(id)?.ask {
            view = try await self.view(gov.asks.current(ask))
        }
        guard let view, Self.maySee(view, request.principal) else {
            throw ConsoleError.notFound("approval")
        }
        return view
    }

    /// Who has one workspace sees no calls that have none.
    private static func maySee(_ view: ApprovalView, _ principal: Principal?) -> Bool {
        guard let workspace = principal?.workspace else { return true }
        return view.workspace == workspace
    }

    private func view(_ ask: ToolAsk) async throws -> ApprovalView {
        let item = try await desk.store.registryItem(ToolAsk.collection, ask.id)
        return ApprovalView(ask, item, desk.registry, nowMs: desk.clockMs())
    }

    /// The tools' calls in a state; those that wait are known by heart, and the others are as many as
    /// people have decided.
    private func asks(
        in state: ApprovalState,
        of workspace: String?
    ) async throws -> [ApprovalView] {
        if state == .granted { return [] }
        if state == .pending {
            var views: [ApprovalView] = []
            for ask in try await gov.asks.pending(of: workspace) {
                views.append(try await view(ask))
            }
            return views
        }
        let nowMs = desk.clockMs()
        var views: [ApprovalView] = []
        var after: String?
        while true {
            let items = try await desk.store.registry(
                ToolAsk.collection,
                after: after,
                limit: 1_000
            )
            for item in items {
                guard let root = RegistryText.root(of: item),
                    let ask = ToolAsk(id: item.id, root),
                    ApprovalView.state(ask.state(nowMs: nowMs)) == state
                else { continue }
                views.append(ApprovalView(ask, item, desk.registry, nowMs: nowMs))
            }
            guard let last = items.last, items.count == 1_000 else { return views }
            after = last.id
        }
    }

    /// Where an approval stands in the list: the newest first.
    private struct Place {
        var askedAtMs: Int64
        var id: String

        init(_ view: ApprovalView) {
            askedAtMs = view.askedAtMs
            id = view.id
        }

        init?(_ text: String) {
            let parts = text.split(separator: " ")
            guard parts.count == 2, let askedAtMs = Int64(parts[0]) else { return nil }
            self.askedAtMs = askedAtMs
            id = String(parts[1])
        }

        var text: String { "\(askedAtMs) \(id)" }

        func precedes(_ other: Place) -> Bool {
            askedAtMs == other.askedAtMs
                ? utf8Precedes(id, other.id) : askedAtMs > other.askedAtMs
        }
    }
}
