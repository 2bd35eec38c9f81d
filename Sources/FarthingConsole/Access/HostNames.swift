/// The names by which a listener lets itself be asked for.
///
/// A page of a stranger can have its own name lead to this machine, and would then be of one origin with
/// what listens here: the name in the request says so, and cannot be chosen by a page.
package struct HostNames: Sendable {
    /// Nil for all.
    private let others: Set<String>?

    /// Any name: where TLS, here or in a proxy in front, has settled which one is the server's.
    package static let any = HostNames(others: nil)

    /// This machine's own names and addresses, and those that it was given.
    package static func loopback(and given: [String] = []) -> HostNames {
        HostNames(others: Set(given.map { name(of: $0) }))
    }

    private init(others: Set<String>?) { self.others = others }

    /// Whether a request may ask for a host, as the field `host` has it; programs that leave it out may.
    package func takes(_ authority: String) -> Bool {
        guard let others, !authority.isEmpty else { return true }
        let name = Self.name(of: authority)
        return Self.isLoopback(name) || others.contains(name)
    }

    /// A host without its port, in lower case.
    package static func name(of authority: String) -> String {
        let text = authority.lowercased()
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return text }
            return String(text[text.index(after: text.startIndex)..<end])
        }
        // More than one colon is an address of version 6 without its brackets.
        guard let colon = text.firstIndex(of: ":"), text.lastIndex(of: ":") == colon else {
            return text
        }
        return String(text[..<colon])
    }

    /// Whether a name or an address can be nothing but this machine.
    package static func isLoopback(_ name: String) -> Bool {
        if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "127" else { return false }
        return parts.allSatisfy { part in
            part.utf8.count <= 3 && UInt8(part) != nil && part.utf8.first != UInt8(ascii: "+")
        }
    }
}
