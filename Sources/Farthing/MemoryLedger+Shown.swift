/// A ledger's book has whom calls were for, and stands behind a lock: neither is for a log.
extension MemoryLedger: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What it is.
    public var description: String { "MemoryLedger" }
    /// The same.
    public var debugDescription: String { description }
    /// Nothing: ``accounts()`` and ``openHolds(limit:)`` have what there is to see.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .class) }
}
