import Farthing
import FarthingCore
import FarthingTesting
import Foundation
import Synchronization
import Testing

@testable import FarthingConsole

/// The control plane of workspaces, agents, keys, tools and people without a network, on a console in
/// memory, with agent-gov's API beside it for calls.
struct ControlRig: Sendable {
    /// Who sends a request.
    enum Sender: Sendable {
        case admin
        /// Somebody with a session.
        case person(Set<Role>, workspace: String? = nil, name: String = "person:ana@example.com")
        case key(String)
        case nobody

        static let viewer = Sender.person([.viewer])
        static let `operator` = Sender.person([.operator])
    }

    /// An answer, its body as Foundation reads JSON.
    struct Answer {
        var status: Int
        var text: String
        var fields: [(name: String, value: String)]

        var object: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
        }

        subscript(name: String) -> String { object[name] as? String ?? "" }

        func number(_ name: String) -> Int64? { (object[name] as? NSNumber)?.int64Value }
        func isNull(_ name: String) -> Bool { object[name] is NSNull }
        func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
        func list(_ name: String) -> [String] { object[name] as? [String] ?? [] }
        func part(_ name: String) -> [String: Any] { object[name] as? [String: Any] ?? [:] }
        var items: [[String: Any]] { object["items"] as? [[String: Any]] ?? [] }

        /// A member of each item.
        func each(_ name: String) -> [String] { items.map { $0[name] as? String ?? "" } }

