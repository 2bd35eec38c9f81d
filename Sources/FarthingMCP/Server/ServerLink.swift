/// A connection to the MCP server behind the proxy.
protocol ServerLink: Sendable {
    /// Hands a message to the server; `request` is its id where it asks something.
    ///
    /// - Throws: where the server has surely not got it.
    func send(_ message: [UInt8], request: RPCID?) async throws(LinkFailure)

    /// Says that nobody waits for a request's answer any more.
    func abandon(_ request: RPCID)

    /// Says which revision of the protocol was agreed on.
    func agreed(on version: String)

    /// Ends the connection; without patience at once.
    func close(isPatient: Bool) async
}

/// What comes from a server.
enum ServerNews: Sendable {
    case message([UInt8])
    /// A message that was too long and is dropped, with its beginning.
    case tooLong([UInt8])
    /// A request gets no answer any more.
    case failed(RPCID, LinkFailure)
    /// The connection is over: how, for people.
    case ended(String)
}

/// Takes what comes from a server, one thing after the other.
typealias ServerHandler = @Sendable (ServerNews) async -> Void

/// Why a server does not answer.
struct LinkFailure: Error {
    /// In words that may be shown to whoever asked.
    var reason: String
    /// Whether the server may have got the request.
    var mayHaveArrived: Bool
    /// Whether the server has forgotten whom it speaks with.
    var isOfSession = false
}

/// How to reach the server behind the proxy.
package enum ServerPlace: Sendable {
    /// A program with its arguments, that speaks on its standard input and output.
    case command([String])
    /// An address of streamable HTTP, with header fields for each request.
    case url(String, headers: [(name: String, value: String)])
}
