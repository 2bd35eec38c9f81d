public import FarthingCore

/// What a call has cost, as far as whoever made it knows.
public struct Bill: Sendable {
    package enum Kind: Sendable {
        /// Indirect: a bill is copied often, and this is large.
        indirect case usage(Usage, model: String?, PriceVariantSet)
        case amounts(nanos: Int64, tokens: Int64, credits: [String: Int64])
        case unknown
        case nothing
    }

    package let kind: Kind
    /// How well it is known.
    public let evidence: Evidence

    private init(_ kind: Kind, _ evidence: Evidence) {
        self.kind = kind
        self.evidence = evidence
    }

    /// The usage that the provider has reported, priced by the governor's price book.
    ///
    /// - Parameters:
    ///   - usage: what was used, in disjoint buckets.
    ///   - model: the model that the answer names; nil for the one that the call went to.
    ///   - variants: the service tiers that may have been billed, of which the dearest counts.
    ///   - evidence: how well it is known.
    public static func usage(
        _ usage: Usage,
        model: String? = nil,
        variants: PriceVariantSet = PriceVariantSet(.standard),
        evidence: Evidence = .reported
    ) -> Bill {
        Bill(.usage(usage, model: model, variants), evidence)
    }

    /// Dollars as a decimal with at most nine places, such as `"0.0123"`, and tokens.
    public static func usd(
        _ dollars: String,
        tokens: Int64 = 0,
        evidence: Evidence = .reported
    ) -> Bill {
        .nanos(FarthingCore.nanos(decimal: dollars) ?? -1, tokens: tokens, evidence: evidence)
    }

    /// Nano-dollars and tokens.
    public static func nanos(
        _ nanos: Int64,
        tokens: Int64 = 0,
        credits: [String: Int64] = [:],
        evidence: Evidence = .reported
    ) -> Bill {
        Bill(.amounts(nanos: nanos, tokens: tokens, credits: credits), evidence)
    }

    /// Nobody knows: what was held is charged.
    public static let unknown = Bill(.unknown, .unknown)

    /// Nothing was sent, or nothing was billed: the hold is given back.
    public static let nothing = Bill(.nothing, .reported)
}

/// What a guarded body returns: its value, and what it has cost.
public struct Billed<Value> {
    /// What the caller gets.
    public let value: Value
    /// What the call has cost.
    public let bill: Bill

    /// A value and what it has cost.
    public init(_ value: Value, _ bill: Bill) {
        self.value = value
        self.bill = bill
    }
}

extension Billed: Sendable where Value: Sendable {}

/// An answer that says itself what it has cost.
public protocol BilledAnswer {
    /// What the call has cost.
    var bill: Bill { get }
}
