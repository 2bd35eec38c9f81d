/// A request's head as a dialect needs it.
package struct DialectHead {
    package var method: String
    /// The path below the dialect's own prefix: `/v1/messages`, without the query.
    package var path: Substring
    /// Behind the question mark; empty without one.
    package var query: Substring
    /// The value of a field by its lower-case name; nil when it is not there.
    package var field: (String) -> String?

    package init(
        method: String,
        path: Substring,
        query: Substring = "",
        field: @escaping (String) -> String? = { _ in nil }
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.field = field
    }

    /// Method and path as far as a message may show them.
    var shown: String {
        let isVerb = method.utf8.allSatisfy { 0x41...0x5A ~= $0 }
        let isShowable = path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return (isVerb ? method.prefix(10) : "") + " "
            + (isShowable ? path.prefix(Self.shownBytesMax) : "this path")
    }

    /// What a message shows of a path: the longest that are named here, and their models.
    private static let shownBytesMax = 200
}

/// What becomes of a request to a dialect.
///
/// An allow-list: what a dialect does not name may cost money in a way that nobody holds for.
package enum DialectRoute: Sendable {
    /// Costs, and can be bounded: held for, sent, metered.
    case metered(any MeteredReader)
    /// Costs nothing: passed through without a hold.
    case free
    /// Refused with 403 and a message that names the route.
    case refused(String)
}

/// Reads the requests of one metered route.
package protocol MeteredReader: Sendable {
    /// Reads a request's body; throws for everything that cannot be read in one way only, that the
    /// provider would refuse for the sake of a parameter that we need, or that costs without a
    /// price.
    func read(_ body: [UInt8], _ head: DialectHead) throws(RequestError) -> any MeteredRequest

    /// What the provider keeps and the request speaks of, as a target to be fetched before the
    /// request can be read; nil where it shows all by itself. Throws as reading does.
    func attachment(_ body: [UInt8]) throws(RequestError) -> String?

    /// Reads a request with what its ``attachment(_:)`` came to.
    func read(
        _ body: [UInt8],
        _ head: DialectHead,
        attachment: [UInt8]
    ) throws(RequestError) -> any MeteredRequest
}

extension MeteredReader {
    package func attachment(_ body: [UInt8]) throws(RequestError) -> String? { nil }

    package func read(
        _ body: [UInt8],
        _ head: DialectHead,
        attachment: [UInt8]
    ) throws(RequestError) -> any MeteredRequest {
        try read(body, head)
    }
}
