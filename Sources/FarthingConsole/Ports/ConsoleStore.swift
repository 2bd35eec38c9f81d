package import FarthingCore

/// The ledger as the console needs it: the book, the registry, the access keys; implemented by whoever
/// knows the store.
package protocol ConsoleStore: Ledger {
    /// Edits items of the registry, and what belongs to it: all in one commit, or nothing.
    ///
    /// - Parameters:
    ///   - edits: at least one, in order.
    ///   - keys: new access keys, in use when this returns.
    ///   - revoking: ids of access keys whose holders are refused when this returns.
    ///   - commands: applied behind the edits; one that is refused leaves all undone.
    ///   - by: ``Principal/name``.
    ///   - note: why, up to 1,024 bytes.
    /// - Throws: ``LedgerError`` `invalid` where something is out of its bounds, `unavailable` where
    ///   nothing was done, `outcomeUnknown` where that is not known.
    func register(
        _ edits: [RegistryEdit],
        keys: [NewAccessKey],
        revoking: [String],
        with commands: [Command],
        by: String,
        note: String
    ) async throws(LedgerError) -> RegistryOutcome

    /// The same, and gives access keys another end in that commit.
    ///
    /// - Parameter expiring: keys that are there; one that is over by then is refused from then on.
    func register(
        _ edits: [RegistryEdit],
        keys: [NewAccessKey],
        revoking: [String],
        expiring: [KeyExpiry],
        with commands: [Command],
        by: String,
        note: String
    ) async throws(LedgerError) -> RegistryOutcome

    /// The items of a collection behind an id, in the order of their ids, at most `limit`, and never
    /// more than 1,000.
    func registry(
        _ collection: String,
        after: String?,
        limit: Int
    ) async throws(LedgerError) -> [RegistryItem]

    /// One item; nil where there is none.
    func registryItem(
        _ collection: String,
        _ id: String
    ) async throws(LedgerError) -> RegistryItem?

    /// The accounts of a budget for these scopes as they stand now, in that order, whether anything was
    /// spent in them or not; none for an unknown budget.
    func accounts(
        of budget: String,
        scopes: [String]
    ) async throws(LedgerError) -> [AccountStatement]

    /// The budgets in force.
    func budgets() async throws(LedgerError) -> [Budget]

    /// Every access key, oldest first, those revoked included.
    func accessKeys() async throws(LedgerError) -> [AccessKeyStatement]

    /// Finds the keys that clients show.
    var keyRing: any KeyRing { get }

    /// Whether the ledger's disk is nearly full, so that nothing begins; quick.
    var isDiskLow: Bool { get }
}

extension ConsoleStore {
    /// A store without a disk of its own.
    package var isDiskLow: Bool { false }

    /// Refuses what a store that cannot change when keys end is asked for beside all else.
    package func register(
        _ edits: [RegistryEdit],
        keys: [NewAccessKey],
        revoking: [String],
        expiring: [KeyExpiry],
        with commands: [Command],
        by: String,
        note: String
    ) async throws(LedgerError) -> RegistryOutcome {
        guard expiring.isEmpty else {
            throw LedgerError(.unavailable, "this store cannot change when keys end")
        }
        return try await register(
            edits,
            keys: keys,
            revoking: revoking,
            with: commands,
            by: by,
            note: note
        )
    }
}

/// Another end of an access key.
package struct KeyExpiry: Hashable, Sendable {
    /// The key's id.
    package var id: String
    /// When it ends, in milliseconds UTC; nil for never.
    package var atMs: Int64?

    package init(id: String, atMs: Int64?) {
        self.id = id
        self.atMs = atMs
    }
}

/// An access key that is to be made, with its secret.
package struct NewAccessKey: Sendable {
    /// Names it in entries and logs.
    package var id: String
    /// What its holder shows; kept nowhere but as a hash.
    package var secret: String
    package var name: String
    package var scope: Scope
    /// What headers may say beside the scope.
    package var claims: [Match.Term]
    package var expiresAtMs: Int64?
    package var capability: Capability?
    /// The groups of approvers in which its holder may vote.
    package var approves: [String]
    /// Whether it votes and makes no call.
    package var isApproverOnly: Bool

    package init(
        id: String,
        secret: String,
        name: String,
        scope: Scope,
        claims: [Match.Term] = [],
        expiresAtMs: Int64? = nil,
        capability: Capability? = nil,
        approves: [String] = [],
        isApproverOnly: Bool = false
    ) {
        self.id = id
        self.secret = secret
        self.name = name
        self.scope = scope
        self.claims = claims
        self.expiresAtMs = expiresAtMs
        self.capability = capability
        self.approves = approves
        self.isApproverOnly = isApproverOnly
    }
}

/// An access key as an operator sees it.
package struct AccessKeyStatement: Sendable {
    package var id: String
    package var name: String
    /// Nil where what is stored cannot be read.
    package var key: AccessKey?
    package var createdAtMs: Int64
    package var expiresAtMs: Int64?
    package var revokedAtMs: Int64?

    package init(
        id: String,
        name: String,
        key: AccessKey?,
        createdAtMs: Int64,
        expiresAtMs: Int64?,
        revokedAtMs: Int64?
    ) {
        self.id = id
        self.name = name
        self.key = key
        self.createdAtMs = createdAtMs
        self.expiresAtMs = expiresAtMs
        self.revokedAtMs = revokedAtMs
    }
}
