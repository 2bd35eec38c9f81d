/// What a call must look like: for every named dimension a glob that its value must match.
///
/// `*` stands for any run of characters, `?` for one; everything else for itself. A call that lacks
/// a named dimension does not match.
public struct Match: Hashable, Sendable {
    /// One dimension and its pattern.
    public struct Term: Hashable, Sendable {
        /// What is looked at.
        public let dimension: Dimension
        /// What its value must look like.
        public let pattern: Glob

        /// Makes a term.
        public init(dimension: Dimension, pattern: Glob) {
            self.dimension = dimension
            self.pattern = pattern
        }
    }

    /// The terms, in the order given; all must hold.
    public let terms: [Term]

    /// A match for every call, or for those that every term fits.
    public init(_ terms: [Term] = []) {
        self.terms = terms
    }

    /// Whether a call with this scope fits every term.
    public func matches(_ scope: Scope) -> Bool {
        for term in terms {
            guard let value = scope[term.dimension], term.pattern.matches(value) else {
                return false
            }
        }
        return true
    }
}
