import FarthingCore
import FarthingProviders
import Testing

/// Keeps what a scanner hands over.
struct FrameCollector: EventStreamSink {
    struct Frame: Hashable {
        var raw: [UInt8]
        var headers: [String]
        var payload: [UInt8]
    }

    var frames: [Frame] = []

    mutating func take(_ frame: EventStreamFrame) {
        let headers = frame.headers.map { name, value in
            "\(String(decoding: name, as: UTF8.self)) \(value.type) \(hex(value.bytes))"
        }
        frames.append(
            Frame(raw: Array(frame.raw), headers: headers, payload: Array(frame.payload))
        )
    }
}

func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

func bytes(hex text: some StringProtocol) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Substring(text)
    while !rest.isEmpty {
        bytes.append(try #require(UInt8(rest.prefix(2), radix: 16)))
        rest = rest.dropFirst(2)
    }
    return bytes
}

@Suite("Event stream frames")
struct EventStreamTests {
    /// One line of Tests/Vectors/eventstream, which `Scripts/vectors/eventstream_vectors.py` writes.
    struct Line: CustomTestStringConvertible {
        var kind: String
        var frame: [UInt8]
        var description: [UInt8]
        var testDescription: String

        static func all() throws -> [Line] {
            try Vectors.lines("eventstream/frames.txt", fields: 3).enumerated().map { index, line in
                Line(
                    kind: Vectors.string(line[0]),
                    frame: try bytes(hex: Vectors.string(line[1])),
                    description: Array(line[2]),
                    testDescription: "line \(index + 1)"
                )
            }
        }
    }

    /// Feeds a stream in pieces of at most `size` bytes; returns what broke it.
    static func scan(
        _ stream: [UInt8],
        by size: Int,
        _ sink: inout FrameCollector,
        frameBytesMax: Int = 2 << 20
    ) -> EventStreamScanner.Fault? {
        var scanner = EventStreamScanner(frameBytesMax: frameBytesMax)
        var start = 0
        while start < stream.count {
            let end = min(start + size, stream.count)
            do throws(EventStreamScanner.Fault) {
                try stream[start..<end].withUnsafeBufferPointer {
                    (piece) throws(EventStreamScanner.Fault) in
                    try scanner.feed(UnsafeRawBufferPointer(piece), to: &sink)
                }
            } catch {
                #expect(scanner.pending.isEmpty)
                return error
            }
            start = end
        }
        return nil
    }

    @Test("the checksum is that of gzip")
    func checksum() {
        let text = Array("123456789".utf8)
        #expect(text.withUnsafeBytes { CRC32.of($0) } == 0xCBF4_3926)
        // Every length around the step of eight bytes, in one piece and in two.
        let long = (0..<64).map { UInt8(truncatingIfNeeded: $0 * 37) }
        for count in 0...64 {
            let slow = long[..<count].reduce(UInt32.max) { crc, byte in
                var crc = crc ^ UInt32(byte)
                for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
                return crc
            }
            long[..<count].withUnsafeBytes { bytes in
                #expect(CRC32.of(bytes) == ~slow)
                for cut in 0...count {
                    var crc = CRC32()
                    crc.add(UnsafeRawBufferPointer(rebasing: bytes[..<cut]))
                    crc = CRC32(continuing: crc.checksum)
                    crc.add(UnsafeRawBufferPointer(rebasing: bytes[cut...]))
                    #expect(crc.checksum == ~slow)
                }
            }
        }
    }

    @Test(
        "frames that botocore reads are read alike, and what it refuses is refused",
        arguments: try Line.all()
    )
    func vectors(_ line: Line) throws {
        for size in [1, 3, 11, 12, 13, 64, 1 << 20] {
            var sink = FrameCollector()
            let fault = Self.scan(line.frame, by: size, &sink)
            switch line.kind {
            case "good":
                let root = try JSONDocument(line.description).root
                let expected = try #require(root.member("headers" as StaticString)).elements
                    .map { header in
                        let parts = Array(header.elements)
                        let type = try #require(parts[1].int64)
                        return "\(parts[0].string ?? "") \(type) \(parts[2].string ?? "")"
                    }
                #expect(fault == nil)
                #expect(sink.frames.map(\.headers) == [expected])
                #expect(sink.frames.map(\.raw) == [line.frame])
                let payload = root.member("payload" as StaticString)?.string
                #expect(sink.frames.map { hex($0.payload) } == [payload])
            case "wrongPreludeChecksum": #expect(fault == .wrongPreludeChecksum)
            case "wrongChecksum": #expect(fault == .wrongChecksum)
            default: #expect(fault == .malformed)
            }
            if fault != nil { #expect(sink.frames.isEmpty) }
        }
    }

    @Test("all good frames in one stream come out, however they are cut")
    func stream() throws {
        let good = try Line.all().filter { $0.kind == "good" }
        let stream = good.flatMap(\.frame)
        for size in [1, 2, 5, 12, 100, 1_000, 4_096, stream.count] {
            var sink = FrameCollector()
            #expect(Self.scan(stream, by: size, &sink) == nil)
            #expect(sink.frames.map(\.raw) == good.map(\.frame))
        }
    }

    @Test("a frame that says it is too long is refused before it is waited for")
    func tooLong() {
        var sink = FrameCollector()
        let frame = EventStreamWriter.event("chunk", [UInt8](repeating: 0, count: 1_000))
        #expect(Self.scan(frame, by: 12, &sink, frameBytesMax: frame.count) == nil)
        #expect(sink.frames.count == 1)
        for size in [1, 12, frame.count] {
            let fault = Self.scan(frame, by: size, &sink, frameBytesMax: frame.count - 1)
            #expect(fault == .frameTooLong)
        }
    }

    @Test("what is written is read, and told to be an event or an exception")
    func written() {
        struct Sink: EventStreamSink {
            var seen: [String] = []
            mutating func take(_ frame: EventStreamFrame) {
                let type = frame.headers[":event-type"]?.string ?? "-"
                let payload = String(decoding: frame.payload, as: UTF8.self)
                seen.append("\(type) \(frame.isException) \(payload)")
            }
        }
        let exception = EventStreamWriter.frame(
            [(":exception-type", "throttlingException"), (":message-type", "exception")],
            Array("{}".utf8)
        )
        let stream = EventStreamWriter.event("messageStop", Array("[]".utf8)) + exception
        var sink = Sink()
        var scanner = EventStreamScanner()
        #expect(throws: Never.self) {
            try stream.withUnsafeBytes { try scanner.feed($0, to: &sink) }
        }
        #expect(sink.seen == ["messageStop false []", "- true {}"])
    }
}
