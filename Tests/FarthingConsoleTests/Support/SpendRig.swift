import Farthing
import FarthingCore
import FarthingTesting
import Synchronization
import Testing

@testable import FarthingConsole

/// A console in memory whose policy has budgets of the test's, with keys that make calls.
final class SpendRig: Sendable {
    let clock: ManualClock
    let store: MemoryConsole
    let index: MemoryIndex
    let desk: ConsoleDesk
    let calls: MemoryCalls
    let killSwitch: KillSwitch
    let kills: Kills
    let cutter: MemoryCutter
    let site: ConsoleSite
    private let adminToken: String
    private let makeRoutes: @Sendable (SpendRig.Parts) -> [Route]

    /// What routes are made of.
    struct Parts: Sendable {
        var desk: ConsoleDesk
        var calls: MemoryCalls
        var kills: Kills
        var index: MemoryIndex
    }

    /// - Parameters:
    ///   - earlier: a rig before a "restart", whose ledger and registry stay.
    ///   - routes: what is served.
    init(
        budgets: [Budget] = [],
        rules: [Rule] = [],
        unpriced: Policy.Unpriced = .refuse,
        after earlier: SpendRig? = nil,
        routes: @escaping @Sendable (Parts) -> [Route]
    ) async throws {
        let clock = earlier?.clock ?? ManualClock()
        let store = earlier?.store ?? MemoryConsole { clock.nowMs }
        let index = MemoryIndex(store.statistics)
        let adminToken = earlier?.adminToken ?? AdminToken.make()
        if let earlier {
            calls = earlier.calls
        } else {
            let policy = Policy(
                id: "policy",
                tenant: "acme",
                unpriced: unpriced,
                budgets: budgets,
                rules: rules
            )
            calls = try MemoryCalls(policy, store)
            for budget in budgets {
                _ = try await store.apply(
                    [.setBudget(budget, opening: [:])],
                    nowMs: clock.nowMs
                )
            }
        }
        let killSwitch = KillSwitch { "acme" }
        let switched = SwitchedConsole(store, killSwitch)
        desk = ConsoleDesk(
            store: switched,
            registry: try await Registry(store),
            policies: QuietPolicies(),
            statistics: index,
            clockMs: { clock.nowMs },
            zone: { $0 == "UTC" ? .utc : try? ZoneRules.system($0) }
        )
        let cutter = MemoryCutter()
        kills = Kills(desk, killSwitch, cutter: cutter) { "acme" }
        try await kills.load()
        let parts = Parts(desk: desk, calls: calls, kills: kills, index: index)
        let registry = desk.registry
        let access = RigAccess(
            base: ConsoleAccess(
                adminToken: try #require(AdminToken(adminToken)),
                keys: store.keyRing,
                sessions: Sessions(isSecure: false),
                workspaceOfKey: { registry.workspace(ofKey: $0.id) },
                clockMs: { clock.nowMs }
            )
        )
        site = ConsoleSite(
            routes: AnswerMemory { clock.nowMs }.wrap(routes(parts)),
            access: access,
            errorPage: { error, _ in .page(error.status, []) },
            clockMs: { clock.nowMs }
        )
        self.clock = clock
        self.store = store
        self.index = index
        self.killSwitch = killSwitch
        self.cutter = cutter
        self.adminToken = adminToken
        makeRoutes = routes
    }

    /// The same after a restart: what was in memory alone is lost.
    func restarted() async throws -> SpendRig {
        try await SpendRig(after: self, routes: makeRoutes)
    }

    // MARK: Keys and calls

