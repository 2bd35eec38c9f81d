package import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A stand-in for OpenAI's chat completions and Anthropic's messages on loopback: answers as asked,
/// fails on demand, and keeps its own bill.
///
/// It knows nothing of Farthing's prices or holds, so that its bill is a truth of its own. Beside
/// `POST /v1/chat/completions`, `POST /v1/messages`, `POST /v1/messages/count_tokens`,
/// `GET /v1/models` and `GET /v1/models/{id}` it serves
/// `GET /_scripted/bill`, `GET /_scripted/stats` and `POST /_scripted/reset`.
package final class ScriptedProvider: Sendable {
    /// The port on 127.0.0.1.
    package let port: Int

    private let service: ScriptedService
    private let connections: ConnectionSet
    private let server: any Channel

    private init(
        port: Int,
        service: ScriptedService,
        connections: ConnectionSet,
        server: any Channel
    ) {
        self.port = port
        self.service = service
        self.connections = connections
        self.server = server
    }

    /// Listens on 127.0.0.1; port 0 takes any that is free. Throws when the port is taken.
    package static func start(
        port: Int = 0,
        group: any EventLoopGroup,
        options: ScriptedOptions = ScriptedOptions()
    ) async throws -> ScriptedProvider {
        let service = ScriptedService(options: options, createdSeconds: Int(time(nil)))
        let connections = ConnectionSet(max: options.connectionsMax)
        let server = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard connections.add(channel) else { throw TooManyConnections() }
                    let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ByteToMessageHandler(decoder))
                    try pipeline.addHandler(ScriptedConnection(service))
                }
            }
            .bind(host: "127.0.0.1", port: port)
            .get()
        return ScriptedProvider(
            port: server.localAddress?.port ?? port,
            service: service,
            connections: connections,
            server: server
        )
    }

    /// Every call accepted since the start or the last reset, in their order; at most
    /// ``ScriptedOptions/billRowsMax``.
    package func bill() -> [BilledCall] { service.bill.rows() }

    /// Chat requests and others that arrived, bad ones included, since the start or the last reset.
    package func requestCount() -> Int { service.bill.totals().requests }

    /// Calls whose answer is under way.
    package func openCallCount() -> Int { service.bill.totals().openCalls }

    /// Forgets the bill and the counts.
    package func reset() { service.bill.reset() }

    /// Returns when the listener is closed, by ``shutdown()`` or by an error.
    package func waitUntilClosed() async throws {
        try await server.closeFuture.get()
    }

    /// Takes no new connections; those that are open stay.
    func stopListening() {
        server.close(promise: nil)
    }

    /// Stops listening and closes every connection; calls that are open are billed as hung up.
    package func shutdown() async {
        // A listener or connection that is closed already is what is wanted.
        try? await server.close().get()
        for channel in connections.drain() { try? await channel.close().get() }
    }
}

private struct TooManyConnections: Error {}

/// The open connections, so that a shutdown can close them.
private final class ConnectionSet: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])
    private let max: Int

    init(max: Int) {
        self.max = max
    }

    /// False when there are too many.
    func add(_ channel: any Channel) -> Bool {
        let id = ObjectIdentifier(channel)
        let isAdded = channels.withLock { channels in
            guard channels.count < max else { return false }
            channels[id] = channel
            return true
        }
        if isAdded {
            channel.closeFuture.whenComplete { _ in
                self.channels.withLock { _ = $0.removeValue(forKey: id) }
            }
        }
        return isAdded
    }

    func drain() -> [any Channel] { channels.withLock { Array($0.values) } }
}
