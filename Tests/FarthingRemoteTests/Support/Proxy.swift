import NIOCore
import NIOPosix
import Synchronization

/// Stands between a client and a server, and loses answers when it is told to.
final class Proxy: Sendable {
    /// What happens to the server's answers.
    enum Mood: Sendable {
        case passes
        /// So many are dropped with their connection.
        case loses(Int)
        /// All are dropped, and their connections stay open.
        case stalls
    }

    /// What both directions of all connections look at.
    fileprivate final class Will: Sendable {
        let mood = Mutex(Mood.passes)
        let stalled = Atomic(0)

        /// Whether an answer goes through; nil where its connection is to break.
        func passes() -> Bool? {
            mood.withLock { mood in
                switch mood {
                case .passes: return true
                case .stalls:
                    stalled.add(1, ordering: .relaxed)
                    return false
                case .loses(let count):
                    mood = count > 1 ? .loses(count - 1) : .passes
                    return nil
                }
            }
        }
    }

    private let group: MultiThreadedEventLoopGroup
    private let will: Will
    private let listening: any Channel

    var port: Int { listening.localAddress?.port ?? 0 }
    var address: String { "http://127.0.0.1:\(port)" }
    /// Pieces of answers that came and did not go on while it stalled.
    var stalledCount: Int { will.stalled.load(ordering: .relaxed) }

    init(to serverPort: Int) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let will = Will()
        listening = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { client in
                ClientBootstrap(group: client.eventLoop)
                    .connect(host: "127.0.0.1", port: serverPort)
                    .flatMapThrowing { server in
                        try client.pipeline.syncOperations.addHandler(Pipe(server, nil))
                        try server.pipeline.syncOperations.addHandler(Pipe(client, will))
                    }
                    .flatMap { client.setOption(.autoRead, value: true) }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        self.group = group
        self.will = will
    }

    func set(_ mood: Mood) { will.mood.withLock { $0 = mood } }

    func stop() async {
        try? await listening.close().get()
        try? await group.shutdownGracefully()
    }

    /// One direction of a connection.
    private final class Pipe: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let other: any Channel
        private let will: Will?

        init(_ other: any Channel, _ will: Will?) {
            self.other = other
            self.will = will
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch will?.passes() ?? (will == nil ? true : nil) {
            case true?: other.writeAndFlush(unwrapInboundIn(data), promise: nil)
            case false?: break
            case nil:
                other.close(promise: nil)
                context.close(promise: nil)
            }
        }

        func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