    /// Makes a key that may name its users and runs; its secret.
    @discardableResult
    func key(
        _ name: String,
        _ scope: [Dimension: String] = [:],
        claims: [Dimension] = [.user, .run],
        capability: Capability? = nil,
        approves: [String] = [],
        isApproverOnly: Bool = false
    ) async throws -> String {
        let secret = "fk_" + name
        var own = Scope()
        for (dimension, value) in scope { own[dimension] = value }
        let all = try #require(Glob("*"))
        let key = NewAccessKey(
            id: "key_" + name,
            secret: secret,
            name: name,
            scope: own,
            claims: claims.map { Match.Term(dimension: $0, pattern: all) },
            capability: capability,
            approves: approves,
            isApproverOnly: isApproverOnly
        )
        let made = RegistryEdit(
            collection: "workspaces",
            id: "default",
            document: Workspace(id: "default", name: "Default", createdAtMs: 0).document
        )
        try await desk.change([made], keys: [key], by: .admin)
        return secret
    }

    /// What the account of a budget has, in nanos; zeros where nothing was spent.
    func account(_ budget: String, _ scope: String = "") async throws -> (spent: Int64, held: Int64)
    {
        let found = try await store.accounts(of: budget, scopes: [scope])
        return (found.reduce(0) { $0 + $1.spent }, found.reduce(0) { $0 + $1.held })
    }

    /// Holds something by a command, as a gateway does.
    @discardableResult
    func hold(
        _ budget: String,
        _ scope: [Dimension: String],
        account: String = "",
        nanos: Int64 = 1_000,
        isSent: Bool = true,
        key: String = "key_gateway"
    ) async throws -> Outcome {
        let outcomes = try await desk.store.apply(
            [
                .hold(
                    HoldRequest(
                        id: .random(),
                        lines: [HoldLine(budget: budget, scope: account, base: nanos)],
                        expiresAtMs: clock.nowMs + 600_000,
                        isSent: isSent,
                        projectedNanos: nanos,
                        context: Self.context(scope, key: key)
                    )
                )
            ],
            nowMs: clock.nowMs
        )
        return try #require(outcomes.first)
    }

    static func context(_ values: [Dimension: String], key: String) -> CallContext {
        var scope = Scope()
        for (dimension, value) in values { scope[dimension] = value }
        return CallContext(
            principal: key,
            provider: "none",
            modelRequested: "none",
            modelResolved: "none",
            policyID: "policy",
            policyVersion: 1,
            isEnforced: true,
            priceBook: "",
            scope: scope
        )
    }

    // MARK: Requests

    /// Who sends a request.
    enum Sender: Sendable {
        case admin
        case role(Role, workspace: String? = nil)
        case key(String)
        /// What stands in `authorization`; nil for nothing.
        case field(String?)
    }

    /// Sends a request.
    func send(
        _ method: String,
        _ target: String,
        _ body: String? = nil,
        by sender: Sender = .admin,
        _ fields: KeyValuePairs<String, String> = [:]
    ) async throws -> ControlRig.Answer {
        let answer = try await answer(method, target, body, by: sender, fields)
        guard case .bytes(let bytes) = answer.body else {
            return ControlRig.Answer(status: answer.status, text: "", fields: answer.fields)
        }
        return ControlRig.Answer(
            status: answer.status,
            text: String(decoding: bytes, as: UTF8.self),
            fields: answer.fields
        )
    }

    /// The same as it is, for streams.
    func answer(
        _ method: String,
        _ target: String,
        _ body: String? = nil,
        by sender: Sender = .admin,
        _ fields: KeyValuePairs<String, String> = [:]
    ) async throws -> ConsoleAnswer {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        var header = fields.map { (name: $0.key, value: $0.value) }
        if body != nil, !header.contains(where: { $0.name == "content-type" }) {
            header.append(("content-type", "application/json"))
        }
        switch sender {
        case .admin: header.append(("authorization", "Bearer " + adminToken))
        case .key(let secret): header.append(("authorization", "Bearer " + secret))
        case .field(let value?): header.append(("authorization", value))
        case .field(nil): break
        case .role(let role, let workspace):
            header.append(("x-test-role", role.rawValue + " " + (workspace ?? "")))
        }
        let request = ConsoleRequest(
            method: method,
            path: parts[0],
            query: parts.count > 1 ? FormText.fields(parts[1]) : [],
            fields: header,
            body: Array((body ?? "").utf8)
        )
        guard case .route(let route, let parameters) = site.routes.find(method, parts[0]) else {
            Issue.record("no route for \(method) \(parts[0])")
            return ConsoleAnswer(0, contentType: "", .bytes([]))
        }
        var told = request
        told.parameters = parameters
        return await site.answer(told, of: route)
    }
}

