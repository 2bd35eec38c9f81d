import FarthingSQLite
import Logging
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The socket through which commands write while a server has the folder; its owner alone can
/// connect.
struct AdminServer: Sendable {
    private let channel: any Channel
    private let path: String

    /// Starts to listen; nil where that cannot be, which calls do not suffer from.
    static func start(
        _ service: AdminService,
        _ folder: DataFolder,
        _ group: any EventLoopGroup,
        _ logger: Logger
    ) async -> AdminServer? {
        guard let place = SocketPlace(folder) else {
            logger.warning(
                "no admin socket: the data folder's path is too long",
                metadata: ["path": "\(folder.adminSocket)"]
            )
            return nil
        }
        defer { place.close() }
        // The lock is ours, so whoever left a socket is gone.
        unlink(folder.adminSocket)
        do {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 16)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(AdminConnection(service))
                    }
                }
                .bind(unixDomainSocketPath: place.path)
                .get()
            chmod(folder.adminSocket, 0o600)
            return AdminServer(channel: channel, path: folder.adminSocket)
        } catch {
            logger.warning("no admin socket", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    /// Takes no more connections and removes the socket.
    func stop() async {
        // A listener that is closed already is what is wanted.
        try? await channel.close().get()
        unlink(path)
    }
}

/// One operator's connection: a line with a request, a line with the answer, and so on.
private final class AdminConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let service: AdminService
    private var received: [UInt8] = []
    private var isBusy = false

    init(_ service: AdminService) {
        self.service = service
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        next(context)
    }

    private func next(_ context: ChannelHandlerContext) {
        guard !isBusy else {
            if received.count > AdminRequest.bytesMax { context.close(promise: nil) }
            return
        }
        guard let end = received.firstIndex(of: UInt8(ascii: "\n")) else {
            if received.count > AdminRequest.bytesMax { context.close(promise: nil) }
            return
        }
        let line = [UInt8](received[..<end])
        received.removeSubrange(...end)
        isBusy = true
        let service = service
        let promise = context.eventLoop.makePromise(of: [UInt8].self)
        promise.completeWithTask { await service.answer(line) }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        promise.futureResult.whenSuccess { answer in
            let (connection, context) = bound.value
            connection.isBusy = false
            guard context.channel.isActive else { return }
            var buffer = context.channel.allocator.buffer(capacity: answer.count + 1)
            buffer.writeBytes(answer)
            buffer.writeInteger(UInt8(ascii: "\n"))
            context.writeAndFlush(connection.wrapOutboundOut(buffer), promise: nil)
            connection.next(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
