/// A path on this server, safe to send a browser to.
///
/// Begins with one slash, is of printable ASCII without a space or a backslash: browsers take `//host`,
/// `/\host` and what hides either of them behind a line break for another server.
package struct LocalPath: Sendable, Hashable {
    /// The longest path, in bytes: it travels in a cookie.
    package static let bytesMax = 1_024
    /// The overview.
    package static let root = LocalPath(verified: "/")

    /// The path with its query.
    package let text: String

    /// The path; nil for whatever is none.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "/"), bytes.count <= Self.bytesMax,
            !bytes.dropFirst().starts(with: [UInt8(ascii: "/")]),
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return nil }
        self.text = text
    }

    private init(verified text: String) { self.text = text }

    /// Where to go after a sign-in: what was asked for where it is a path, else the overview. Pages of
    /// the sign-in itself are no place to go to.
    package static func afterSignIn(_ asked: String?) -> LocalPath {
        guard let asked, let path = LocalPath(asked) else { return root }
        let isOwn = ["/sign-in", "/sign-out"].contains { own in
            guard asked.hasPrefix(own) else { return false }
            let next = asked.dropFirst(own.count).first
            return next == nil || next == "/" || next == "?" || next == "#"
        }
        return isOwn ? root : path
    }
}
