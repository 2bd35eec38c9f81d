/// Signing keys and a database lie behind it: neither is for a log.
extension FarthingLocal: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Its folder.
    public var description: String { "FarthingLocal(\(folder))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same, for `dump`.
    public var customMirror: Mirror {
        Mirror(self, children: ["folder": folder], displayStyle: .class)
    }
}
