import FarthingCore
import Synchronization

/// A ledger that fails, forgets to answer, or lets its caller wait, when it is told to.
final class MoodyLedger: RecallingLedger {
    enum Mood: Sendable {
        /// Nothing is done.
        case down
        /// All is done, and nobody hears of it.
        case mute
        /// Nothing is done before ``MoodyLedger/wake()``.
        case asleep(then: Next)
    }

    enum Next: Sendable { case up, down }

    private struct State {
        var moods: [Mood] = []
        var sleepers: [@Sendable () -> Void] = []
    }

    private let base: any RecallingLedger
    private let state = Mutex(State())

    init(_ base: any RecallingLedger) { self.base = base }

    /// How it takes its next submissions, one each.
    func will(_ moods: Mood...) { state.withLock { $0.moods += moods } }

    /// Submissions that wait for ``wake()``.
    var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    func wake() {
        let sleepers = state.withLock { state in
            defer { state.sleepers.removeAll() }
            return state.sleepers
        }
        for sleeper in sleepers { sleeper() }
    }

    func submit(
        _ commands: [Command],
        nowMs: Int64,
        done: @escaping @Sendable (Result<[Outcome], LedgerError>) -> Void
    ) {
        let mood = state.withLock { $0.moods.isEmpty ? nil : $0.moods.removeFirst() }
        let base = base
        switch mood {
        case nil: base.submit(commands, nowMs: nowMs, done: done)
        case .down?: done(.failure(LedgerError(.unavailable, "down")))
        case .mute?:
            base.submit(commands, nowMs: nowMs) { _ in
                done(.failure(LedgerError(.outcomeUnknown, "mute")))
            }
        case .asleep(let next)?:
            state.withLock { state in
                state.sleepers.append {
                    switch next {
                    case .up: base.submit(commands, nowMs: nowMs, done: done)
                    case .down: done(.failure(LedgerError(.unavailable, "down")))
                    }
                }
            }
        }
    }

    func accounts() async throws(LedgerError) -> [AccountStatement] { try await base.accounts() }

    func openHolds(limit: Int) async throws(LedgerError) -> [HoldStatement] {
        try await base.openHolds(limit: limit)
    }

    func openHold(_ id: HoldID) async throws(LedgerError) -> HoldStatement? {
        try await base.openHold(id)
    }

    func approvals(limit: Int) async throws(LedgerError) -> [ApprovalStatement] {
        try await base.approvals(limit: limit)
    }

    func approval(_ id: HoldID) async throws(LedgerError) -> ApprovalStatement? {
        try await base.approval(id)
    }

    func closedHold(_ id: HoldID) async throws(LedgerError) -> HoldRecord? {
        try await base.closedHold(id)
    }

    func settlementNotes(of id: HoldID, limit: Int) async throws(LedgerError) -> [String]? {
        try await base.settlementNotes(of: id, limit: limit)
    }

    func entry(at sequence: Int64) async throws(LedgerError) -> Entry? {
        try await base.entry(at: sequence)
    }

    func openHolds(
        ofRun run: String,
        principal: String,
        limit: Int
    ) async throws(LedgerError) -> [HoldStatement] {
        try await base.openHolds(ofRun: run, principal: principal, limit: limit)
    }
}
