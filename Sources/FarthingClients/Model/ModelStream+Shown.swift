extension ModelStream: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What it has cost where that is known.
    public var description: String {
        "ModelStream(costNanos: \(bill.map { "\($0.costNanos)" } ?? "unknown"))"
    }
    /// The same.
    public var debugDescription: String { description }
    /// The same, for `dump`.
    public var customMirror: Mirror {
        Mirror(self, children: ["bill": bill as Any], displayStyle: .struct)
    }
}

extension ModelStream.Iterator: CustomReflectable {
    /// Nothing: requests and answers lie behind it.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
