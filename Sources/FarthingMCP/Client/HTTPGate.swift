/// Who may speak to the proxy over HTTP.
package struct HTTPGate: Sendable {
    /// Hosts that mean this machine, in the fields that browsers fill in.
    private static let ownHosts: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    /// Whether only this machine can connect.
    package var isLoopback: Bool
    /// Origins of pages that may ask, as browsers write them.
    package var origins: Set<String>
    /// What clients show as a bearer token; nil where none is needed.
    package var token: String?

    /// A gate.
    package init(isLoopback: Bool, origins: Set<String> = [], token: String? = nil) {
        self.isLoopback = isLoopback
        self.origins = origins
        self.token = token
    }

    /// The status of a refusal; nil where the request may go on.
    ///
    /// A page of another site that has its name point here is known by its origin and by its name.
    package func refusal(host: String?, origin: String?, authorization: String?) -> Int? {
        if let origin, !origins.contains(origin) {
            let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
            guard isLoopback, parts.count == 3, Self.isOwn(parts[2]) else { return 403 }
        }
        if isLoopback {
            guard let host, Self.isOwn(host[...]) else { return 403 }
        }
        guard let token else { return nil }
        let words = (authorization ?? "").split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer",
            Self.isSame(String(words[1]), token)
        else { return 401 }
        return nil
    }

    private static func isOwn(_ authority: Substring) -> Bool {
        var host = authority
        if !host.hasSuffix("]"), let colon = host.lastIndex(of: ":") { host = host[..<colon] }
        return ownHosts.contains(host.lowercased())
    }

    /// Compares in a time that does not tell where they differ.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