/// Who asks, as the test says it in a field of its own.
private struct RigAccess: AccessDesk {
    let base: ConsoleAccess

    func principal(of request: ConsoleRequest) throws -> Principal? {
        guard let words = request.field("x-test-role")?.split(separator: " "),
            let role = words.first.flatMap({ Role(rawValue: String($0)) })
        else { return try base.principal(of: request) }
        let workspace = words.count > 1 ? String(words[1]) : nil
        return Principal(
            .adminToken,
            name: "person:\(role.rawValue)",
            shownName: role.rawValue,
            permissions: role.permissions,
            workspace: workspace
        )
    }
}

/// A gateway that has a policy and prices, and no calls.
final class MemoryCalls: CallDesk {
    private struct State: Sendable {
        var policy: CompiledPolicy
        var prices = PriceBook.empty
    }

    private let state: Mutex<State>
    private let store: MemoryConsole

    init(_ policy: Policy, _ store: MemoryConsole) throws {
        state = Mutex(State(policy: try CompiledPolicy(policy)))
        self.store = store
    }

    var policy: CompiledPolicy { state.withLock { $0.policy } }
    var prices: PriceBook { state.withLock { $0.prices } }

    func set(_ price: ModelPrice, aliases: [String] = []) {
        state.withLock { $0.prices.set(price, aliases: aliases) }
    }

    func scope(
        of key: AccessKey,
        claiming claims: [(dimension: Dimension, value: String)]
    ) async throws -> Scope {
        var scope = key.scope
        for (dimension, value) in claims {
            guard key.mayClaim(dimension, value) else {
                throw ConsoleError(403, "forbidden", "The key may not say this.")
            }
            scope[dimension] = value
        }
        return scope
    }

    func keyedHash(_ bytes: [UInt8]) -> String {
        IdempotencyKey.name(hash: SHA256Hash.of(Array("the test's key".utf8) + bytes))
    }

    func closedHold(_ id: HoldID) async throws(LedgerError) -> HoldRecord? {
        var record: HoldRecord?
        for (sequence, entry) in store.statistics.entries.enumerated() {
            switch entry.body {
            case .hold(let admission) where admission.id == id:
                record = HoldRecord(
                    id: id,
                    key: admission.key,
                    state: .released,
                    lines: admission.lines.map {
                        .init(
                            account: $0.account,
                            held: $0.held,
                            charged: 0,
                            rateNanos: $0.rateNanos
                        )
                    },
                    openedSequence: Int64(sequence),
                    closedSequence: -1
                )
            case .settle(let settlement) where settlement.hold.id == id:
                record?.state = .settled(settlement.evidence)
                record?.closedSequence = Int64(sequence)
            case .release(let hold, _) where hold.id == id,
                .expire(let hold, _, _) where hold.id == id:
                record?.closedSequence = Int64(sequence)
            default: break
            }
        }
        guard let record, record.closedSequence >= 0 else { return nil }
        return record
    }
}

/// A gateway whose running calls are what the test says.
final class MemoryCutter: CallCutter {
    private struct State: Sendable {
        var running: [(hold: HoldID, scope: Scope)] = []
        var cut: [HoldID] = []
    }

    private let state = Mutex(State())

    var cutHolds: [HoldID] { state.withLock { $0.cut } }

    func add(_ hold: HoldID, _ scope: Scope) {
        state.withLock { $0.running.append((hold, scope)) }
    }

    func cut(where fits: @escaping @Sendable (Scope) -> Bool) async -> [HoldID] {
        state.withLock { state in
            let holds = state.running.filter { fits($0.scope) }.map(\.hold)
            state.running.removeAll { fits($0.scope) }
            state.cut += holds
            return holds
        }
    }
}
