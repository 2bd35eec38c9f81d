import NIOCore
import NIOPosix
import Synchronization

/// Answers every request with the same bytes, and closes, or is silent from then on until it is told
/// the rest.
struct RawProvider: Sendable {
    let port: Int
    private let server: any Channel
    private let answered: Answered

    /// The connections that have had their answer, or its beginning.
    private final class Answered: Sendable {
        let channels = Mutex<[any Channel]>([])
    }

    var base: String { "http://127.0.0.1:\(port)" }

    static func start(_ answer: String, isOpenEnded: Bool = false) async throws -> RawProvider {
        let answered = Answered()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = Handler(answer, isOpenEnded: isOpenEnded, answered)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        return RawProvider(
            port: server.localAddress?.port ?? 0,
            server: server,
            answered: answered
        )
    }

    /// Ends the answers of those who wait.
    func end(with rest: String) async throws {
        let channels = answered.channels.withLock { channels in
            defer { channels = [] }
            return channels
        }
        for channel in channels {
            try await channel.writeAndFlush(ByteBuffer(string: rest)).get()
            try await channel.close().get()
        }
    }

    func stop() async { try? await server.close().get() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let answer: String
        private let isOpenEnded: Bool
        private let answered: Answered
        private var isAnswered = false

        init(_ answer: String, isOpenEnded: Bool, _ answered: Answered) {
            self.answer = answer
            self.isOpenEnded = isOpenEnded
            self.answered = answered
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !isAnswered else { return }
            isAnswered = true
            let written = context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)))
            let channel = context.channel
            guard !isOpenEnded else { return answered.channels.withLock { $0.append(channel) } }
            written.whenComplete { _ in channel.close(promise: nil) }
        }
    }
}
