import NIOCore

/// Whole requests and answers on their way out of one event loop: gathered during a tick and
/// written together at its end.
///
/// Whoever receives them is then woken once for many, where writes strewn over the tick would wake
/// it for each. Buffers are used again: an answer of a few kilobytes is too large for the
/// allocator's quick path.
final class Outbox {
    private struct Letter {
        var context: ChannelHandlerContext
        var buffer: ByteBuffer
        var promise: EventLoopPromise<Void>?
    }

    /// Larger buffers are given back to the allocator.
    private static let keptBytesMax = 16 << 10
    private static let keptMax = 256
    private static let bytesMin = 2_048

    private let loop: any EventLoop
    private var letters: [Letter] = []
    /// How many of the letters have been written.
    private var written = 0
    private var spare: [ByteBuffer] = []
    private var isScheduled = false

    init(loop: any EventLoop) {
        self.loop = loop
        letters.reserveCapacity(128)
    }

    /// An empty buffer.
    func buffer(capacity: Int) -> ByteBuffer {
        guard capacity <= Self.keptBytesMax, var buffer = spare.popLast() else {
            return ByteBufferAllocator().buffer(capacity: max(capacity, Self.bytesMin))
        }
        buffer.clear(minimumCapacity: capacity)
        return buffer
    }

    /// Puts bytes in for the end of the tick.
    func put(
        _ buffer: ByteBuffer,
        _ context: ChannelHandlerContext,
        promise: EventLoopPromise<Void>? = nil
    ) {
        letters.append(Letter(context: context, buffer: buffer, promise: promise))
        guard !isScheduled else { return }
        isScheduled = true
        loop.assumeIsolated().execute {
            self.isScheduled = false
            self.flush()
        }
    }

    /// Writes what is in, in order. Called before anything that must not overtake it; a write may
    /// lead to another call, which then goes on where this one stands.
    func flush() {
        while written < letters.count {
            let letter = letters[written]
            written += 1
            letter.context.writeAndFlush(NIOAny(letter.buffer), promise: letter.promise)
        }
        guard !letters.isEmpty else { return }
        for letter in letters where letter.buffer.capacity <= Self.keptBytesMax {
            guard spare.count < Self.keptMax else { break }
            spare.append(letter.buffer)
        }
        letters.removeAll(keepingCapacity: true)
        written = 0
    }
}
