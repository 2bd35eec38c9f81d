extension SpendEvents: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Whether anybody listens.
    public var description: String { "SpendEvents(isHeard: \(isHeard))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same, for `dump`: listeners are the program's own.
    public var customMirror: Mirror {
        Mirror(self, children: ["isHeard": isHeard], displayStyle: .class)
    }
}
