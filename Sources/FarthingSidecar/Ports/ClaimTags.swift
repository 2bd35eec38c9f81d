package import FarthingCore

/// What a claim says that its hold keeps for the commits, as tags of the call's scope: unlike memory they
/// outlive a restart, and receipts show them.
package enum ClaimTags {
    /// The claim's unit, as ``WireUnit/text``.
    package static let unit = Dimension.tag("spendguard_unit")
    /// The prices that the client froze, as ``WirePricing/text``.
    package static let pricing = Dimension.tag("spendguard_pricing")

    /// The routes that a grant is for, as a JSON array; none for every route.
    package static let routes = Dimension.tag("spendguard_routes")

    /// How many claims the decision has, where it has several: an approval knows one of them.
    package static let claims = Dimension.tag("spendguard_claims")

    /// What the hold is, where it is no call's or its call has no run: ``SidecarHold/Kind``.
    package static let kind = Dimension.tag("spendguard_kind")

    package static let all: Set<Dimension> = [unit, pricing, routes, claims, kind]

    /// Notes them; what is too long for a tag is not kept.
    ///
    /// - Parameter count: the claims of the decision.
    static func put(
        _ claimed: WireUnit?,
        _ frozen: WirePricing,
        of count: Int = 1,
        _ scope: inout Scope
    ) {
        if count > 1 { scope[claims] = String(count) }
        for (tag, text) in [(unit, claimed?.text), (pricing, frozen.text)] {
            if let text, text.utf8.count <= Scope.valueBytesMax { scope[tag] = text }
        }
    }

    /// Routes as ``routes(in:)`` reads them.
    static func text(ofRoutes routes: [String]) -> String {
        var json = JSONWriter(capacity: 128)
        json.beginArray()
        for route in routes { json.string(route) }
        json.endArray()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// The routes of a grant's hold; nil where every route will do.
    static func routes(in scope: Scope) -> [String]? {
        scope[routes].map { text in
            (try? JSONDocument(Array(text.utf8)).root.elements.compactMap(\.string)) ?? []
        }
    }
}
