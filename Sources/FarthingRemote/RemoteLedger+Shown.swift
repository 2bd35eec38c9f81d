/// The key is behind every part of it, and is for no log.
extension RemoteLedger: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What the server does not have yet.
    public var description: String { "RemoteLedger(unsent: \(unsentCount))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same, for `dump`.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: ["unsentCount": unsentCount, "unbookedCount": unbookedCount],
            displayStyle: .class
        )
    }
}
