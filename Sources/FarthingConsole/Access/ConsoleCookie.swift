/// A cookie of the console: no script reads it, and no stranger's page sends it with a form.
///
/// Where the server is secure it has the prefix `__Host-`: then browsers take it over TLS alone, from
/// this very host and not from a neighbour's domain.
package struct ConsoleCookie: Sendable {
    /// Its name as browsers know it.
    package let name: String
    private let isSecure: Bool

    /// - Parameters:
    ///   - mark: what tells it from the same cookie of other servers on the host; empty for nothing.
    ///   - isSecure: whether browsers reach the server over TLS alone.
    package init(_ name: String, mark: String = "", isSecure: Bool) {
        self.name = (isSecure ? "__Host-" : "") + name + (mark.isEmpty ? "" : "_" + mark)
        self.isSecure = isSecure
    }

    /// The field `set-cookie` that gives it a value.
    ///
    /// Lax, because a sign-in comes back from another site; forms repeat a secret of the session.
    package func field(_ value: String, lifeMs: Int64) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(lifeMs / 1_000); HttpOnly; SameSite=Lax"
            + (isSecure ? "; Secure" : "")
    }

    /// The field `set-cookie` that removes it.
    package var removal: String { field("", lifeMs: 0) }

    /// Its value in a request; nil where there is none.
    package func value(in request: ConsoleRequest) -> String? {
        guard let value = request.cookie(name), !value.isEmpty else { return nil }
        return value
    }
}
