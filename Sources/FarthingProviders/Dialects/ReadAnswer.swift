package import FarthingCore

/// What matters of a whole answer: what it cost.
package protocol ReadAnswer: Sendable {
    /// Nil when nothing that can be billed by was reported; explicit zeros are a usage.
    var usage: Usage? { get }
    /// How the call was processed; nil when the answer does not say, or names what is not known.
    var variant: PriceVariant? { get }
    /// The model that answered.
    var model: String? { get }
    /// Whether `usage` is what was counted here, since such answers say none: it counts for a
    /// success alone.
    var isMeasured: Bool { get }

    /// Visible output tokens where they are more than `usage` says; nil where they are not, or
    /// cannot be counted.
    func outputTokens(beyond usage: Usage, _ counter: TokenCounter) -> Int64?
}

extension ReadAnswer {
    package var isMeasured: Bool { false }

    package func outputTokens(beyond usage: Usage, _ counter: TokenCounter) -> Int64? { nil }
}
