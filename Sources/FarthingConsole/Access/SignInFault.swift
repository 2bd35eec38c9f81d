/// Why somebody was not signed in.
package enum SignInFault: String, Error, Sendable, CaseIterable {
    /// The admin token is another.
    case tokenWrong = "token_wrong"
    /// The form was sent from another site.
    case crossSite = "cross_site"

    // The way to the provider and back.
    /// The provider does not answer, or not in time.
    case providerAway = "provider_away"
    /// What the provider says of itself cannot be right.
    case discoveryWrong = "discovery_wrong"
    /// The browser has no word of a sign-in that began here.
    case stateMissing = "state_missing"
    /// The browser's word of it is not ours.
    case stateForged = "state_forged"
    /// The sign-in began too long ago.
    case stateExpired = "state_expired"
    /// The answer belongs to another sign-in.
    case stateWrong = "state_wrong"
    /// The provider has signed nobody in.
    case providerRefused = "provider_refused"
    /// The answer says neither who nor why not.
    case codeMissing = "code_missing"
    /// The provider does not give a token for the code.
    case exchangeRefused = "exchange_refused"

    // The ID token.
    case tokenMalformed = "token_malformed"
    case algorithmRefused = "algorithm_refused"
    case keyUnknown = "key_unknown"
    case signatureWrong = "signature_wrong"
    case issuerWrong = "issuer_wrong"
    case audienceWrong = "audience_wrong"
    case expired
    case notYetValid = "not_yet_valid"
    case nonceWrong = "nonce_wrong"
    case subjectMissing = "subject_missing"

    /// The provider knows the person, and nobody here has given the person a role.
    case noRole = "no_role"
    /// Who has which role cannot be found out.
    case directoryAway = "directory_away"

    /// The HTTP status of the page.
    package var status: Int {
        switch self {
        case .tokenWrong: 401
        case .crossSite, .noRole, .providerRefused: 403
        case .providerAway, .discoveryWrong, .exchangeRefused: 502
        case .directoryAway: 503
        case .stateMissing, .stateForged, .stateExpired, .stateWrong, .codeMissing: 400
        default: 401
        }
    }

    /// What a stranger is told: what to do, and not what was found.
    package var message: String {
        switch self {
        case .tokenWrong: "This is not the admin token."
        case .crossSite: "The form was sent from another site; use the one on this page."
        case .providerAway: "The identity provider does not answer; try again."
        case .discoveryWrong, .exchangeRefused:
            "The identity provider and this server do not agree; its operator finds why in the log."
        case .stateMissing, .stateForged, .stateExpired, .stateWrong, .codeMissing:
            "This sign-in is over or began elsewhere; start again."
        case .providerRefused: "The identity provider did not sign you in."
        case .directoryAway: "Your role cannot be looked up; try again."
        case .noRole: "You have no role here; ask an admin for one."
        default: "The identity provider's answer was not accepted; start again."
        }
    }
}
