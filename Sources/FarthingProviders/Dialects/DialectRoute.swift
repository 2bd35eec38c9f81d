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
}
