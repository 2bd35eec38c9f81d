import FarthingCore
import Synchronization

/// The tools' calls that wait for somebody's yes.
///
/// What is decided is read from the store; those that wait are in memory besides, so that a list of
/// them looks at no others.
package final class ToolAsks: Sendable {
    /// Calls that wait at a time: more than anybody reads.
    package static let pendingMax = 10_000
    /// A yes within so many milliseconds of the end is none: the hold must still be there.
    private static let marginMs: Int64 = 2_000
    /// Open holds that are looked at: as many as a book is made for.
    private static let openMax = 1_000_000

    /// What somebody says to a call that waits.
    package enum Word: String, Hashable, Sendable, CaseIterable {
        case approve
        case deny
        /// An operator takes it back.
        case withdraw

        fileprivate var state: ToolAsk.State {
            switch self {
            case .approve: .approved
            case .deny: .denied
            case .withdraw: .withdrawn
            }
        }
    }

    private struct State: Sendable {
        var pending: [String: ToolAsk] = [:]
        var isLoaded = false
    }

    private let desk: ConsoleDesk
    private let state = Mutex(State())
    private let gate = LoadGate<Bool>()

    init(_ desk: ConsoleDesk) { self.desk = desk }

    /// The calls that wait, oldest first: those alone whose money is held still.
    ///
    /// - Parameter workspace: nil for all.
    package func pending(of workspace: String?) async throws -> [ToolAsk] {
        try await load()
        let nowMs = desk.clockMs()
        let waiting = state.withLock { state in
            state.pending = state.pending.filter { $0.value.state(nowMs: nowMs) == .pending }
            return state.pending.values.filter { workspace == nil || $0.workspace == workspace }
        }
        if waiting.isEmpty { return [] }
        // A hold is there before its call waits, and once it is gone it does not come back.
        let held = try await heldNow()
        let over = waiting.filter { !held.contains($0.hold) }
        if !over.isEmpty {
            state.withLock { state in for ask in over { state.pending[ask.id] = nil } }
        }
        return waiting.filter { held.contains($0.hold) }
            .sorted { ($0.createdAtMs, $0.id) < ($1.createdAtMs, $1.id) }
    }

    /// What has become of a call: one whose money was given back meanwhile does not wait any more.
    package func current(_ ask: ToolAsk) async throws -> ToolAsk {
        guard ask.state(nowMs: desk.clockMs()) == .pending,
            try await !heldNow().contains(ask.hold)
        else { return ask }
        var ask = ask
        ask.state = .withdrawn
        return ask
    }

    private func heldNow() async throws -> Set<HoldID> {
        Set(try await desk.store.openHolds(limit: Self.openMax).map(\.id))
    }

    /// A call that waits or has waited; nil where there is none of this id.
    package func find(_ id: String) async throws -> (ask: ToolAsk, version: Int64)? {
        guard id.hasPrefix("ap-"), (try? RegistryFault.check(id: id)) != nil,
            let item = try await desk.store.registryItem(ToolAsk.collection, id),
            let root = RegistryText.root(of: item), let ask = ToolAsk(id: id, root)
        else { return nil }
        return (ask, item.version)
    }

    /// Whether one more may wait.
    func hasRoom() async throws -> Bool {
        try await load()
        return state.withLock { $0.pending.count } < Self.pendingMax
    }

    /// Registers a call whose money is held.
    func open(_ ask: ToolAsk, by principal: Principal) async throws {
        try await desk.change([edit(ask, .absent)], by: principal)
        state.withLock { $0.pending[ask.id] = ask }
    }

    /// Decides a call that waits: its money is spent, or given back.
    ///
    /// - Throws: ``ConsoleError`` 404 where there is none that the principal may see; 403 where an
    ///   agent's key decides; 409 `already_decided` where somebody has decided, or its time is
    ///   over, which ``ConsoleError/detail`` says in a word, and 409 as the ledger says where its
    ///   money is not held any more.
    @discardableResult
    package func decide(
        _ id: String,
        _ word: Word,
        by principal: Principal?,
        note: String = ""
    ) async throws -> ToolAsk {
        guard let found = try await find(id), principal?.mayEnter(found.ask.workspace) ?? true
        else { throw ConsoleError.notFound("approval") }
        if let key = principal?.key, desk.registry.agent(ofKey: key.id) != nil {
            throw ConsoleError(403, "own_call", "No agent decides on calls of agents.")
        }
        let nowMs = desk.clockMs()
        try check(found.ask, nowMs: word == .approve ? nowMs + Self.marginMs : nowMs)
        var ask = found.ask
        ask.state = word.state
        ask.decidedBy = principal?.name ?? "anybody"
        let edit = edit(ask, .version(found.version))
        do {
            try await desk.change(
                [edit],
                with: [command(ask, word, principal)],
                by: principal,
                note: note
            )
        } catch let error as ConsoleError where error.code == "stale" {
            // Somebody else was faster.
            if let now = try await find(id) { try check(now.ask, nowMs: nowMs) }
            throw error
        } catch let error as ConsoleError where error.status == 409 && word != .approve {
            // There is nothing left to give back.
            try await desk.change([edit], by: principal, note: note)
        }
        state.withLock { _ = $0.pending.removeValue(forKey: id) }
        return ask
    }

    // MARK: Parts

    private func check(_ ask: ToolAsk, nowMs: Int64) throws {
        let state = ask.state(nowMs: nowMs)
        guard state == .pending else {
            throw ConsoleError(409, "already_decided", "The call was \(state.rawValue) already.")
        }
    }

    private func command(_ ask: ToolAsk, _ word: Word, _ principal: Principal?) -> Command {
        switch word {
        case .approve:
            .settle(
                // Each budget is charged what it holds for the call.
                SettleRequest(id: ask.hold, amounts: [], evidence: .reported)
            )
        case .deny, .withdraw:
            .release(ask.hold, why: "\(word.state.rawValue) by \(principal?.name ?? "anybody")")
        }
    }

    private func edit(_ ask: ToolAsk, _ expects: RegistryEdit.Expectation) -> RegistryEdit {
        RegistryEdit(
            collection: ToolAsk.collection,
            id: ask.id,
            document: ask.document,
            expects: expects
        )
    }

    /// Reads those that wait, once.
    private func load() async throws {
        if state.withLock(\.isLoaded) { return }
        let failure = Mutex<(any Error)?>(nil)
        await gate.pass(true) {
            if state.withLock(\.isLoaded) { return }
            do {
                try await read()
            } catch {
                failure.withLock { $0 = error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        // Whoever was waited for may have failed.
        guard state.withLock(\.isLoaded) else {
            throw ConsoleError(
                503,
                "ledger_unavailable",
                "The approvals cannot be read; try again."
            )
        }
    }

    private func read() async throws {
        var after: String?
        var found: [ToolAsk] = []
        while true {
            let items = try await desk.store.registry(
                ToolAsk.collection,
                after: after,
                limit: 1_000
            )
            for item in items {
                guard let root = RegistryText.root(of: item),
                    let ask = ToolAsk(id: item.id, root), ask.state == .pending
                else { continue }
                found.append(ask)
            }
            guard let last = items.last, items.count == 1_000 else { break }
            after = last.id
        }
        let pending = found
        state.withLock { state in
            for ask in pending { state.pending[ask.id] = ask }
            state.isLoaded = true
        }
    }
}
