package import NIOCore

/// Reads HTTP/1.1 answers from a provider, one after another on a connection.
///
/// A hand-laid reader, for speed, of what our own requests bring back; what clients send goes
/// through NIO's decoder. Strict where leniency could hide money: an answer that cannot be read in
/// one way only is broken.
package struct ResponseParser {
    /// The largest head: providers send up to a few kilobytes.
    package static let headBytesMax = 64 << 10
    /// The longest line that gives a chunk's size.
    package static let sizeLineBytesMax = 1_024

    package enum Event {
        /// Nothing more can be said before more bytes come.
        case needMore
        case head(ResponseHead)
        case body(ByteBuffer)
        /// The answer is whole.
        case end
        case broken(String)
    }

    private enum State {
        case head
        case fixed(left: Int)
        case chunkSize
        case chunk(left: Int)
        case chunkEnd
        case trailers
        case untilClose
        case ended
        case broken(String)
    }

    private var state = State.head
    private var scanned = 0
    private var trailerBytes = 0

    package init() {}

    /// True between two answers.
    package var isAtStart: Bool {
        if case .head = state { return scanned == 0 }
        return false
    }

    /// Makes ready for the next answer on the same connection.
    package mutating func reset() {
        state = .head
        scanned = 0
        trailerBytes = 0
    }

    /// What comes next in the bytes so far.
    package mutating func next(_ buffer: inout ByteBuffer) -> Event {
        while true {
            switch state {
            case .head:
                guard let event = readHead(&buffer) else { continue }
                return event
            case .fixed(let left):
                if left == 0 { return ended() }
                guard let slice = take(&buffer, atMost: left) else { return .needMore }
                state = .fixed(left: left - slice.readableBytes)
                return .body(slice)
            case .untilClose:
                guard let slice = take(&buffer, atMost: Int.max) else { return .needMore }
                return .body(slice)
            case .chunkSize:
                guard let line = readLine(&buffer, max: Self.sizeLineBytesMax) else {
                    return waitOrBreak(buffer, max: Self.sizeLineBytesMax)
                }
                guard line.last == UInt8(ascii: "\r"), let size = Self.chunkSize(line) else {
                    return broken("bad chunk size")
                }
                state = size == 0 ? .trailers : .chunk(left: size)
            case .chunk(let left):
                guard let slice = take(&buffer, atMost: left) else { return .needMore }
                let rest = left - slice.readableBytes
                state = rest == 0 ? .chunkEnd : .chunk(left: rest)
                return .body(slice)
            case .chunkEnd:
                guard buffer.readableBytes >= 2 else { return .needMore }
                guard buffer.readInteger(as: UInt16.self) == 0x0D0A else {
                    return broken("chunk without its end")
                }
                state = .chunkSize
            case .trailers:
                guard let line = readLine(&buffer, max: Self.headBytesMax) else {
                    return waitOrBreak(buffer, max: Self.headBytesMax)
                }
                guard line.last == UInt8(ascii: "\r") else { return broken("bad trailer") }
                if line.count == 1 { return ended() }
                trailerBytes += line.count
                guard trailerBytes <= Self.headBytesMax else { return broken("trailers too large") }
            case .ended: return .needMore
            case .broken(let reason): return .broken(reason)
            }
        }
    }

    /// What the end of the connection means for the answer.
    package mutating func closed() -> Event {
        switch state {
        case .untilClose: return ended()
        case .ended: return .end
        default: return broken("the connection ended inside the answer")
        }
    }

    private mutating func ended() -> Event {
        state = .ended
        return .end
    }

    private mutating func broken(_ reason: String) -> Event {
        state = .broken(reason)
        return .broken(reason)
    }

    private func take(_ buffer: inout ByteBuffer, atMost: Int) -> ByteBuffer? {
        let count = min(buffer.readableBytes, atMost)
        return count == 0 ? nil : buffer.readSlice(length: count)
    }

    private mutating func waitOrBreak(_ buffer: ByteBuffer, max: Int) -> Event {
        buffer.readableBytes > max ? broken("line too long") : .needMore
    }

    /// A line without its line feed, the carriage return included.
    private func readLine(_ buffer: inout ByteBuffer, max: Int) -> [UInt8]? {
        let view = buffer.readableBytesView
        guard let feed = view.prefix(max).firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = Array(view[view.startIndex..<feed])
        buffer.moveReaderIndex(forwardBy: feed - view.startIndex + 1)
        return line
    }

    private static func chunkSize(_ line: [UInt8]) -> Int? {
        var size = 0
        var digits = 0
        for byte in line {
            guard let digit = hexValue(byte) else {
                // An extension follows, or spaces before one.
                guard byte == UInt8(ascii: ";") || byte == UInt8(ascii: " ") || byte == 0x0D
                else { return nil }
                break
            }
            size = size << 4 | digit
            digits += 1
            guard digits <= 8 else { return nil }
        }
        return digits == 0 ? nil : size
    }

    private static func hexValue(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// Reads a head once it is whole; nil when it was an interim answer (1xx), which is passed over.
    private mutating func readHead(_ buffer: inout ByteBuffer) -> Event? {
        let end: Int? = buffer.withUnsafeReadableBytes { bytes in
            var position = max(scanned, 3)
            while position < bytes.count {
                if bytes[position] == UInt8(ascii: "\n"), bytes[position - 1] == UInt8(ascii: "\r"),
                    bytes[position - 2] == UInt8(ascii: "\n"),
                    bytes[position - 3] == UInt8(ascii: "\r")
                {
                    return position + 1
                }
                position += 1
            }
            return nil
        }
        guard let end else {
            scanned = buffer.readableBytes
            return scanned > Self.headBytesMax ? broken("head too large") : .needMore
        }
        scanned = 0
        guard end <= Self.headBytesMax, let block = buffer.readSlice(length: end) else {
            return broken("head too large")
        }
        let head: ResponseHead
        switch ResponseHead.parse(block) {
        case .success(let parsed): head = parsed
        case .failure(let fault): return broken(fault.reason)
        }
        // Nobody asked to switch protocols.
        if head.status == 101 { return broken("switched protocols") }
        if head.status < 200 { return nil }
        switch head.framing {
        case .none: state = .fixed(left: 0)
        case .fixed(let length): state = .fixed(left: length)
        case .chunked: state = .chunkSize
        case .untilClose: state = .untilClose
        }
        return .head(head)
    }
}
