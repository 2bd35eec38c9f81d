package import FarthingCore

/// How the client wants the call to be processed; it changes the price.
package enum ServiceTier: String, CaseIterable, Hashable, Sendable {
    case auto, `default`, flex, priority, fast

    /// The price variants that the call may turn out to be billed as.
    ///
    /// A cheaper tier that has no capacity may be served by the standard one, so that is always
    /// among them. `fast` and `priority` are two names of one thing: its answers say `priority`.
    package var variants: PriceVariantSet {
        switch self {
        case .auto: .auto
        case .default: .standard
        case .flex: [.standard, .flex]
        case .priority, .fast: [.standard, .priority, .fast]
        }
    }

    /// Reads `service_tier`; null is none.
    static func read(_ value: JSONNode) throws(RequestError) -> ServiceTier? {
        guard !value.isNull else { return nil }
        guard let name = value.string else {
            throw .type("service_tier", expected: "a string", got: value)
        }
        guard let tier = ServiceTier(rawValue: name) else {
            throw .unpriced("service_tier", "this tier has no price here")
        }
        return tier
    }

    /// The member that names the tier, to be put behind a request's last one; made once, because
    /// almost every request gets it.
    var appended: [UInt8] { Self.members[self] ?? [] }

    private static let members = Dictionary(
        uniqueKeysWithValues: allCases.map { tier in
            (tier, Array(",\"service_tier\":\"\(tier.rawValue)\"".utf8))
        }
    )
}
