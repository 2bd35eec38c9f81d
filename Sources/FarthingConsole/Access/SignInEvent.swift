/// Something that happened at the door, for the audit; no token and no key is in it.
package struct SignInEvent: Sendable, Equatable {
    /// How somebody showed who it is.
    package enum How: String, Sendable {
        case adminToken = "admin_token"
        case oidc
        case session
    }

    /// What happened.
    package enum Kind: Sendable, Equatable {
        case signedIn
        case failed(SignInFault)
        case signedOut
    }

    package let kind: Kind
    package let how: How
    /// The principal's name, `admin` or `person:<email>`; nil where nobody is known to it.
    package let who: String?
    /// The client's address, without its port.
    package let client: String
    /// Milliseconds UTC.
    package let atMs: Int64
    /// Further words for the log, never for a stranger; no secret.
    package let detail: String

    package init(
        _ kind: Kind,
        _ how: How,
        who: String?,
        client: String,
        atMs: Int64,
        detail: String = ""
    ) {
        self.kind = kind
        self.how = how
        self.who = who
        self.client = client
        self.atMs = atMs
        self.detail = detail
    }
}
