import AsyncHTTPClient
import Farthing
import NIOCore
import NIOPosix

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Why no answer came.
enum WireFailure: Error {
    /// No connection came about: nothing was asked.
    case unsent(String)
    /// The server may have done what was asked.
    case lost(String)
    case cancelled

    init(_ error: any Error) {
        switch error {
        case is CancellationError: self = .cancelled
        case let error as HTTPClientError: self = Self.kind(error)
        case is NIOConnectionError: self = .unsent("no connection came about")
        case let error as IOError where Self.isOfConnecting(error.errnoCode):
            self = .unsent("the connection was refused")
        default: self = .lost("the connection broke")
        }
    }

    private static func isOfConnecting(_ code: CInt) -> Bool {
        code == ECONNREFUSED || code == ENOENT || code == EACCES || code == EHOSTUNREACH
            || code == ENETUNREACH
    }

    private static func kind(_ error: HTTPClientError) -> WireFailure {
        switch error {
        case .cancelled: .cancelled
        case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
            .unsent("no connection came about in time")
        case .invalidURL, .emptyHost, .emptyScheme:
            .unsent("its address is none that can be connected to")
        case .readTimeout, .deadlineExceeded, .writeTimeout: .lost("no answer came in time")
        default: .lost("the connection broke")
        }
    }

    /// Why, in words.
    var reason: String {
        switch self {
        case .unsent(let reason), .lost(let reason): reason
        case .cancelled: "the task was cancelled"
        }
    }

    /// As whoever wants to spend is told.
    var spendError: SpendError {
        switch self {
        case .unsent(let reason):
            SpendError(
                .ledgerUnavailable,
                "The server cannot be reached: \(reason). Nothing was held; start it, or check its "
                    + "address."
            )
        case .lost(let reason):
            SpendError(
                .outcomeUnknown,
                "The server did not answer: \(reason). What it did is not known; a hold that nobody "
                    + "closes ends by itself."
            )
        case .cancelled:
            SpendError(
                .outcomeUnknown,
                "The task was cancelled before the server's answer came. What it did is not known."
            )
        }
    }
}
