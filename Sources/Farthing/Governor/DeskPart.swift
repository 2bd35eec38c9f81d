package import FarthingCore

/// What a call is part of: a decision of one claim or of several, which people approve as one. It is a class so
/// that a call without one is copied no slower.
package final class DeskPart: Sendable {
    /// A decision as rules judge it.
    package struct Whole: Sendable {
        /// The scope of its first claim.
        package var scope: Scope
        /// The most that all claims come to, in nano-dollars and tokens.
        package var nanos: Int64
        package var tokens: Int64

        package init(scope: Scope, nanos: Int64, tokens: Int64) {
            self.scope = scope
            self.nanos = nanos
            self.tokens = tokens
        }
    }

    /// Sets the call's approval apart from those of other calls in the same names; nil for none.
    package let approvalMark: String?
    /// The decision, whose first claim asks people for all that rules ask of them there; nil for a call that asks
    /// for itself.
    package let whole: Whole?
    /// Whether the call may be held up until people have decided.
    package let waitsForPeople: Bool

    package init(approvalMark: String?, whole: Whole? = nil, waitsForPeople: Bool = true) {
        self.approvalMark = approvalMark
        self.whole = whole
        self.waitsForPeople = waitsForPeople
    }
}
