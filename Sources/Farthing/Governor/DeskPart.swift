package import FarthingCore

/// What a call is part of: a decision of one claim or of several, which people approve as one. It is a class so
/// that a call without one is copied no slower.
package final class DeskPart: Sendable {
    /// A claim of the decision, as rules judge it.
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
    /// The subject of an approval that lets it pass, also where nobody is asked for one any more; nil for none.
    package let approvedSubject: String?
    /// All claims, and the place of the call's own: what rules ask of people for another one, it does not ask for
    /// again.
    package let claims: [Claim]
    package let place: Int
    /// Whether the call may be held up until people have decided or there is room.
    package let mayWait: Bool

    package init(
        approvalMark: String?,
        approvedSubject: String? = nil,
        claims: [Claim] = [],
        place: Int = 0,
        mayWait: Bool = true
    ) {
        self.approvalMark = approvalMark
        self.approvedSubject = approvedSubject
        self.claims = claims
        self.place = place
        self.mayWait = mayWait
    }
}
