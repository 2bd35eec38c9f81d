package import FarthingCore

/// What a claim says that its hold keeps for the commits, as tags of the call's scope: unlike memory they
/// outlive a restart, and receipts show them.
package enum ClaimTags {
    /// The claim's unit, as ``WireUnit/text``.
    package static let unit = Dimension.tag("spendguard_unit")
    /// The prices that the client froze, as ``WirePricing/text``.
    package static let pricing = Dimension.tag("spendguard_pricing")

    package static let all: Set<Dimension> = [unit, pricing]

    /// Notes them; what is too long for a tag is not kept.
    static func put(_ claimed: WireUnit?, _ frozen: WirePricing, _ scope: inout Scope) {
        for (tag, text) in [(unit, claimed?.text), (pricing, frozen.text)] {
            if let text, text.utf8.count <= Scope.valueBytesMax { scope[tag] = text }
        }
    }
}
