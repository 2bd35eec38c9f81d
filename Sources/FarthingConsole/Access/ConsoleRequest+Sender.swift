/// Where a request comes from, as far as it says.
extension ConsoleRequest {
    /// Whether a form was sent from a page of ours, as far as the browser says.
    var isFromOwnPage: Bool {
        if let site = field("sec-fetch-site") { return site == "same-origin" || site == "none" }
        // Older browsers name where the page came from; programs name nothing.
        guard let origin = field("origin") else { return true }
        guard let host = field("host"), let mark = origin.firstRange(of: "://") else {
            return false
        }
        return origin[mark.upperBound...] == host
    }

    /// Whether a page that was not served by this machine has sent it.
    var isFromPageElsewhere: Bool {
        if field("sec-fetch-site") == "cross-site" { return true }
        guard let origin = field("origin") else { return false }
        guard let mark = origin.firstRange(of: "://") else { return true }
        return !HostNames.isLoopback(HostNames.name(of: String(origin[mark.upperBound...])))
    }

    /// Whether it only reads.
    var isReading: Bool { method == "GET" || method == "HEAD" }

    /// The client's address.
    ///
    /// - Parameter isBehindProxy: whether `x-forwarded-for` is a proxy's word, and its last address the
    ///   client's.
    func clientAddress(isBehindProxy: Bool) -> String {
        guard isBehindProxy,
            let field = fields.last(where: { $0.name == "x-forwarded-for" }),
            let last = field.value.split(separator: ",").last
        else { return client }
        // No address is longer, and what stands there may be anything.
        return String(String(last).withoutBlanks.prefix(45))
    }
}

extension String {
    /// The same without blanks and line breaks around it.
    var withoutBlanks: String {
        let blanks: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x20]
        let head = utf8.drop { blanks.contains($0) }
        let tail = head.reversed().drop { blanks.contains($0) }
        return String(decoding: Array(tail.reversed()), as: UTF8.self)
    }
}
