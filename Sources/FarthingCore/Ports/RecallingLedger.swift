/// A ledger that finds again what a hold was that is over, for settlements that come after a restart.
package protocol RecallingLedger: Ledger {
    /// The hold by its id; nil for one that is open, that never was, or is forgotten.
    func closedHold(_ id: HoldID) async throws(LedgerError) -> HoldRecord?
}
