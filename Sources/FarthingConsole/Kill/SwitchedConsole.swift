package import FarthingCore

/// A console's store behind the kill switch: for the calls of tools and the reservations that come in
/// here.
package struct SwitchedConsole: ConsoleStore {
    private let base: any ConsoleStore
    private let killSwitch: KillSwitch

    package init(_ base: any ConsoleStore, _ killSwitch: KillSwitch) {
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

    // MARK: As they are

    package func register(
        _ edits: [RegistryEdit],
        keys: [NewAccessKey],
        revoking: [String],
        with commands: [Command],
        by: String,
        note: String
    ) async throws(LedgerError) -> RegistryOutcome {
        try await base.register(
            edits,
            keys: keys,
            revoking: revoking,
            with: commands,
            by: by,
            note: note
        )
    }

    package func register(
        _ edits: [RegistryEdit],
        keys: [NewAccessKey],
        revoking: [String],
        expiring: [KeyExpiry],
        with commands: [Command],
        by: String,
        note: String
    ) async throws(LedgerError) -> RegistryOutcome {
        try await base.register(
            edits,
            keys: keys,
            revoking: revoking,
            expiring: expiring,
            with: commands,
            by: by,
            note: note
        )
    }

    package func registry(
        _ collection: String,
        after: String?,
        limit: Int
    ) async throws(LedgerError) -> [RegistryItem] {
        try await base.registry(collection, after: after, limit: limit)
    }

    package func registryItem(
        _ collection: String,
        _ id: String
    ) async throws(LedgerError) -> RegistryItem? {
        try await base.registryItem(collection, id)
    }

    package func accounts(
        of budget: String,
        scopes: [String]
    ) async throws(LedgerError) -> [AccountStatement] {
        try await base.accounts(of: budget, scopes: scopes)
    }

    package func budgets() async throws(LedgerError) -> [Budget] { try await base.budgets() }

    package func accessKeys() async throws(LedgerError) -> [AccessKeyStatement] {
        try await base.accessKeys()
    }

    package var keyRing: any KeyRing { base.keyRing }

    package var isDiskLow: Bool { base.isDiskLow }

    package func accounts() async throws(LedgerError) -> [AccountStatement] {
        try await base.accounts()
    }

    package func openHolds(limit: Int) async throws(LedgerError) -> [HoldStatement] {
        try await base.openHolds(limit: limit)
    }

    package func approvals(limit: Int) async throws(LedgerError) -> [ApprovalStatement] {
        try await base.approvals(limit: limit)
    }

    package func approval(_ id: HoldID) async throws(LedgerError) -> ApprovalStatement? {
        try await base.approval(id)
    }
}
