internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
package import Logging
internal import NIOCore
internal import NIOPosix
package import NIOSSL

/// The console's HTTP server: bounded in connections, headers, bodies and time.
///
/// It runs on event loops of its own, so that a gateway in the same process does not feel it.
package final class ConsoleServer: Sendable {
    /// Where it listens, and its bounds.
    package struct Options: Sendable {
        package var host: String
        package var port: Int
        package var tls: TLSConfiguration?
        /// Open connections; further ones wait in the system's queue.
        package var connectionsMax = 1_024
        /// How long a connection may be silent.
        package var idleMs: Int64 = 120_000
        /// How long the header of a connection's first request may take.
        package var headMs: Int64 = 30_000
        /// How long a body may take.
        package var bodyMs: Int64 = 15_000
        /// Whether cookies are to be sent over TLS alone: TLS here, or a proxy that does it.
        package var isSecure = false

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// Where it listens, where port 0 was asked for too.
    package let port: Int

    private let close: @Sendable () async -> Void

    private init(port: Int, close: @escaping @Sendable () async -> Void) {
        self.port = port
        self.close = close
    }

    /// Listens; when this returns, requests are answered.
    ///
    /// - Parameter site: what answers them.
    package static func start(
        _ options: Options,
        _ site: ConsoleSite,
        logger: Logger
    ) async throws -> ConsoleServer {
        let exchange = ConsoleExchange(options: options, site: site, logger: logger)
        var configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [HeadDeadline(ms: options.headMs)],
            idleTimeout: .milliseconds(options.idleMs)
        )
        configuration.httpDecoder = .init(
            maxHeaderFieldSize: 16 << 10,
            maxHeaderListSize: 32 << 10,
            maxHeaderFieldCount: 96
        )
        let plain = HTTP1Channel(
            responder: { request, writer, channel in
                try await exchange.run(request, writer, channel)
            },
            configuration: configuration
        )
        // The framework's own lines are no news to an operator.
        var quiet = logger
        quiet.logLevel = max(.warning, logger.logLevel)
        if let tls = options.tls {
            let channel = try TLSChannel(plain, tlsConfiguration: tls)
            return try await listen(channel, options, site, quiet)
        }
        return try await listen(plain, options, site, quiet)
    }

    private static func listen(
        _ channel: some ServerChildChannel,
        _ options: Options,
        _ site: ConsoleSite,
        _ logger: Logger
    ) async throws -> ConsoleServer {
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
        for try await port in ports {
            return ConsoleServer(port: port) {
                // Streams of events have no end of their own.
                site.close()
                let patience = Task {
                    try await Task.sleep(for: .seconds(5))
                    running.cancel()
                }
                try? await server.shutdownGracefully()
                await running.value
                patience.cancel()
            }
        }
        throw CancellationError()
    }

    /// Lets requests that are under way end, for 5 s at most.
    package func stop() async { await close() }
}
