/// A ledger that finds again what a hold was that is over, for settlements that come after a restart.
package protocol RecallingLedger: Ledger {
    /// The hold by its id; nil for one that is open, that never was, or is forgotten.
    func closedHold(_ id: HoldID) async throws(LedgerError) -> HoldRecord?

    /// What the entries say that have settled a hold, as ``SettleRequest/note``, the latest first and at
    /// most `limit`; nil where this ledger keeps no entries.
    func settlementNotes(of id: HoldID, limit: Int) async throws(LedgerError) -> [String]?

    /// The entry of this number; nil for one that is not there, and where this ledger keeps none.
    func entry(at sequence: Int64) async throws(LedgerError) -> Entry?

    /// The open holds of a principal's run, oldest first, at most `limit`.
    func openHolds(
        ofRun run: String,
        principal: String,
        limit: Int
    ) async throws(LedgerError) -> [HoldStatement]
}
