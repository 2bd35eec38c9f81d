internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
package import Logging
internal import NIOCore
internal import NIOPosix
package import NIOSSL

/// A small HTTP server for what anybody may ask: bounded in connections, bodies and time.
///
/// It runs on event loops of its own, so that a gateway in the same process does not feel it.
package final class PublicServer: Sendable {
    /// Where it listens, and its bounds.
    package struct Options: Sendable {
        package var host: String
        package var port: Int
        package var tls: TLSConfiguration?
        /// Longest body that is read; a longer one is refused with 413.
        package var bodyBytesMax = 0
        /// Open connections; further ones wait in the system's queue.
        package var connectionsMax = 512
        /// How long a connection may be silent; logs come about once a minute.
        package var idleMs: Int64 = 120_000
        /// How long a body may take.
        package var bodyMs: Int64 = 10_000
        /// How long a client may take for an answer.
        package var answerMs: Int64 = 30_000

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    package typealias Handler = @Sendable (PublicRequest) async -> PublicAnswer

    /// Where it listens, where port 0 was asked for too.
    package let port: Int

    private let close: @Sendable () async -> Void

    private init(port: Int, close: @escaping @Sendable () async -> Void) {
        self.port = port
        self.close = close
    }

    /// Listens; when this returns, requests are answered.
    package static func start(
        _ options: Options,
        clockMs: @escaping @Sendable () -> Int64,
        logger: Logger,
        _ handler: @escaping Handler
    ) async throws -> PublicServer {
        let exchange = PublicExchange(options: options, clockMs: clockMs, handler: handler)
        var configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [AnswerDeadline(ms: options.answerMs)],
            idleTimeout: .milliseconds(options.idleMs)
        )
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
        // The framework's own lines are no news to an operator.
        var quiet = logger
        quiet.logLevel = max(.warning, logger.logLevel)
        if let tls = options.tls {
            let channel = try TLSChannel(plain, tlsConfiguration: tls)
            return try await listen(channel, options, quiet)
        }
        return try await listen(plain, options, quiet)
    }

    private static func listen(
        _ channel: some ServerChildChannel,
        _ options: Options,
        _ logger: Logger
    ) async throws -> PublicServer {
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
            return PublicServer(port: port) {
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
