import NIOPosix
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A client that has started the proxy and speaks on its standard input and output.
package struct StdioFront: Sendable {
    /// How the proxy's work came to its end.
    package enum Ending: Hashable, Sendable {
        /// The client is gone, or somebody has stopped the proxy.
        case done
        /// The server has ended by itself, or was never there: how.
        case serverGone(String)
    }

    private let broker: ToolBroker
    private let place: ServerPlace
    private let note: @Sendable (String) -> Void

    /// A front that serves whoever holds the other ends.
    package init(
        _ broker: ToolBroker,
        _ place: ServerPlace,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.broker = broker
        self.place = place
        self.note = note
    }

    /// Serves the client until it or the server goes, or `stop` says something.
    ///
    /// When it returns, every call is settled or released, or its end is in the outbox.
    package func run(
        input: CInt = 0,
        output: CInt = 1,
        stop: AsyncStream<Void>
    ) async -> Ending {
        let pipe = StdioPipe(input: input, output: output)
        let (endings, telling) = AsyncStream<Ending?>.makeStream()
        let session = ProxySession(broker, pipe, note: note) { telling.yield(.serverGone($0)) }
        do throws(LinkFailure) {
            try await session.connect(place)
        } catch {
            return .serverGone(error.reason)
        }
        let stopping = Task.detached {
            for await _ in stop { telling.yield(nil) }
        }
        let reading = Task.detached { [bytesMax = broker.options.messageBytesMax] in
            var framer = LineFramer(bytesMax: bytesMax)
            while let bytes = await pipe.read() {
                for line in framer.take(bytes) { await Self.take(line, session, bytesMax) }
            }
            if let line = framer.end() { await Self.take(line, session, bytesMax) }
            telling.yield(.done)
        }
        defer {
            stopping.cancel()
            reading.cancel()
        }
        var events = endings.makeAsyncIterator()
        let first = await events.next() ?? nil
        // The client may go because the server is gone.
        let ending = session.ending.map { Ending.serverGone($0) }
        guard first == .done, ending == nil else {
            await session.close(withinMs: 0)
            await broker.flush(withinMs: 1_000)
            return ending ?? first ?? .done
        }
        // Who is stopped while it waits waits no longer.
        let hurrying = Task.detached {
            for await _ in endings { session.stopWaiting() }
        }
        await session.close(withinMs: broker.options.drainMs)
        hurrying.cancel()
        await broker.flush(withinMs: 5_000)
        return .done
    }

    private static func take(
        _ line: LineFramer.Line,
        _ session: ProxySession,
        _ bytesMax: Int
    ) async {
        switch line {
        case .whole(let bytes): await session.take(client: bytes)
        case .tooLong:
            await session.sink.tell(
                RPCText.error(
                    nil,
                    .invalidRequest,
                    "The message is longer than \(bytesMax) bytes."
                ),
                of: nil
            )
        }
    }
}

/// Standard input and output, whatever they are: pipes, terminals or files.
final class StdioPipe: ClientSink {
    private static let chunkBytes = 64 << 10

    private let input: CInt
    private let output: CInt
    /// One thread that waits for input, and one that writes: both may block for long.
    private let pool = NIOThreadPool(numberOfThreads: 2)
    /// Lines go out one after the other.
    private let writing = Mutex(Task<Void, Never>?.none)

    init(input: CInt, output: CInt) {
        self.input = input
        self.output = output
        pool.start()
    }

    /// What came; nil at the end.
    func read() async -> [UInt8]? {
        try? await pool.runIfActive { [input] in
            var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
            while true {
                let count = Self.read(input, &chunk)
                if count > 0 { return Array(chunk[..<count]) }
                guard count < 0, errno == EINTR || Self.waits(input, POLLIN) else { return nil }
            }
        } ?? nil
    }

    func answer(_ request: RPCID, _ message: [UInt8]?) async {
        if let message { await write(message) }
    }

    func tell(_ message: [UInt8], of request: RPCID?) async { await write(message) }

    /// Returns when the line has gone out, so that a client that reads slowly slows us down.
    private func write(_ message: [UInt8]) async {
        let task = writing.withLock { last in
            let before = last
            let task = Task.detached { [pool, output] in
                await before?.value
                _ = try? await pool.runIfActive { Self.write(message + [0x0A], to: output) }
            }
            last = task
            return task
        }
        await task.value
    }

    private static func read(_ input: CInt, _ chunk: inout [UInt8]) -> Int {
        chunk.withUnsafeMutableBytes { systemRead(input, $0) }
    }

    /// Writes all; what nobody reads any more is dropped.
    private static func write(_ bytes: [UInt8], to output: CInt) {
        bytes.withUnsafeBytes { whole in
            var rest = whole[...]
            while !rest.isEmpty {
                let count = systemWrite(output, UnsafeRawBufferPointer(rebasing: rest))
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR, !waits(output, POLLOUT) {
                    return
                }
            }
        }
    }

    /// Waits where the other side of the terminal or pipe was made one that does not; false for any
    /// other error.
    private static func waits(_ descriptor: CInt, _ events: some BinaryInteger) -> Bool {
        guard errno == EAGAIN || errno == EWOULDBLOCK else { return false }
        var wanted = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        return poll(&wanted, 1, -1) >= 0 || errno == EINTR
    }
}

private func systemRead(_ descriptor: CInt, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, bytes.baseAddress, bytes.count)
}

private func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
