/// What takes frames from a scanner.
package protocol EventStreamSink {
    mutating func take(_ frame: EventStreamFrame)
}

/// Finds whole frames of `application/vnd.amazon.eventstream` in a stream that arrives in arbitrary
/// pieces, and checks both checksums of each.
///
/// Frames that lie within one piece are not copied; an incomplete one is kept, at most
/// ``frameBytesMax`` bytes of it. Each byte is looked at once, however small the pieces are.
package struct EventStreamScanner: Sendable {
    package enum Fault: Error, Hashable, Sendable {
        /// A frame says that it is longer than ``EventStreamScanner/frameBytesMax``.
        case frameTooLong
        /// Lengths that contradict each other, or headers that cannot be read.
        case malformed
        case wrongPreludeChecksum
        case wrongChecksum
    }

    /// Longest frame: a chunk of Bedrock's streams has at most 1,000,000 bytes (service model of
    /// bedrock-runtime), which base64 makes a third longer.
    package let frameBytesMax: Int

    /// The beginning of a frame whose end has not come yet.
    package private(set) var pending: [UInt8] = []
    /// Its length, once its prelude was there.
    private var wanted: (total: Int, headers: Int)?
    private var fault: Fault?

    package init(frameBytesMax: Int = 2 << 20) {
        self.frameBytesMax = frameBytesMax
    }

    /// Hands each frame that `piece` completes to `sink`, in order. After an error the scanner
    /// takes no more, since nothing says where a next frame begins.
    package mutating func feed(
        _ piece: UnsafeRawBufferPointer,
        to sink: inout some EventStreamSink
    ) throws(Fault) {
        if let fault { throw fault }
        do {
            try scan(piece, to: &sink)
        } catch {
            fault = error
            pending = []
            throw error
        }
    }

    private mutating func scan(
        _ piece: UnsafeRawBufferPointer,
        to sink: inout some EventStreamSink
    ) throws(Fault) {
        var rest = piece[...]
        while !rest.isEmpty {
            if pending.isEmpty, rest.count >= EventStreamFrame.preludeBytes {
                let bytes = UnsafeRawBufferPointer(rebasing: rest)
                let lengths = try readPrelude(bytes)
                guard bytes.count < lengths.total else {
                    try emit(bytes, lengths, to: &sink)
                    rest = rest.dropFirst(lengths.total)
                    continue
                }
                wanted = lengths
            }
            let goal = wanted?.total ?? EventStreamFrame.preludeBytes
            let part = rest.prefix(goal - pending.count)
            pending.append(contentsOf: part)
            rest = rest.dropFirst(part.count)
            guard pending.count == goal else { continue }
            try completePending(to: &sink)
        }
    }

    /// Goes on when the pending bytes are a prelude or a frame.
    private mutating func completePending(
        to sink: inout some EventStreamSink
    ) throws(Fault) {
        if wanted == nil {
            wanted = try pending.withUnsafeBufferPointer { (bytes) throws(Fault) in
                try readPrelude(UnsafeRawBufferPointer(bytes))
            }
        }
        guard let lengths = wanted, pending.count == lengths.total else { return }
        try pending.withUnsafeBufferPointer { (bytes) throws(Fault) in
            try emit(UnsafeRawBufferPointer(bytes), lengths, to: &sink)
        }
        wanted = nil
        pending.removeAll(keepingCapacity: true)
    }

    private func readPrelude(
        _ bytes: UnsafeRawBufferPointer
    ) throws(Fault) -> (total: Int, headers: Int) {
        let total = Int(Self.number(bytes, at: 0))
        let headers = Int(Self.number(bytes, at: 4))
        guard CRC32.of(UnsafeRawBufferPointer(rebasing: bytes[..<8])) == Self.number(bytes, at: 8)
        else { throw .wrongPreludeChecksum }
        guard total <= frameBytesMax else { throw .frameTooLong }
        guard total >= EventStreamFrame.overheadBytes,
            headers <= total - EventStreamFrame.overheadBytes
        else { throw .malformed }
        return (total, headers)
    }

    /// Hands over the frame at the beginning of `bytes`.
    private func emit(
        _ bytes: UnsafeRawBufferPointer,
        _ lengths: (total: Int, headers: Int),
        to sink: inout some EventStreamSink
    ) throws(Fault) {
        let raw = UnsafeRawBufferPointer(rebasing: bytes[..<lengths.total])
        let end = lengths.total - 4
        guard CRC32.of(UnsafeRawBufferPointer(rebasing: raw[..<end])) == Self.number(raw, at: end)
        else { throw .wrongChecksum }
        guard let frame = EventStreamFrame(raw, headersBytes: lengths.headers) else {
            throw .malformed
        }
        sink.take(frame)
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt32 {
        UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