        /// What a problem is called.
        var code: String { self["code"] }
    }

    let clock = ManualClock()
    let store: MemoryConsole
    let desk: ConsoleDesk
    let gov: AgentGov
    let kills: Kills
    let people: People
    let settings: SettingsInForce
    let sessions: Sessions
    let site: ConsoleSite
    private let adminToken: String

    init(
        policies: any PolicyDesk = QuietPolicies(),
        cutter: (any CallCutter)? = nil
    ) async throws {
        let clock = clock
        let store = MemoryConsole { clock.nowMs }
        let killSwitch = KillSwitch { "" }
        let desk = ConsoleDesk(
            store: SwitchedConsole(store, killSwitch),
            registry: try await Registry(store),
            policies: policies,
            statistics: store.statistics,
            clockMs: { clock.nowMs },
            zone: { $0 == "UTC" ? .utc : try? ZoneRules.system($0) }
        )
        let settings = try await SettingsInForce(desk.store)
        let gov = AgentGov(
            desk,
            killSwitch: killSwitch,
            unknownTools: { settings.current.unknownTools },
            approvalHoldMs: { settings.current.approvalHoldMs }
        )
        let people = try await People(desk.store) { clock.nowMs }
        let sessions = Sessions(isSecure: false) { settings.current.sessionMs }
        let keys = MemoryKeyDesk(ring: store.keyRing as? MemoryKeys)
        let kills = Kills(desk, killSwitch, cutter: cutter) { "" }
        let agents = AgentsAPI(gov, keys: keys, kills: kills)
        let adminToken = AdminToken.make()
        let registry = desk.registry
        let routes =
            WorkspacesAPI(desk: desk).routes + agents.routes
            + KillAPI(kills: agents.kills).routes
            + KeysAPI(desk: desk, keys: keys).routes + ToolsAPI(desk: desk).routes
            + PeopleAPI(desk: desk, people: people, sessions: sessions).routes
            + SettingsAPI(desk: desk, settings: settings).routes
            + MeAPI(people: people, sessions: sessions, keys: keys).routes
        site = ConsoleSite(
            routes: AgentGovRoutes(gov, isCompatible: false).routes
                + AnswerMemory { clock.nowMs }.wrap(routes),
            access: ConsoleAccess(
                adminToken: try #require(AdminToken(adminToken)),
                keys: desk.store.keyRing,
                sessions: sessions,
                workspaceOfKey: { registry.workspace(ofKey: $0.id) },
                clockMs: { clock.nowMs }
            ),
            errorPage: { error, _ in .page(error.status, []) },
            clockMs: { clock.nowMs }
        )
        self.store = store
        self.desk = desk
        self.gov = gov
        self.kills = agents.kills
        self.people = people
        self.settings = settings
        self.sessions = sessions
        self.adminToken = adminToken
    }

    /// Sends a request.
    ///
    /// - Parameter fields: further fields of the header, as `if-match`.
    func send(
        _ method: String,
        _ target: String,
        _ body: String? = nil,
        by sender: Sender = .admin,
        _ fields: KeyValuePairs<String, String> = [:]
    ) async throws -> Answer {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        var header = fields.map { (name: $0.key, value: $0.value) }
        if body != nil, !header.contains(where: { $0.name == "content-type" }) {
            header.append((name: "content-type", value: "application/json"))
        }
        header += try credentials(of: sender)
        var request = ConsoleRequest(
            method: method,
            path: parts[0],
            query: parts.count > 1 ? FormText.fields(parts[1]) : [],
            fields: header,
            body: Array((body ?? "").utf8)
        )
        guard case .route(let route, let parameters) = site.routes.find(method, parts[0]) else {
            Issue.record("no route for \(method) \(parts[0])")
            return Answer(status: 0, text: "", fields: [])
        }
        request.parameters = parameters
        let answer = await site.answer(request, of: route)
        guard case .bytes(let bytes) = answer.body else {
            return Answer(status: 0, text: "", fields: [])
        }
        return Answer(
            status: answer.status,
            text: String(decoding: bytes, as: UTF8.self),
            fields: answer.fields
        )
    }

    /// The same without a body.
    func send(
        _ method: String,
        _ target: String,
        _ fields: KeyValuePairs<String, String>
    ) async throws -> Answer {
        try await send(method, target, nil, fields)
    }

    private func credentials(of sender: Sender) throws -> [(name: String, value: String)] {
        switch sender {
        case .nobody: return []
        case .admin: return [(name: "authorization", value: "Bearer \(adminToken)")]
        case .key(let secret): return [(name: "authorization", value: "Bearer \(secret)")]
        case .person(let roles, let workspace, let name):
            let id = sessions.begin(
                Principal(
                    .person(csrf: ""),
                    name: name,
                    shownName: name,
                    permissions: roles.reduce(into: []) { $0.formUnion($1.permissions) },
                    workspace: workspace
                ),
                nowMs: clock.nowMs
            )
            let csrf = try #require(sessions.principal(id, nowMs: clock.nowMs)?.csrf)
            return [
                (name: "cookie", value: "farthing_session=\(id)"),
                (name: "x-csrf-token", value: csrf),
            ]
        }
    }

    // MARK: What many tests begin with

    /// Makes a workspace; its id and its key's secret.
    func workspace(_ name: String = "Research") async throws -> (id: String, secret: String) {
        let answer = try await send("POST", "/v1/workspaces", #"{"name":"\#(name)"}"#)
        #expect(answer.status == 201, "\(answer.text)")
        return (id: answer["id"], secret: answer["secret"])
    }

    /// Makes an agent.
    func agent(
        _ name: String = "bot",
        limitNanos: Int64 = 10_000_000_000,
        workspace: String = "default"
    ) async throws -> (id: String, secret: String) {
        let answer = try await send(
            "POST",
            "/v1/agents",
            #"{"name":"\#(name)","workspace":"\#(workspace)","daily_limit_nanos":\#(limitNanos)}"#
        )
        #expect(answer.status == 201, "\(answer.text)")
        return (id: answer["id"], secret: answer["secret"])
    }

    /// Announces a call; the status.
    @discardableResult
    func call(_ secret: String, cost: String = "1") async throws -> Int {
        try await send(
            "POST",
            "/proxy/call",
            #"{"agent_key":"\#(secret)","tool_name":"search","estimated_cost":\#(cost)}"#,
            by: .nobody
        ).status
    }
}

/// The access keys of a console in memory; nobody is committed to.
struct MemoryKeyDesk: KeyDesk {
    let ring: MemoryKeys?

    func expiresAtMs(ofKey id: String) -> Int64? {
        ring?.all.first { $0.id == id && $0.revokedAtMs == nil }?.expiresAtMs
    }

    func standing(_ scope: Scope) async throws -> Scope { scope }
    func standing(_ claims: [Match.Term]) async throws -> [Match.Term] { claims }
}

/// Policies that cannot be put in force while they are told so.
final class StubbornPolicies: PolicyDesk {
    private let state = Mutex((isStubborn: false, count: 0))

    /// How often something was put in force.
    var count: Int { state.withLock(\.count) }

    func refuse(_ isStubborn: Bool) { state.withLock { $0.isStubborn = isStubborn } }

    func putInForce() async throws {
        try state.withLock { state throws(ConsoleError) in
            if state.isStubborn { throw ConsoleError(422, "invalid", "The policy is wrong.") }
            state.count += 1
        }
    }
}
