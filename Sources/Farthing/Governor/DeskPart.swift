package import FarthingCore

/// What a call is part of: a decision of one claim or of several, which people approve as one. It is a class so
/// that a call without one is copied no slower.
package final class DeskPart: Sendable {
    /// Another claim of the decision, as rules judge it.
    package struct Claim: Sendable {
        package var scope: Scope
        /// The most that it, or all claims together, come to, in nano-dollars and tokens.
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
    /// The claims before it: what rules ask of people for one of them, it does not ask for again.
    package let earlier: [Claim]
    /// Whether the call may be held up until people have decided.
    package let waitsForPeople: Bool

    package init(approvalMark: String?, earlier: [Claim] = [], waitsForPeople: Bool = true) {
        self.approvalMark = approvalMark
        self.earlier = earlier
        self.waitsForPeople = waitsForPeople
    }
}
