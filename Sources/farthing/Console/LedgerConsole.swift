import FarthingConsole
import FarthingCore
import FarthingGateway
import FarthingSQLite

/// The embedded ledger as the console sees it.
struct LedgerConsole: ConsoleStore {
    let ledger: SQLiteLedger
    let keys: KeyDirectory
    /// Whether anything may begin that costs money; nil where no server runs.
    var gate: AdmissionGate?

    var keyRing: any KeyRing { keys }

    var isDiskLow: Bool { gate?.isClosed ?? false }

    func register(
        _ edits: [RegistryEdit],
        keys: [NewAccessKey],
        revoking: [String],
        with commands: [Command],
        by: String,
        note: String
    ) async throws(LedgerError) -> RegistryOutcome {
        try await register(
            edits,
            keys: keys,
            revoking: revoking,
            expiring: [],
            with: commands,
            by: by,
            note: note
        )
    }

    func registry(
        _ collection: String,
        after: String?,
        limit: Int
    ) async throws(LedgerError) -> [RegistryItem] {
        try await ledger.registry(collection, after: after, limit: limit)
    }

    func registryItem(
        _ collection: String,
        _ id: String
    ) async throws(LedgerError) -> RegistryItem? {
        try await ledger.registryItem(collection, id)
    }

    func accounts(
        of budget: String,
        scopes: [String]
    ) async throws(LedgerError) -> [AccountStatement] {
        try await ledger.accounts(of: budget, scopes: scopes)
    }

    func budgets() async throws(LedgerError) -> [Budget] { try await ledger.budgets() }

    func accessKeys() async throws(LedgerError) -> [AccessKeyStatement] {
        try await ledger.accessKeys().map { stored in
            AccessKeyStatement(
                id: stored.id,
                name: stored.name,
                key: stored.accessKey,
                createdAtMs: stored.createdAtMs,
                expiresAtMs: stored.expiresAtMs,
                revokedAtMs: stored.revokedAtMs
            )
        }
    }

    // MARK: Ledger

    func submit(
        _ commands: [Command],
        nowMs: Int64,
        done: @escaping @Sendable (Result<[Outcome], LedgerError>) -> Void
    ) {
        if gate?.isClosed == true, commands.contains(where: \.beginsSomething) {
            return done(.failure(AdmissionGate.error))
        }
        ledger.submit(commands, nowMs: nowMs, done: done)
    }

    func accounts() async throws(LedgerError) -> [AccountStatement] { try await ledger.accounts() }

    func openHolds(limit: Int) async throws(LedgerError) -> [HoldStatement] {
        try await ledger.openHolds(limit: limit)
    }

    func approvals(limit: Int) async throws(LedgerError) -> [ApprovalStatement] {
        try await ledger.approvals(limit: limit)
    }

    func approval(_ id: HoldID) async throws(LedgerError) -> ApprovalStatement? {
        try await ledger.approval(id)
    }
}

extension Command {
    /// Whether it begins something that costs money, or lets that begin.
    fileprivate var beginsSomething: Bool {
        if case .vote(let vote) = self { return vote.isFor }
        return wantsRoom
    }

    /// Whether it stops something, or gives money back.
    fileprivate var isStopping: Bool {
        switch self {
        case .pause, .freeze, .release, .withdrawApproval: true
        default: false
        }
    }
}

extension LedgerConsole {
    /// Refuses changes while the disk is nearly full, but for those that stop something: room is kept for
    /// what runs.
    func checkGate(
        _ edits: [RegistryEdit],
        revoking: [String],
        _ commands: [Command]
    ) throws(LedgerError) {
        guard gate?.isClosed == true, revoking.isEmpty,
            !edits.allSatisfy({ $0.collection == Kill.collection }),
            commands.isEmpty || !commands.allSatisfy(\.isStopping)
        else { return }
        throw AdmissionGate.error
    }
}

extension StoredAccessKey {
    init(_ key: NewAccessKey, nowMs: Int64) {
        self.init(
            id: key.id,
            secret: key.secret,
            name: key.name,
            scope: key.scope,
            claims: key.claims,
            nowMs: nowMs,
            expiresAtMs: key.expiresAtMs,
            capability: key.capability,
            approves: key.approves,
            isApproverOnly: key.isApproverOnly
        )
    }
}
