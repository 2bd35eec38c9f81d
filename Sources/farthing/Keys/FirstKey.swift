import FarthingCore
import FarthingSQLite

/// The key that is made where there is none yet, so that the first start can be used at once.
enum FirstKey {
    /// - Returns: the ledger's keys, and the new key's secret where one was made.
    static func directory(
        of ledger: SQLiteLedger
    ) async throws(LedgerError) -> (directory: KeyDirectory, newSecret: String?) {
        let stored = try await ledger.accessKeys()
        let directory = KeyDirectory(stored)
        guard stored.isEmpty else { return (directory, nil) }
        let secret = AccessSecret.make()
        let key = StoredAccessKey(
            id: "key_default",
            secret: secret,
            name: "default",
            scope: Scope(),
            claims: StoredAccessKey.usualClaims,
            nowMs: systemNowMs()
        )
        try await ledger.add(key)
        directory.add(key)
        return (directory, secret)
    }
}
