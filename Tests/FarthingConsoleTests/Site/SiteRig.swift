import Farthing
import FarthingCore
import FarthingTesting
import Foundation
import Synchronization
import Testing

@testable import FarthingConsole

/// The pages without a network, on a console in memory with the operations that they call.
struct SiteRig: Sendable {
    /// An answer to a browser.
    struct Answer {
        var status: Int
        var text: String
        var contentType: String
        var fields: [(name: String, value: String)]

        func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

        /// Where the browser is sent.
        var location: String { field("location") ?? "" }

        /// The ids of the page's forms.
        func has(form id: String) -> Bool { text.contains("<form id=\"\(id)\"") }
    }

    /// Somebody who has signed in.
    struct Browser: Sendable {
        var cookie: String
        var csrf: String
    }

    let clock = ManualClock(nowMs: 1_795_305_600_000 + 12 * 3_600_000)
    let store: MemoryConsole
    let desk: ConsoleDesk
    let gov: AgentGov
    let sessions = Sessions(isSecure: false)
    let killSwitch = KillSwitch { "acme" }
    let journal = ProvedJournal()
    let policies: AppliedPolicies
    let pages: SiteRoutes
    let site: ConsoleSite
    /// What listens for agent-gov's clients, who show nothing.
    let compatible: ConsoleSite
    let adminToken = AdminToken.make()

    init() async throws {
        let clock = clock
        let store = MemoryConsole { clock.nowMs }
        let policies = AppliedPolicies(store, file: []) { clock.nowMs }
        let index = SiteIndex(store.statistics)
        let registry = try await Registry(store)
        let desk = ConsoleDesk(
            store: SwitchedConsole(store, killSwitch),
            registry: registry,
            policies: policies,
            statistics: index,
            clockMs: { clock.nowMs },
            zone: { $0 == "UTC" ? .utc : try? ZoneRules.system($0) }
        )
        let gov = AgentGov(desk, killSwitch: killSwitch)
        let people = try await People(desk.store) { clock.nowMs }
        let settings = try await SettingsInForce(desk.store)
        let keys = MemoryKeyDesk(ring: store.keyRing as? MemoryKeys)
        let kills = Kills(desk, killSwitch, cutter: nil) { "acme" }
        let agents = AgentsAPI(gov, keys: keys, kills: kills)
        let calls =
            WorkspacesAPI(desk: desk).routes + agents.routes + ToolsAPI(desk: desk).routes
            + KeysAPI(desk: desk, keys: keys).routes + BudgetsAPI(gov, keys: keys).routes
            + ApprovalsAPI(gov, people: people) { "acme" }.routes
            + PeopleAPI(desk: desk, people: people, sessions: sessions).routes
            + SettingsAPI(desk: desk, settings: settings).routes
        let reads =
            ReceiptsAPI(desk: desk, journal: journal).routes + HoldsAPI(desk: desk).routes
            + RunsAPI(desk: desk, kills: kills, ended: EndedRuns()).routes
            + AuditAPI(desk: desk).routes
            + KillAPI(kills: kills).routes
        let agentGov = AgentGovRoutes(gov, isCompatible: false)
        let site = try SitePages(desk: desk, version: "1.2.3")
        pages = SiteRoutes(
            pages: site,
            agents: agents,
            service: agentGov,
            api: calls + reads,
            killSwitch: killSwitch,
            sessions: sessions
        )
        let access = ConsoleAccess(
            adminToken: try #require(AdminToken(adminToken)),
            keys: desk.store.keyRing,
            sessions: sessions,
            workspaceOfKey: { registry.workspace(ofKey: $0.id) },
            clockMs: { clock.nowMs }
        )
        self.site = ConsoleSite(
            routes: site.openRoutes + agentGov.routes + pages.routes + calls + reads,
            access: access,
            errorPage: { site.errorPage($0, $1) },
            clockMs: { clock.nowMs }
        )
        compatible = ConsoleSite(
            routes: site.openRoutes + AgentGovRoutes(gov, isCompatible: true).routes
                + pages.compatibleRoutes,
            access: access,
            anybody: .anybody,
            errorPage: { site.errorPage($0, $1) },
            clockMs: { clock.nowMs }
        )
        self.store = store
        self.desk = desk
        self.gov = gov
        self.policies = policies
        try await policies.putInForce()
    }

    // MARK: Browsers

    /// Somebody signs in.
    func browser(_ roles: Set<Role> = [.admin], workspace: String? = nil) throws -> Browser {
        let id = sessions.begin(
            Principal(
                .person(csrf: ""),
                name: "person:ana@example.com",
                shownName: "Ana",
                permissions: roles.reduce(into: []) { $0.formUnion($1.permissions) },
                workspace: workspace
            ),
            nowMs: clock.nowMs
        )
        let csrf = try #require(sessions.principal(id, nowMs: clock.nowMs)?.csrf)
        return Browser(cookie: "farthing_session=" + id, csrf: csrf)
    }

