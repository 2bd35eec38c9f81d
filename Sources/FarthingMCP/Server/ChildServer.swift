import NIOCore
import NIOPosix
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A server that is a program: a message on each line of its standard input and output.
final class ChildServer: ServerLink {
    /// How long it has to end by itself once its input is closed, and then after being asked to.
    private static let patienceMs: Int64 = 2_000
    /// The same where nobody waits.
    private static let hurriedMs: Int64 = 500

    private let process: ChildProcess
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
    private let writer = Mutex(NIOAsyncChannelOutboundWriter<ByteBuffer>?.none)

    private init(_ process: ChildProcess, _ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>) {
        self.process = process
        self.channel = channel
    }

    /// Starts a program; what it writes goes to `handler` until its end, which is told last.
    static func start(
        _ words: [String],
        bytesMax: Int,
        _ handler: @escaping ServerHandler
    ) async throws(LinkFailure) -> ChildServer {
        let process = try ChildProcess(words)
        let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
        do {
            channel = try await NIOPipeBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .takingOwnershipOfDescriptors(input: process.output, output: process.input) {
                    channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel(
                            wrappingChannelSynchronously: channel,
                            configuration: .init(isOutboundHalfClosureEnabled: true)
                        )
                    }
                }
        } catch {
            process.send(SIGKILL)
            _ = await process.end(withinMs: hurriedMs)
            throw LinkFailure(
                reason: "the server's program cannot be spoken to",
                mayHaveArrived: false
            )
        }
        let server = ChildServer(process, channel)
        let (ready, readiness) = AsyncStream<Void>.makeStream()
        Task.detached { await server.read(bytesMax, handler, readiness) }
        for await _ in ready { break }
        return server
    }

    private func read(
        _ bytesMax: Int,
        _ handler: ServerHandler,
        _ readiness: AsyncStream<Void>.Continuation
    ) async {
        var framer = LineFramer(bytesMax: bytesMax)
        try? await channel.executeThenClose { inbound, outbound in
            self.writer.withLock { $0 = outbound }
            readiness.finish()
            for try await bytes in inbound {
                for line in framer.take(bytes.readableBytesView) { await handler(line.news) }
            }
            self.writer.withLock { $0 = nil }
        }
        readiness.finish()
        writer.withLock { $0 = nil }
        if let line = framer.end() { await handler(line.news) }
        // Who has closed its output has nothing more to say.
        let ending = await end(withinMs: Self.patienceMs)
        await handler(.ended("the server's program \(ending)"))
    }

    func send(_ message: [UInt8], request: RPCID?) async throws(LinkFailure) {
        let gone = LinkFailure(reason: "the server's program has ended", mayHaveArrived: false)
        guard let writer = writer.withLock({ $0 }) else { throw gone }
        do {
            var line = ByteBuffer()
            line.reserveCapacity(message.count + 1)
            line.writeBytes(message)
            line.writeInteger(UInt8(ascii: "\n"))
            try await writer.write(line)
        } catch {
            // Its last byte was not taken, and without it there is no message.
            throw gone
        }
    }

    func abandon(_ request: RPCID) {}

    func agreed(on version: String) {}

    func close(isPatient: Bool) async {
        if isPatient {
            writer.withLock { $0 }?.finish()
        } else {
            process.send(SIGTERM)
        }
        _ = await end(withinMs: isPatient ? Self.patienceMs : Self.hurriedMs)
        try? await channel.channel.close()
    }

    /// Sees to it that the program ends: by itself, then asked, then made to.
    private func end(withinMs ms: Int64) async -> String {
        if let ending = await process.end(withinMs: ms) { return ending }
        process.send(SIGTERM)
        if let ending = await process.end(withinMs: ms) { return ending }
        process.send(SIGKILL)
        return await process.end(withinMs: Self.patienceMs) ?? "does not end"
    }
}

extension LineFramer.Line {
    fileprivate var news: ServerNews {
        switch self {
        case .whole(let bytes): .message(bytes)
        case .tooLong(let beginning): .tooLong(beginning)
        }
    }
}
