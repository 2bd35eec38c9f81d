extension BudgetState {
    /// The length of `call=` and a hold's id.
    private static let callBytes = 41

    /// The limit that an account has of its own; the account of one call has that of the scope in
    /// which the call counts.
    func ownLimit(of scope: String) -> Int64? {
        if ownLimits.isEmpty { return nil }
        if let own = ownLimits[scope] { return own }
        guard isPerCall, let whole = Self.scope(ofCall: scope) else { return nil }
        return ownLimits[whole]
    }

    /// The scope of an account that a call has alone, as ``Book/openAccount(budget:scope:call:_:)``
    /// writes it, without the call; nil for another scope.
    private static func scope(ofCall scope: String) -> String? {
        guard scope.utf8.suffix(callBytes).starts(with: "call=".utf8) else { return nil }
        let rest = scope.utf8.dropLast(callBytes)
        if rest.isEmpty { return "" }
        guard rest.last == UInt8(ascii: ",") else { return nil }
        return String(rest.dropLast())
    }
}
