import NIOCore
import NIOPosix
import Synchronization

/// A client on raw TCP: sends what it is told, and reads answers as HTTP/1.1 frames them.
final class RawClient: Sendable {
    struct TimedOut: Error, CustomStringConvertible {
        var description: String
    }

    fileprivate struct State {
        var received: [UInt8] = []
        var sentBytes = 0
        var isClosed = false
        var waiters: [(need: @Sendable ([UInt8], Bool) -> Bool, promise: EventLoopPromise<Void>)] =
            []

        mutating func takeReady() -> [EventLoopPromise<Void>] {
            let ready = waiters.filter { $0.need(received, isClosed) }
            waiters.removeAll { $0.need(received, isClosed) }
            return ready.map(\.promise)
        }
    }

    private let channel: any Channel
    fileprivate let state: Mutex<State>

    private init(_ channel: any Channel) {
        self.channel = channel
        state = Mutex(State())
    }

    static func connect(port: Int, reads: Bool = true) async throws -> RawClient {
        let box = Mutex<RawClient?>(nil)
        _ = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.autoRead, value: reads)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                let client = RawClient(channel)
                box.withLock { $0 = client }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RawClientHandler(client))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .get()
        guard let client = box.withLock({ $0 }) else { throw TimedOut(description: "no client") }
        return client
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        channel.writeAndFlush(ByteBuffer(bytes: bytes)).whenSuccess {
            self.state.withLock { $0.sentBytes += bytes.count }
        }
    }

    /// What has left for the socket.
    var sentBytes: Int { state.withLock { $0.sentBytes } }

    /// Reads from now on, or not.
    func setReading(_ reads: Bool) async throws {
        try await channel.setOption(.autoRead, value: reads).get()
        if reads { channel.read() }
    }

    func close() async { try? await channel.close().get() }

    /// Ends the client's own side only.
    func closeOutput() async { try? await channel.close(mode: .output).get() }

    /// What was received and is not yet taken.
    var received: [UInt8] { state.withLock { $0.received } }

    /// Waits until `need` is true of what was received and of whether the other side has closed.
    func wait(
        _ what: String,
        timeoutMs: Int64 = 120_000,
        until need: @escaping @Sendable ([UInt8], Bool) -> Bool
    ) async throws {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        let late = channel.eventLoop.scheduleTask(in: .milliseconds(timeoutMs)) {
            promise.fail(TimedOut(description: "timed out waiting for \(what)"))
        }
        let isReady = state.withLock { state in
            if need(state.received, state.isClosed) { return true }
            state.waiters.append((need, promise))
            return false
        }
        if isReady { promise.succeed() }
        defer { late.cancel() }
        try await promise.futureResult.get()
    }

    /// Waits until the other side has closed.
    func waitForClose(timeoutMs: Int64 = 120_000) async throws {
        try await wait("close", timeoutMs: timeoutMs) { $1 }
    }

    /// Takes the next whole answer.
    func answer(isHead: Bool = false, timeoutMs: Int64 = 120_000) async throws -> RawAnswer {
        try await wait("an answer", timeoutMs: timeoutMs) {
            RawAnswer.parse($0, isClosed: $1, isHead: isHead) != nil || $1
        }
        return try state.withLock { state in
            guard
                let parsed = RawAnswer.parse(
                    state.received,
                    isClosed: state.isClosed,
                    isHead: isHead
                )
            else {
                let text = String(decoding: state.received.prefix(300), as: UTF8.self)
                throw TimedOut(description: "closed without a whole answer: \(text)")
            }
            state.received.removeFirst(parsed.length)
            return parsed.answer
        }
    }
}

private final class RawClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let client: RawClient

    init(_ client: RawClient) { self.client = client }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        update { $0.received.append(contentsOf: buffer.readableBytesView) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { update { $0.isClosed = true } }
    }

    func channelInactive(context: ChannelHandlerContext) { update { $0.isClosed = true } }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        update { $0.isClosed = true }
        context.close(promise: nil)
    }

    private func update(_ change: (inout RawClient.State) -> Void) {
        let ready = client.state.withLock { state in
            change(&state)
            return state.takeReady()
        }
        for promise in ready { promise.succeed() }
    }
}
