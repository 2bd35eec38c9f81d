package import FarthingCore

/// A ledger behind the kill switch: for whoever makes calls.
package struct SwitchedLedger<Base: RecallingLedger>: RecallingLedger {
    private let base: Base
    private let killSwitch: KillSwitch

    package init(_ base: Base, _ killSwitch: KillSwitch) {
        self.base = base
        self.killSwitch = killSwitch
    }

    package func submit(
        _ commands: [Command],
        nowMs: Int64,
        done: @escaping @Sendable (Result<[Outcome], LedgerError>) -> Void
    ) {
        killSwitch.submit(commands, to: base, nowMs: nowMs, done: done)
    }

    package func accounts() async throws(LedgerError) -> [AccountStatement] {
        try await base.accounts()
    }

    package func openHolds(limit: Int) async throws(LedgerError) -> [HoldStatement] {
        try await base.openHolds(limit: limit)
    }

    package func openHold(_ id: HoldID) async throws(LedgerError) -> HoldStatement? {
        try await base.openHold(id)
    }

    package func approvals(limit: Int) async throws(LedgerError) -> [ApprovalStatement] {
        try await base.approvals(limit: limit)
    }

    package func approval(_ id: HoldID) async throws(LedgerError) -> ApprovalStatement? {
        try await base.approval(id)
    }

    package func closedHold(_ id: HoldID) async throws(LedgerError) -> HoldRecord? {
        try await base.closedHold(id)
    }

    package func settlementNotes(
        of id: HoldID,
        limit: Int
    ) async throws(LedgerError) -> [String]? {
        try await base.settlementNotes(of: id, limit: limit)
    }

    package func entry(at sequence: Int64) async throws(LedgerError) -> Entry? {
        try await base.entry(at: sequence)
    }

    package func openHolds(
        ofRun run: String,
        principal: String,
        limit: Int
    ) async throws(LedgerError) -> [HoldStatement] {
        try await base.openHolds(ofRun: run, principal: principal, limit: limit)
    }
}
