package import FarthingCore

/// Ends calls that are under way; implemented by whoever has the gateway.
package protocol CallCutter: Sendable {
    /// Cuts every call that is under way and fits: one that was sent is charged as a stream that is cut,
    /// one that was not gives its money back. Those that wait for their money are refused.
    ///
    /// - Returns: the holds of those that were cut.
    func cut(where fits: @escaping @Sendable (Scope) -> Bool) async -> [HoldID]
}
