extension Budget {
    /// Whether a claim on a name is one on this budget, which counts the call: it has that id, or is told
    /// apart by `tag:budget`, which the claim sets.
    package func isClaimed(as name: String) -> Bool {
        id == name || per.contains(.tag("budget"))
            || match.terms.contains { $0.dimension == .tag("budget") }
    }
}