    /// Opens a page.
    func open(
        _ target: String,
        _ browser: Browser?,
        _ fields: KeyValuePairs<String, String> = ["accept": "text/html"]
    ) async throws -> Answer {
        try await send("GET", target, browser, Array(fields).map { ($0.key, $0.value) })
    }

    /// Sends a form with the session's secret in it.
    func press(
        _ path: String,
        _ browser: Browser,
        _ form: KeyValuePairs<String, String> = [:],
        csrf: String? = nil
    ) async throws -> Answer {
        let members =
            [(name: "csrf", value: csrf ?? browser.csrf)] + form.map { ($0.key, $0.value) }
        let type = [("content-type", "application/x-www-form-urlencoded")]
        return try await send("POST", path, browser, type, FormText.text(members))
    }

    /// What a program is answered that shows the admin token.
    func program(_ method: String, _ target: String, _ json: String? = nil) async throws -> Answer {
        var fields = [("authorization", "Bearer " + adminToken)]
        if json != nil { fields.append(("content-type", "application/json")) }
        return try await send(method, target, nil, fields, json ?? "")
    }

    private func send(
        _ method: String,
        _ target: String,
        _ browser: Browser?,
        _ fields: [(String, String)],
        _ body: String = ""
    ) async throws -> Answer {
        let cookie = browser.map { [("cookie", $0.cookie)] } ?? []
        return try await Self.send(site, method, target, fields + cookie, body)
    }

    static func send(
        _ site: ConsoleSite,
        _ method: String,
        _ target: String,
        _ fields: [(String, String)],
        _ body: String = ""
    ) async throws -> Answer {
        let answer = try await answer(site, method, target, fields, body)
        var text = ""
        if case .bytes(let bytes) = answer.body { text = String(decoding: bytes, as: UTF8.self) }
        return Answer(
            status: answer.status,
            text: text,
            contentType: answer.contentType,
            fields: answer.fields
        )
    }

    /// The same as it is, for streams.
    static func answer(
        _ site: ConsoleSite,
        _ method: String,
        _ target: String,
        _ fields: [(String, String)],
        _ body: String = ""
    ) async throws -> ConsoleAnswer {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        var request = ConsoleRequest(
            method: method,
            path: parts[0],
            query: parts.count > 1 ? FormText.fields(parts[1]) : [],
            fields: fields.map { (name: $0.0, value: $0.1) },
            body: Array(body.utf8)
        )
        let names = Set(fields.map { $0.0 })
        let isPage = names.contains("x-farthing-part") || fields.contains { $0.1 == "text/html" }
        let isForm = fields.contains { $0.1 == "application/x-www-form-urlencoded" }
        let found = site.routes.find(method, parts[0], isBrowser: isPage || isForm)
        guard case .route(let route, let parameters) = found else {
            return ConsoleAnswer(404, contentType: "", .bytes([]))
        }
        request.parameters = parameters
        return await site.answer(request, of: route)
    }

    // MARK: What many tests begin with

    /// Makes an agent that may spend so much a day.
    func agent(
        _ name: String,
        limitNanos: Int64 = 10_000_000_000,
        workspace: String = "default"
    ) async throws -> (id: String, secret: String) {
        let answer = try await program(
            "POST",
            "/v1/agents",
            #"{"name":"\#(name)","workspace":"\#(workspace)","daily_limit_nanos":\#(limitNanos)}"#
        )
        #expect(answer.status == 201, "\(answer.text)")
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any]
        )
        return (
            id: try #require(object["id"] as? String),
            secret: try #require(object["secret"] as? String)
        )
    }

    /// Makes a workspace; its id.
    func workspace(_ name: String) async throws -> String {
        let answer = try await program("POST", "/v1/workspaces", #"{"name":"\#(name)"}"#)
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any]
        )
        return try #require(object["id"] as? String)
    }

    /// Announces a call of a tool; the status, and the approval that it waits for.
    @discardableResult
    func call(
        _ secret: String,
        _ tool: String = "search",
        cost: String = "1"
    ) async throws -> (status: Int, approval: String) {
        let answer = try await Self.send(
            site,
            "POST",
            "/proxy/call",
            [("content-type", "application/json")],
            #"{"agent_key":"\#(secret)","tool_name":"\#(tool)","estimated_cost":\#(cost)}"#
        )
        let object =
            (try? JSONSerialization.jsonObject(with: Data(answer.text.utf8))) as? [String: Any]
        return (answer.status, object?["approval_id"] as? String ?? "")
    }

    /// Has calls of a tool wait for somebody.
    func askFor(_ tool: String) async throws {
        let rule = """
            {"name":"careful","policy_type":"require_approval",
            "policy_config":{"tool_name":"\(tool)"},"action":"require_approval"}
            """
        #expect(try await program("POST", "/policies", rule).status == 200)
    }

    /// What an agent has spent and holds, in nano-units.
    func figures(_ id: String) async throws -> (spent: Int64, held: Int64) {
        let found = try await store.accounts(of: "agents.default", scopes: ["agent=" + id])
        return (found.reduce(0) { $0 + $1.spent }, found.reduce(0) { $0 + $1.held })
    }
}
