/// A store has keys, results and facts of the program's users: none of it is for a log.
extension GuardStore: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Where its state is kept.
    public var description: String { "GuardStore(\(desk == nil ? "in memory" : "at a server"))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same, for `dump`.
    public var customMirror: Mirror {
        Mirror(self, children: ["isShared": desk != nil], displayStyle: .class)
    }
}
