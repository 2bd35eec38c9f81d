/// What came of edits of the registry and the commands beside them.
package enum RegistryOutcome: Sendable {
    /// All of it is done and durable: an item for each edit, in order, and an outcome for each
    /// command, in order, none of them a refusal.
    case done(items: [RegistryItem], outcomes: [Outcome])
    /// Nothing was done: the item of the edit at `index` is not what was expected, or is to be removed
    /// and is not there. `item` is what stands there; nil for nothing.
    case stale(index: Int, item: RegistryItem?)
    /// Nothing was done, nor written: the ledger refuses the command at `index`.
    case refused(index: Int, Refusal)
}
