import Farthing
import FarthingCore
import FarthingTesting
import Foundation
import Synchronization
import Testing

@testable import FarthingConsole

/// The control plane of budgets, approvals, policies and prices without a network, on a console in
/// memory whose budgets are in force as soon as they are registered.
struct OfficeRig: Sendable {
    let clock: ManualClock
    let store: MemoryConsole
    let desk: ConsoleDesk
    let gov: AgentGov
    let people: People
    let policies: AppliedPolicies
    let sessions = Sessions(isSecure: false)
    let site: ConsoleSite
    private let adminToken: String

    /// - Parameters:
    ///   - policy: the budgets of the policy's file.
    ///   - paces: what was spent in the last hour, by the account's scope.
    init(
        policy: [Budget] = [],
        paces: [String: Int64] = [:],
        routes more: (ConsoleDesk) -> [Route] = { _ in [] }
    ) async throws {
        let clock = ManualClock(nowMs: 1_795_305_600_000 + 12 * 3_600_000)
        let store = MemoryConsole { clock.nowMs }
        let policies = AppliedPolicies(store, file: policy) { clock.nowMs }
        let killSwitch = KillSwitch { "" }
        let desk = ConsoleDesk(
            store: SwitchedConsole(store, killSwitch),
            registry: try await Registry(store),
            policies: policies,
            statistics: store.statistics,
            clockMs: { clock.nowMs },
            zone: { $0 == "UTC" ? .utc : try? ZoneRules.system($0) }
        )
        let gov = AgentGov(desk, killSwitch: killSwitch)
        let people = try await People(desk.store) { clock.nowMs }
        let keys = MemoryKeyDesk(ring: store.keyRing as? MemoryKeys)
        let adminToken = AdminToken.make()
        let registry = desk.registry
        let kills = Kills(desk, killSwitch, cutter: nil) { "" }
        let agents = AgentsAPI(gov, keys: keys, kills: kills)
        let budgets = BudgetsAPI(
            gov,
            keys: keys,
            paces: paces.isEmpty ? nil : MemoryPaces(spent: paces)
        )
        let routes =
            WorkspacesAPI(desk: desk).routes + agents.routes
            + PeopleAPI(desk: desk, people: people, sessions: sessions).routes
            + KeysAPI(desk: desk, keys: keys).routes + budgets.routes
            + ApprovalsAPI(gov, people: people) { "acme" }.routes + more(desk)
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
        self.clock = clock
        self.store = store
        self.desk = desk
        self.gov = gov
        self.people = people
        self.policies = policies
        self.adminToken = adminToken
        try await policies.putInForce()
    }

    /// Sends a request.
    ///
    /// - Parameter fields: further fields of the header, as `if-match`.
    func send(
        _ method: String,
        _ target: String,
        _ body: String? = nil,
        by sender: ControlRig.Sender = .admin,
        _ fields: KeyValuePairs<String, String> = [:]
    ) async throws -> ControlRig.Answer {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        var header = fields.map { (name: $0.key, value: $0.value) }
        if body != nil { header.append((name: "content-type", value: "application/json")) }
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
            return ControlRig.Answer(status: 0, text: "", fields: [])
        }
        request.parameters = parameters
        let answer = await site.answer(request, of: route)
        guard case .bytes(let bytes) = answer.body else {
            return ControlRig.Answer(status: 0, text: "", fields: [])
        }
        return ControlRig.Answer(
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
    ) async throws -> ControlRig.Answer {
        try await send(method, target, nil, fields)
    }

    private func credentials(
        of sender: ControlRig.Sender
    ) throws -> [(name: String, value: String)] {
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

    /// Makes a workspace; its id.
    func workspace(_ name: String = "Research") async throws -> String {
        let answer = try await send("POST", "/v1/workspaces", #"{"name":"\#(name)"}"#)
        #expect(answer.status == 201, "\(answer.text)")
        return answer["id"]
    }

    /// Makes a budget.
    @discardableResult
    func budget(
        _ definition: String,
        workspace: String? = nil,
        by sender: ControlRig.Sender = .admin
    ) async throws -> ControlRig.Answer {
        let member = workspace.map { #","workspace":"\#($0)""# } ?? ""
        return try await send(
            "POST",
            "/v1/budgets",
            #"{"definition":\#(definition)\#(member)}"#,
            by: sender
        )
    }

    /// Spends in an account.
    func charge(_ budget: String, _ scope: String, _ amount: Int64) async throws {
        let outcomes = try await desk.store.apply(
            [.charge(hold(budget, scope, amount))],
            nowMs: clock.nowMs
        )
        guard case .settled? = outcomes.first else {
            Issue.record("not charged: \(outcomes)")
            return
        }
    }

    func hold(
        _ budget: String,
        _ scope: String,
        _ amount: Int64,
        principal: String = "key_caller",
        project: String? = nil,
        approval: ApprovalAsk? = nil
    ) -> HoldRequest {
        var values = Scope()
        values[.project] = project
        values[.model] = "gpt-5"
        return HoldRequest(
            id: HoldID(random: UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max)),
            lines: [HoldLine(budget: budget, scope: scope, base: amount)],
            expiresAtMs: clock.nowMs + 600_000,
            isSent: false,
            projectedNanos: amount,
            approval: approval,
            context: CallContext(
                principal: principal,
                provider: "openai",
                modelRequested: "gpt-5",
                modelResolved: "gpt-5",
                policyID: "policy",
                policyVersion: 1,
                isEnforced: true,
                priceBook: "",
                scope: values
            )
        )
    }
}

/// What the console has registered is in force, beside the budgets of a file.
final class AppliedPolicies: PolicyDesk {
    private struct State: Sendable {
        var file: [Budget]
        var refusal: ConsoleError?
    }

    private let store: MemoryConsole
    private let state: Mutex<State>
    private let clockMs: @Sendable () -> Int64

    init(
        _ store: MemoryConsole,
        file: [Budget],
        clockMs: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.clockMs = clockMs
        state = Mutex(State(file: file))
    }

    /// Has the next attempts fail so, or no more.
    func refuse(_ error: ConsoleError?) { state.withLock { $0.refusal = error } }

    /// Puts other budgets in the file.
    func set(_ file: [Budget]) { state.withLock { $0.file = file } }

    func putInForce() async throws {
        let (file, refusal) = state.withLock { ($0.file, $0.refusal) }
        if let refusal { throw refusal }
        var wanted = file
        for item in try await store.registry("workspaces", after: nil, limit: 1_000) {
            let root = try #require(RegistryText.root(of: item))
            wanted.append(try #require(Workspace(id: item.id, root)).budget(zone: .utc))
        }
        for item in try await store.registry("budgets", after: nil, limit: 1_000) {
            let bytes = try #require(item.document)
            let node = try JSONDocument(bytes).root
            wanted.append(
                try BudgetDefinition(node, in: bytes, workspace: nil) { _ in nil }.budget
            )
        }
        var commands = wanted.map { Command.setBudget($0, opening: [:]) }
        for budget in try await store.budgets()
        where !wanted.contains(where: { $0.id == budget.id }) {
            commands.append(.removeBudget(budget.id))
        }
        _ = try await store.apply(commands, nowMs: clockMs())
    }
}

/// What was spent in an hour.
struct MemoryPaces: PaceDesk {
    let spent: [String: Int64]

    func pace(of account: AccountKey) -> (spent: Int64, lengthMs: Int64)? {
        spent[account.scope].map { (spent: $0, lengthMs: 3_600_000) }
    }
}
