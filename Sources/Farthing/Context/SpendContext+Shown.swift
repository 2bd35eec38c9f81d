import FarthingCore

extension SpendContext: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The run, and how much else is set.
    public var description: String {
        "SpendContext(run: \(run.map { printable($0.id) } ?? "none"), dimensions: \(scope.count), "
            + "limits: \(pools.places.count))"
    }
    /// The same.
    public var debugDescription: String { description }
    /// The same, for `dump`.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "run": run?.id ?? "none",
                "dimensions": scope.count,
                "capability": capability.map { "\($0)" } ?? "none",
                "hasCustody": custody != nil,
                "limits": pools.places.count,
            ],
            displayStyle: .struct
        )
    }
}

/// Whoever has a custody's id has its facts: no log shows it, nor whom the facts are about.
extension SpendContext.Custody: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// What it is.
    public var description: String { "Custody" }
    /// The same.
    public var debugDescription: String { description }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
