/// Why somebody was not signed in, with what the log is told.
package struct SignInFailure: Error, Sendable {
    package let fault: SignInFault
    /// What was found, for the log and never for a stranger; no secret and no token.
    package let detail: String
    /// Who it would have been, where that was proven; nil before.
    package let who: String?

    package init(_ fault: SignInFault, _ detail: String = "", who: String? = nil) {
        self.fault = fault
        self.detail = detail
        self.who = who
    }
}
