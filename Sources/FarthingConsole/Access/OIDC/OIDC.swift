/// Sign-in by an identity provider: OpenID Connect's authorization code flow with PKCE.
package enum OIDC {
    /// The provider, and what its word is worth here.
    package struct Configuration: Sendable {
        /// The provider's issuer exactly as it writes it: https, or http on this machine.
        package let issuer: OIDCAddress
        /// What the provider calls this server, and to whom its tokens must be addressed.
        package let clientID: String
        /// What this server shows the provider; nil for a public client, which has PKCE alone.
        package let clientSecret: OIDCSecret?
        /// Where the provider sends browsers: this server's `/sign-in/oidc/callback` as they see it.
        package let redirect: OIDCAddress
        /// What the page for signing in calls the provider.
        package var name = "single sign-on"
        /// What is asked for; `openid` must be among them.
        package var scopes = ["openid", "email", "profile"]
        /// The claim in which the provider names a person's groups.
        package var groupsClaim = "groups"
        /// What people of a group are, where the directory does not know them.
        package var groupRoles: [String: Set<Role>] = [:]
        /// The one workspace in which a group's roles hold; of a group that is not here, every one.
        package var groupWorkspaces: [String: String] = [:]
        /// Whether an address counts that the provider does not call verified: only where it gives
        /// addresses out itself.
        package var isEmailTrusted = false

        /// - Throws: ``OIDC/Fault`` that names what is wrong.
        package init(
            issuer: String,
            clientID: String,
            clientSecret: OIDCSecret?,
            redirectURL: String
        ) throws(Fault) {
            guard let issuer = OIDCAddress(issuer), !issuer.hasQuery else {
                throw Fault("The issuer must be an https address without a query.")
            }
            guard !clientID.isEmpty, clientID.utf8.count <= Self.clientIDBytesMax else {
                throw Fault("The client's id must have 1 to \(Self.clientIDBytesMax) bytes.")
            }
            guard let redirect = OIDCAddress(redirectURL), !redirect.hasQuery,
                redirect.text.hasSuffix(OIDC.callbackPath)
            else {
                throw Fault(
                    "The redirect address must be this server's, https, with the path "
                        + "\(OIDC.callbackPath)."
                )
            }
            self.issuer = issuer
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.redirect = redirect
        }

        /// More than any provider's.
        package static let clientIDBytesMax = 512
    }

    /// What is wrong with a configuration.
    package struct Fault: Error, Sendable, CustomStringConvertible {
        /// The reason and the fix.
        package let description: String

        init(_ description: String) { self.description = description }
    }

    /// Where browsers come back.
    package static let callbackPath = "/sign-in/oidc/callback"
}

/// What this server shows the provider; never printed, never logged.
package struct OIDCSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    let text: String

    package init(_ text: String) { self.text = text }

    /// Not the secret.
    package var description: String { "(secret)" }
    /// Not the secret.
    package var debugDescription: String { description }
    /// Not the secret: dumps look into values.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
