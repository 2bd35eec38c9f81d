/// Where a webhook goes: an `https` address, or `http` where nothing can listen in.
package struct WebhookAddress: Hashable, Sendable {
    /// The longest address in bytes.
    package static let bytesMax = 2_048

    /// The whole address; its path may be a secret, so that it is not logged.
    package let url: String
    /// `https://hooks.example.com`, for logs.
    package let origin: String

    /// Reads an address.
    ///
    /// - Parameter allowsInsecure: whether `http` may go beyond this machine.
    /// - Throws: ``WebhookAddressError`` that says what is wrong.
    package init(_ text: String, allowsInsecure: Bool) throws(WebhookAddressError) {
        guard text.utf8.count <= Self.bytesMax, text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw WebhookAddressError(
                reason: "an address has at most \(Self.bytesMax) printable characters of ASCII"
            )
        }
        let lowered = text.lowercased()
        let isSecure = lowered.hasPrefix("https://")
        guard isSecure || lowered.hasPrefix("http://") else {
            throw WebhookAddressError(reason: "write an address, as https://hooks.example.com/path")
        }
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { !"/?#".contains($0) }
        guard !authority.isEmpty, !authority.contains("@"), !rest.contains("#") else {
            throw WebhookAddressError(
                reason: "an address names a host, and neither a user nor a fragment"
            )
        }
        guard isSecure || allowsInsecure || Self.isLoopback(authority) else {
            throw WebhookAddressError(
                reason: "http is for this machine alone; use https, or say --webhook-insecure"
            )
        }
        url = text
        origin = (isSecure ? "https://" : "http://") + authority
    }

    private static func isLoopback(_ authority: Substring) -> Bool {
        if authority == "[::1]" || authority.hasPrefix("[::1]:") { return true }
        let host = authority.prefix { $0 != ":" }
        if host == "localhost" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

/// Why a text is no address for webhooks.
package struct WebhookAddressError: Error, Hashable, Sendable {
    package let reason: String
}
