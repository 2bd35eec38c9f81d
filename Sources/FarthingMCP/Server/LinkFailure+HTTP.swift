import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension LinkFailure {
    /// The stream ended, or said something else.
    static let unanswered = LinkFailure(
        reason: "the server's answer does not have it",
        mayHaveArrived: true
    )

    /// The server, or a proxy before it, refuses a message.
    init(status: HTTPResponseStatus) {
        defer { isOfSession = status.code == 404 }
        switch status.code {
        // What servers refuse before they look at a message, or because they do not know the
        // session.
        case 300..<500 where status.code != 408:
            self.init(
                reason: "the server answered with status \(status.code)",
                mayHaveArrived: false
            )
        default:
            self.init(
                reason: "the server answered with status \(status.code)",
                mayHaveArrived: true
            )
        }
    }

    /// No answer came.
    init(connecting error: any Error) {
        switch error {
        case is NIOConnectionError:
            self.init(reason: "no connection to the server came about", mayHaveArrived: false)
        case let error as HTTPClientError
        where [
            .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout, .invalidURL,
            .emptyHost, .emptyScheme,
        ].contains(error):
            self.init(reason: "no connection to the server came about", mayHaveArrived: false)
        case let error as IOError
        where [ECONNREFUSED, ENOENT, EHOSTUNREACH, ENETUNREACH].contains(error.errnoCode):
            self.init(reason: "no connection to the server came about", mayHaveArrived: false)
        default: self.init(reason: "the connection to the server broke", mayHaveArrived: true)
        }
    }
}
