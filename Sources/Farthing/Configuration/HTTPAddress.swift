/// Where something listens by HTTP: a scheme, a host, perhaps a port, and a path before its own.
package struct HTTPAddress: Sendable {
    /// Why an address is none.
    package struct Fault: Error {
        /// What follows "The address …"; quotes nothing of it.
        package let reason: String
    }

    /// Without a slash at its end.
    package let text: String

    /// Reads an address: ports are 1...65535, and a user, a password, a query or a fragment has no
    /// place in it, since keys belong into fields, which no log shows.
    package init(_ address: String) throws(Fault) {
        var base = address
        while base.hasSuffix("/") { base.removeLast() }
        guard let scheme = ["https://", "http://"].first(where: base.hasPrefix) else {
            throw Fault(reason: "must begin with https:// or http://")
        }
        let isPlain = base.utf8.allSatisfy { byte in
            0x21...0x7E ~= byte && !"?#@\\\"<>^`{|}".utf8.contains(byte)
        }
        guard isPlain else {
            throw Fault(reason: "has a user, a query, or characters that none can have")
        }
        let authority = base.dropFirst(scheme.count).prefix { $0 != "/" }
        guard Self.isAuthority(authority) else { throw Fault(reason: "names no host and port") }
        text = base
    }

    /// A name or an address, with a port or without one.
    private static func isAuthority(_ text: Substring) -> Bool {
        var host = text
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return false }
            host = text[text.index(after: text.startIndex)..<end]
            let isAddress = host.utf8.allSatisfy { byte in
                0x30...0x39 ~= byte || 0x61...0x66 ~= byte | 0x20 || byte == UInt8(ascii: ":")
                    || byte == UInt8(ascii: ".")
            }
            return isAddress && host.contains(":") && isPort(text[text.index(after: end)...])
        }
        host = text.prefix { $0 != ":" }
        return host.utf8.allSatisfy(isOfName) && !host.isEmpty && !host.hasPrefix(".")
            && !host.contains("..") && isPort(text[host.endIndex...])
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x61...0x7A ~= byte | 0x20 || "-_.".utf8.contains(byte)
    }

    /// Nothing, or a colon and a port.
    private static func isPort(_ text: Substring) -> Bool {
        guard text.hasPrefix(":") else { return text.isEmpty }
        let digits = text.dropFirst()
        guard digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return false }
        return Int(digits).map { (1...65_535).contains($0) } ?? false
    }
}
