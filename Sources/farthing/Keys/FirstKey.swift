import FarthingCore
import FarthingSQLite

/// The key that is made where there is none yet, so that the first start can be used at once.
enum FirstKey {
    /// Makes it, where the ledger has no key at all.
    ///
    /// - Returns: the new key's secret; nil where there were keys.
    static func make(
        in ledger: SQLiteLedger,
        _ directory: KeyDirectory
    ) async throws(LedgerError) -> String? {
        guard try await ledger.accessKeys().isEmpty else { return nil }
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
        return secret
    }
}
