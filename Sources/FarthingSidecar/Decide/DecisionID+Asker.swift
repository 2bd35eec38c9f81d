package import FarthingCore

/// Calls that ask for the same have one approval, and decisions of their own: a yes is resumed by one of them.
extension DecisionID {
    /// The bits of an id that tell further askers apart.
    private static let askerBits: UInt64 = 0xFFFF_FFFF

    /// The decision of a further call that waits for an approval.
    package static func of(_ approval: HoldID, askedUnder key: String) -> HoldID {
        let own = of(approval)
        let hash = WireText.hash(["asker/1", key]).prefix(4).reduce(0) { $0 << 8 | UInt64($1) }
        return HoldID(random: own.high, own.low ^ max(1, hash))
    }

    /// Whether a decision waits for an approval: that of the call that asked first, or of another one.
    package static func isOf(_ decision: HoldID, _ approval: HoldID) -> Bool {
        let own = of(approval)
        return decision.high == own.high && (decision.low ^ own.low) & ~askerBits == 0
    }
}
