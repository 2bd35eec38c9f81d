internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
package import Logging
internal import NIOCore
internal import NIOPosix
package import NIOSSL

/// Serves clients by streamable HTTP at `/mcp`: sessions, each with a connection to the server of its own.
package final class HTTPFront: Sendable {
    /// Where it listens, whom it lets in, and its bounds.
    package struct Options: Sendable {
        package var host: String
        package var port: Int
        package var tls: TLSConfiguration?
        /// Whether only this machine can connect.
        package var isLoopback: Bool
        /// Origins of pages that may ask beside this machine's own, such as `https://app.example`.
        package var origins: Set<String> = []
        /// What clients show as a bearer token; nil where none is needed.
        package var token: String?
        /// Sessions at once.
        package var sessionsMax = 64
        /// Open connections; further ones wait in the system's queue.
        package var connectionsMax = 512
        /// How long a session lasts that nobody uses.
        package var idleMs: Int64 = 1_800_000
        /// How long a body may take.
        package var bodyMs: Int64 = 30_000

        package init(host: String, port: Int, isLoopback: Bool) {
            self.host = host
            self.port = port
            self.isLoopback = isLoopback
        }
    }

    /// How often sessions are looked through.
    private static let sweepMs: Int64 = 15_000

    /// Where it listens, where port 0 was asked for too.
    package let port: Int

    private let close: @Sendable () async -> Void

    private init(port: Int, close: @escaping @Sendable () async -> Void) {
        self.port = port
        self.close = close
    }

    /// Listens; when this returns, requests are answered.
    package static func start(
        _ broker: ToolBroker,
        _ place: ServerPlace,
        _ options: Options,
        logger: Logger,
        note: @escaping @Sendable (String) -> Void
    ) async throws -> HTTPFront {
        let sessions = HTTPSessions(broker, place, options, note: note)
        let exchange = HTTPExchange(
            sessions: sessions,
            gate: HTTPGate(
                isLoopback: options.isLoopback,
                origins: options.origins,
                token: options.token
            ),
            bytesMax: broker.options.messageBytesMax,
            bodyMs: options.bodyMs
        )
        var configuration = HTTP1Channel.Configuration(idleTimeout: .seconds(120))
        configuration.httpDecoder = .init(
            maxHeaderFieldSize: 8 << 10,
            maxHeaderListSize: 16 << 10,
            maxHeaderFieldCount: 64
        )
        let plain = HTTP1Channel(
            responder: { request, writer, channel in
                try await exchange.run(request, writer, channel)
            },
            configuration: configuration
        )
        let drainMs = broker.options.drainMs
        // The framework's own lines are no news to an operator.
        var quiet = logger
        quiet.logLevel = max(.warning, logger.logLevel)
        if let tls = options.tls {
            let channel = try TLSChannel(plain, tlsConfiguration: tls)
            return try await listen(channel, sessions, options, drainMs, quiet)
        }
        return try await listen(plain, sessions, options, drainMs, quiet)
    }

    private static func listen(
        _ channel: some ServerChildChannel,
        _ sessions: HTTPSessions,
        _ options: Options,
        _ drainMs: Int64,
        _ logger: Logger
    ) async throws -> HTTPFront {
        let (ports, listening) = AsyncThrowingStream<Int, any Error>.makeStream()
        let server = Server(
            childChannelSetup: channel,
            configuration: ServerConfiguration(
                address: .hostname(options.host, port: options.port),
                availableConnectionsDelegate: .maximum(options.connectionsMax, logger: logger)
            ),
            onServerRunning: { listening.yield($0.localAddress?.port ?? options.port) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
        let running = Task {
            do {
                try await server.run()
                listening.finish()
            } catch {
                listening.finish(throwing: error)
            }
        }
        let sweeping = Task.detached {
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(sweepMs))
                await sessions.sweep()
            }
        }
        for try await port in ports {
            return HTTPFront(port: port) {
                sweeping.cancel()
                await sessions.close(withinMs: drainMs)
                let patience = Task {
                    try await Task.sleep(for: .seconds(2))
                    running.cancel()
                }
                try? await server.shutdownGracefully()
                await running.value
                patience.cancel()
            }
        }
        sweeping.cancel()
        throw CancellationError()
    }

    /// Ends every session; when it returns, every call is settled or released, or its end is in the
    /// outbox.
    package func stop() async { await close() }
}
