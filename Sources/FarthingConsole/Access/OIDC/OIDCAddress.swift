/// An address that secrets may be sent to: https, or http where it does not leave this machine.
package struct OIDCAddress: Sendable, Hashable {
    /// The longest address, in bytes.
    package static let bytesMax = 2_048

    /// The address as it was written.
    package let text: String
    /// Whether it is http, on this machine.
    package let isPlain: Bool

    /// The address; nil for whatever is none, has a user's name in it or a fragment.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.bytesMax,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.refused.contains($0) })
        else { return nil }
        if text.hasPrefix("https://") {
            isPlain = false
        } else if text.hasPrefix("http://") {
            isPlain = true
        } else {
            return nil
        }
        let rest = text.dropFirst(isPlain ? 7 : 8)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let host = Self.host(authority), !isPlain || Self.isHere(host) else { return nil }
        self.text = text
    }

    /// Whether it has a query of its own.
    package var hasQuery: Bool { text.contains("?") }

    /// What no address of ours has: backslashes, fragments, quotes, angle brackets, users' names.
    private static let refused = Set("\\#\"<>@".utf8)

    /// The host of `host:port`; nil where there is none, or the port is no number.
    private static func host(_ authority: Substring) -> Substring? {
        var host = authority
        var port: Substring?
        if let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        if let port { guard let number = UInt16(port), number > 0 else { return nil } }
        return host.isEmpty ? nil : host
    }

    private static func isHere(_ host: Substring) -> Bool {
        host == "localhost" || host == "127.0.0.1" || host == "[::1]"
    }
}
