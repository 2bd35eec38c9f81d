import AsyncHTTPClient
import FarthingCore
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The connections to providers: one pool for each set of timeouts, for as long as the program
/// runs.
enum Wire {
    /// Sets of timeouts that a program can use; programs have one or two.
    private static let poolsMax = 64

    private static let pools = Mutex<[ClientOptions.Timeouts: HTTPClient]>([:])

    private static func pool(_ timeouts: ClientOptions.Timeouts) -> HTTPClient {
        pools.withLock { pools in
            if let pool = pools[timeouts] { return pool }
            // Beyond it the first ones' timeouts must do: a pool is never closed.
            if pools.count >= poolsMax, let pool = pools.first?.value { return pool }
            let pool = make(timeouts)
            pools[timeouts] = pool
            return pool
        }
    }

    private static func make(_ timeouts: ClientOptions.Timeouts) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        // A redirect would take the key elsewhere, and be a call that nobody has held for.
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .milliseconds(timeouts.connectMs)
        configuration.timeout.read = .milliseconds(timeouts.silenceMs)
        // A connection that nobody listens at is known at once; whoever wants to may try again.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Providers close idle connections; a request on one of those may have been billed, or not.
        configuration.connectionPool.idleTimeout = .seconds(15)
        // A call waits for nobody else's answer: it would be refused a connection in the end.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1_024
        return HTTPClient(
            eventLoopGroupProvider: .shared(HTTPClient.defaultEventLoopGroup),
            configuration: configuration
        )
    }

    /// Sends a request; returns with the head of the answer.
    static func send(
        _ request: ProviderRequest,
        _ timeouts: ClientOptions.Timeouts
    ) async throws(WireError) -> HTTPClientResponse {
        var sent = HTTPClientRequest(url: request.url)
        sent.method = HTTPMethod(rawValue: request.method)
        for field in request.fields { sent.headers.add(name: field.name, value: field.value) }
        if !request.body.isEmpty || request.method == "POST" {
            sent.body = .bytes(ByteBuffer(bytes: request.body))
        }
        do {
            return try await pool(timeouts).execute(sent, deadline: .distantFuture)
        } catch {
            throw WireError(error)
        }
    }
}

/// Why no answer came, or none to its end.
enum WireError: Error {
    /// No connection: nothing can have been sent.
    case unreachable(String)
    case timeout
    case broken
    case cancelled

    init(_ error: any Error) {
        switch error {
        case is CancellationError: self = .cancelled
        case let error as HTTPClientError: self = Self.kind(error)
        case let error as NIOConnectionError:
            let refused = error.connectionErrors.contains { "\($0.error)".contains("refused") }
            self = .unreachable(refused ? "the connection was refused" : "no connection came about")
        case NIOSSLError.handshakeFailed: self = .unreachable("TLS could not be agreed upon")
        // Other errors of the system may come of a connection that has carried the request.
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            self = .unreachable("the connection was refused")
        default: self = .broken
        }
    }

    private static func kind(_ error: HTTPClientError) -> WireError {
        switch error {
        case .cancelled: .cancelled
        case .connectTimeout, .tlsHandshakeTimeout, .socksHandshakeTimeout,
            .httpProxyHandshakeTimeout, .getConnectionFromPoolTimeout:
            .unreachable("no connection came about in time")
        case .invalidURL, .emptyHost, .emptyScheme, .alreadyShutdown:
            .unreachable("the address is none that can be connected to")
        case .readTimeout, .deadlineExceeded, .writeTimeout: .timeout
        default: .broken
        }
    }
}

extension ProviderError {
    /// What whoever called is told; a task that was cancelled is told that.
    static func make(_ error: WireError, _ bill: CallBill?) -> any Error {
        switch error {
        case .cancelled: return CancellationError()
        case .unreachable(let reason):
            return ProviderError(
                .unreachable,
                "The provider cannot be reached: \(reason). Nothing was charged."
            )
        case .timeout:
            return ProviderError(
                .timeout,
                "The provider was silent for too long. The call was charged, since it may be "
                    + "billed.",
                bill: bill
            )
        case .broken:
            return ProviderError(
                .broken,
                "The provider's answer broke off. The call was charged, since it may be billed.",
                bill: bill
            )
        }
    }
}
