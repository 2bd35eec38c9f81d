package import FarthingCore
import Synchronization

/// Refuses the calls of what is stopped, on their way to the ledger: whoever makes them, and whatever
/// budgets they count in.
///
/// A refused call has a receipt, as one that a rule refuses; the rule is called ``rule``.
package final class KillSwitch: Sendable {
    /// What receipts name as the rule that refuses.
    package static let rule = Refusal.killRule

    private struct State: Sendable {
        /// By the id of its item in the registry.
        var kills: [String: Kill] = [:]
        /// For the path of a call.
        var isEverything = false
        var tenants: Set<String> = []
        var agents: Set<String> = []
        var runs: [String: [KillTarget]] = [:]

        mutating func note() {
            let targets = kills.values.flatMap(\.targets)
            isEverything = targets.contains(.everything)
            tenants = []
            agents = []
            runs = [:]
            for target in targets {
                switch target {
                case .everything: break
                case .tenant(let name): tenants.insert(name)
                case .agent(let id): agents.insert(id)
                case .run(let name, _): runs[name, default: []].append(target)
                }
            }
        }
    }

    private let state = Mutex(State())
    /// Nearly always nothing is stopped, and nothing is looked at.
    private let isOn = Atomic(false)
    /// Submissions on their way, told apart by when they began: the switch waits for those that may
    /// not have seen it.
    private let era = Atomic(0)
    private let evenUnderWay = Atomic(0)
    private let oddUnderWay = Atomic(0)
    private let tenant: @Sendable () -> String

    /// - Parameter tenant: the tenant of the policy in force, whose a call is that names none.
    package init(tenant: @escaping @Sendable () -> String) { self.tenant = tenant }

    /// What is stopped, the oldest first.
    package var kills: [Kill] {
        state.withLock { Array($0.kills.values) }.sorted { $0.sequence < $1.sequence }
    }

    /// What stops a call; nil for nothing.
    package func kill(of scope: Scope) -> KillTarget? {
        guard isOn.load(ordering: .sequentiallyConsistent) else { return nil }
        return state.withLock { state in
            if state.isEverything { return .everything }
            if let agent = scope[.agent], state.agents.contains(agent) { return .agent(agent) }
            if !state.tenants.isEmpty {
                let name = scope[.tenant] ?? tenant()
                if state.tenants.contains(name) { return .tenant(name) }
            }
            if state.runs.isEmpty { return nil }
            for name in [scope[.run], scope[KillTarget.parentRun]] {
                guard let name, let targets = state.runs[name] else { continue }
                if let target = targets.first(where: { $0.stops(scope, tenant: "") }) {
                    return target
                }
            }
            return nil
        }
    }

    /// What stops a call, and the word of whoever has stopped it; nil where nothing does.
    package func reason(of scope: Scope) -> String? {
        guard let target = kill(of: scope) else { return nil }
        let note = kills.first { $0.targets.contains(target) }?.note ?? ""
        return note.isEmpty ? target.reason : "\(target.reason): \(printable(note))"
    }

    /// Whether an agent is stopped by itself, and not by what stops others too.
    package func stops(agent id: String) -> Bool {
        guard isOn.load(ordering: .sequentiallyConsistent) else { return false }
        return state.withLock { $0.agents.contains(id) }
    }

    /// By what an agent is stopped by itself; nil for nothing.
    package func kill(ofAgent id: String) -> Kill? {
        guard stops(agent: id) else { return nil }
        return state.withLock { $0.kills[KillTarget.agent(id).id] }
    }

    /// Hands commands to a ledger: those by which something stopped would begin are handed on as calls
    /// that are refused.
    package func submit(
        _ commands: [Command],
        to ledger: some Ledger,
        nowMs: Int64,
        done: @escaping @Sendable (Result<[Outcome], LedgerError>) -> Void
    ) {
        let isEven = era.load(ordering: .sequentiallyConsistent) & 1 == 0
        if isEven {
            evenUnderWay.add(1, ordering: .sequentiallyConsistent)
        } else {
            oddUnderWay.add(1, ordering: .sequentiallyConsistent)
        }
        if isOn.load(ordering: .sequentiallyConsistent) {
            ledger.submit(commands.map(judged), nowMs: nowMs, done: done)
        } else {
            ledger.submit(commands, nowMs: nowMs, done: done)
        }
        if isEven {
            evenUnderWay.subtract(1, ordering: .sequentiallyConsistent)
        } else {
            oddUnderWay.subtract(1, ordering: .sequentiallyConsistent)
        }
    }

    private func judged(_ command: Command) -> Command {
        switch command {
        case .hold(let request), .charge(let request):
            guard let target = kill(of: request.context.scope) else { return command }
            return .refuse(
                RefusedCall(
                    id: request.id,
                    code: .rule,
                    rule: Self.rule,
                    projectedNanos: request.projectedNanos,
                    context: request.context.stopped(target.reason)
                )
            )
        default: return command
        }
    }

    // MARK: Switching

    /// Takes what was stopped before the server's start: to be done before any call is taken, also
    /// where nobody can lift it because there is no console.
    package func load(from store: any ConsoleStore) async throws(LedgerError) {
        var after: String?
        while true {
            let items = try await store.registry(Kill.collection, after: after, limit: 1_000)
            load(items.compactMap { Kill($0) })
            guard let last = items.last, items.count == 1_000 else { return }
            after = last.id
        }
    }

    /// Takes what was stored.
    func load(_ kills: [Kill]) {
        state.withLock { state in
            for kill in kills { state.kills[kill.target.id] = kill }
            state.note()
            isOn.store(!state.kills.isEmpty, ordering: .sequentiallyConsistent)
        }
    }

    /// Switches one on; when this returns, whatever is handed to a ledger has seen it.
    func set(_ kill: Kill) async {
        load([kill])
        let old = era.add(1, ordering: .sequentiallyConsistent).oldValue
        while count(old) > 0 { await Task.yield() }
    }

    /// Switches one off.
    func remove(_ target: KillTarget) {
        state.withLock { state in
            state.kills[target.id] = nil
            state.note()
            isOn.store(!state.kills.isEmpty, ordering: .sequentiallyConsistent)
        }
    }

    private func count(_ era: Int) -> Int {
        era & 1 == 0
            ? evenUnderWay.load(ordering: .sequentiallyConsistent)
            : oddUnderWay.load(ordering: .sequentiallyConsistent)
    }
}

extension CallContext {
    /// The same call, refused for this reason.
    fileprivate func stopped(_ reason: String) -> CallContext {
        CallContext(
            principal: principal,
            provider: provider,
            modelRequested: modelRequested,
            modelResolved: modelResolved,
            policyID: policyID,
            policyVersion: policyVersion,
            isEnforced: true,
            priceBook: priceBook,
            scope: scope,
            reasons: [reason]
        )
    }
}
