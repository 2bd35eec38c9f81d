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
}
