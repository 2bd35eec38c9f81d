import Farthing
import FarthingCore
import Synchronization

/// A ledger in memory whose answers a test can keep back, or turn into failures.
final class GateLedger: Ledger {
    private struct State: Sendable {
        var isClosed = false
        var failure: LedgerError?
        /// Applied, but the caller is told that the outcome is unknown.
        var losesOutcomes = false
        var kept: [@Sendable () -> Void] = []
        var submissions = 0
    }

    private let inner: MemoryLedger
    private let state = Mutex(State())

    init(_ inner: MemoryLedger) { self.inner = inner }

    func submit(
        _ commands: [Command],
        nowMs: Int64,
        done: @escaping @Sendable (Result<[Outcome], LedgerError>) -> Void
    ) {
        let (failure, loses) = state.withLock { state in
            state.submissions += 1
            return (state.failure, state.losesOutcomes)
        }
        if let failure {
            done(.failure(failure))
            return
        }
        inner.submit(commands, nowMs: nowMs) { result in
            let result =
                loses ? .failure(LedgerError(.outcomeUnknown, "the commit failed")) : result
            let isKept = self.state.withLock { state in
                if state.isClosed { state.kept.append { done(result) } }
                return state.isClosed
            }
            if !isKept { done(result) }
        }
    }

    func accounts() async throws(LedgerError) -> [AccountStatement] { try await inner.accounts() }

    func openHolds(limit: Int) async throws(LedgerError) -> [HoldStatement] {
        try await inner.openHolds(limit: limit)
    }

    func approvals(limit: Int) async throws(LedgerError) -> [ApprovalStatement] {
        try await inner.approvals(limit: limit)
    }

    var submissions: Int { state.withLock { $0.submissions } }
    var keptCount: Int { state.withLock { $0.kept.count } }

    func fail(_ error: LedgerError?) { state.withLock { $0.failure = error } }
    func loseOutcomes(_ loses: Bool) { state.withLock { $0.losesOutcomes = loses } }
    func close() { state.withLock { $0.isClosed = true } }

    func open() {
        let kept = state.withLock { state in
            state.isClosed = false
            defer { state.kept = [] }
            return state.kept
        }
        for answer in kept { answer() }
    }
}
