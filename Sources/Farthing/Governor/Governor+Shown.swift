import FarthingCore

/// What a log, a debugger or a test sees of a governor: names and figures, and nothing of its ledger, its
/// key or the program's closures.
extension Governor: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Whom it names as the caller, and its prices.
    public var description: String {
        "Governor(\(options.principal), prices: \(prices.version), "
            + (desk == nil ? "no budgets of its own)" : "with budgets)")
    }
    /// The same.
    public var debugDescription: String { description }
    /// The same, for `dump`.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "principal": options.principal,
                "prices": prices.version,
                "models": prices.count,
                "hasBudgets": desk != nil,
            ],
            displayStyle: .class
        )
    }
}

extension Governor.Options: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Whom receipts name as the caller, and how much the calls are trusted with.
    public var description: String {
        let trusted = capability.map { ", capability: \($0)" } ?? ""
        return "Governor.Options(\(principal)\(trusted))"
    }
    /// The same.
    public var debugDescription: String { description }
    /// The same, for `dump`.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "principal": principal,
                "dimensions": scope.count,
                "capability": capability.map { "\($0)" } ?? "none",
                "hasDecisionHook": onDecision != nil,
            ],
            displayStyle: .struct
        )
    }
}
