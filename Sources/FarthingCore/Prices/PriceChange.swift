/// One difference between two price books.
package struct PriceChange: Hashable, Sendable {
    /// What is different.
    package enum What: Hashable, Sendable {
        /// A model that the old book does not have.
        case added
        /// A model that the new book does not have.
        case removed
        /// A name of the old book that the new one does not know.
        case nameRemoved(String)
        /// A name that leads to another model of the new book.
        case nameMoved(String, to: String)
        /// A variant that has a price only in the new book.
        case variantAdded(PriceVariant)
        /// A variant that has a price only in the old book.
        case variantRemoved(PriceVariant)
        /// Another rate, for calls with more input tokens than `aboveInputTokens`.
        case rate(
            PriceVariant,
            aboveInputTokens: Int64,
            Usage.Bucket,
            old: Rate,
            new: Rate
        )
        /// Another output maximum, by which calls are bounded.
        case outputMaximum(old: Int64?, new: Int64?)
    }

    /// The provider in the book's words.
    package var provider: String
    /// The old book's id of the model; the new one's for an added model.
    package var model: String
    /// The time from which on the books differ in this; 0 for ever.
    package var fromMs: Int64
    package var what: What

    /// The factor from which on a change of a rate waits for a human.
    package static let suspiciousFactor: Int64 = 3

    /// Whether a human should look before this is believed: calls would be refused, or priced at a
    /// third or three times what they were, or at another model's prices.
    package var isSuspicious: Bool {
        switch what {
        case .added, .variantAdded: false
        case .removed, .nameRemoved, .variantRemoved: true
        // The rates of the two are compared as well.
        case .nameMoved: false
        case .rate(_, _, _, let old, let new):
            Self.isFar(old.nanosPerMillion, new.nanosPerMillion)
        case .outputMaximum(let old, let new):
            // A maximum that shrinks or goes bounds calls lower than they may turn out.
            old.map { old in new.map { Self.isFar(old, $0) } ?? false } ?? false
        }
    }

    private static func isFar(_ old: Int64, _ new: Int64) -> Bool {
        guard old != new else { return false }
        let (low, high) = (Int128(min(old, new)), Int128(max(old, new)))
        return high >= low * Int128(suspiciousFactor)
    }
}
