import NIOCore
import NIOPosix
import Synchronization

/// Sends bytes and gathers what comes back: the tests look at HTTP itself.
enum RawClient {
    /// Everything that arrived until the server closed, or until `isEnough` says so.
    static func exchange(
        port: Int,
        _ request: String,
        until isEnough: @escaping @Sendable (String) -> Bool = { _ in false }
    ) async throws -> String {
        let gathered = Gathered()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Gatherer(gathered, isEnough))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .get()
        try await channel.writeAndFlush(ByteBuffer(string: request)).get()
        // An error at the end is the reset that some tests ask for.
        try? await channel.closeFuture.get()
        return gathered.text.withLock { $0 }
    }

    /// A chat request whose connection ends with its answer.
    static func chat(
        port: Int,
        _ members: String,
        headers: String = "",
        until isEnough: @escaping @Sendable (String) -> Bool = { _ in false }
    ) async throws -> String {
        let body = "{\(members)}"
        let request = """
            POST /v1/chat/completions HTTP/1.1\r
            host: scripted\r
            content-length: \(body.utf8.count)\r
            connection: close\r
            \(headers)\r
            \(body)
            """
        return try await exchange(port: port, request, until: isEnough)
    }

    static func get(port: Int, _ path: String) async throws -> String {
        let request = "GET \(path) HTTP/1.1\r\nhost: scripted\r\nconnection: close\r\n\r\n"
        return try await exchange(port: port, request)
    }
}

private final class Gathered: Sendable {
    let text = Mutex("")
}

private final class Gatherer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let gathered: Gathered
    private let isEnough: @Sendable (String) -> Bool

    init(_ gathered: Gathered, _ isEnough: @escaping @Sendable (String) -> Bool) {
        self.gathered = gathered
        self.isEnough = isEnough
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let text = gathered.text.withLock { text in
            text += String(buffer: unwrapInboundIn(data))
            return text
        }
        if isEnough(text) { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

extension String {
    /// How often `part` occurs.
    func occurrences(of part: String) -> Int { ranges(of: part).count }

    /// The body of an HTTP message.
    var body: String { firstRange(of: "\r\n\r\n").map { String(self[$0.upperBound...]) } ?? "" }
}
