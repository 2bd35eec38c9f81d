/// What the page for signing in shows.
package struct SignInView: Sendable {
    /// Where to go after it: the form's hidden field `next`.
    package let next: LocalPath
    /// Why the last try failed; nil where there was none.
    package let message: String?
    /// The name of the identity provider that `/sign-in/oidc` leads to; nil where there is none.
    package let provider: String?

    package init(next: LocalPath, message: String? = nil, provider: String? = nil) {
        self.next = next
        self.message = message
        self.provider = provider
    }
}
