import FarthingCore

extension BudgetedSession: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The limit, what is spent of it, and what is held.
    public var description: String { "BudgetedSession(\(summary.shown))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same, for `dump`.
    public var customMirror: Mirror { summary.mirror(of: self, name: "") }
}

extension BudgetScope: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name, the limit, what is spent of it, and what is held.
    public var description: String {
        "BudgetScope(\(name.isEmpty ? "" : "\(printable(name)), ")\(statement.shown))"
    }
    /// The same.
    public var debugDescription: String { description }
    /// The same, for `dump`.
    public var customMirror: Mirror { statement.mirror(of: self, name: name) }
}

extension PoolStatement {
    /// `limit: $5.00, spent: $1.20, held: $0.30`, in each unit that has a limit.
    fileprivate var shown: String {
        var parts: [String] = []
        if let nanos = limit.nanos {
            parts.append(Self.shown(nanos, spent.nanos, held.nanos, .money("USD")))
        }
        if let tokens = limit.tokens {
            parts.append(Self.shown(tokens, spent.tokens, held.tokens, .tokens))
        }
        return parts.isEmpty ? "no limit" : parts.joined(separator: "; ")
    }

    private static func shown(
        _ limit: Int64,
        _ spent: Int64,
        _ held: Int64,
        _ unit: BudgetUnit
    ) -> String {
        let texts = [limit, spent, held].map { BudgetUnit.shown($0, unit) }
        return "limit: \(texts[0]), spent: \(texts[1]), held: \(texts[2])"
    }

    fileprivate func mirror(of subject: some AnyObject, name: String) -> Mirror {
        Mirror(
            subject,
            children: [
                "name": name,
                "limit": limit,
                "spent": spent,
                "held": held,
                "openHolds": openHolds,
            ],
            displayStyle: .class
        )
    }
}
