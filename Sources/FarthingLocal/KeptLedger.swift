import FarthingCore
import FarthingSQLite

/// A ledger that ends with whoever uses it: closed when the last governor over it is gone.
final class KeptLedger: Ledger {
    let sqlite: SQLiteLedger

    init(_ ledger: SQLiteLedger) {
        sqlite = ledger
    }

    deinit {
        // A deinitialiser cannot wait, and the writer must end before the folder is another's; what
        // was answered is durable already.
        Task.detached { [sqlite] in await sqlite.close() }
    }

    func submit(
        _ commands: [Command],
        nowMs: Int64,
        done: @escaping @Sendable (Result<[Outcome], LedgerError>) -> Void
    ) {
        sqlite.submit(commands, nowMs: nowMs, done: done)
    }

    func accounts() async throws(LedgerError) -> [AccountStatement] {
        try await sqlite.accounts()
    }

    func openHolds(limit: Int) async throws(LedgerError) -> [HoldStatement] {
        try await sqlite.openHolds(limit: limit)
    }

    func approvals(limit: Int) async throws(LedgerError) -> [ApprovalStatement] {
        try await sqlite.approvals(limit: limit)
    }

    func approval(_ id: HoldID) async throws(LedgerError) -> ApprovalStatement? {
        try await sqlite.approval(id)
    }

    func close() async { await sqlite.close() }
}
