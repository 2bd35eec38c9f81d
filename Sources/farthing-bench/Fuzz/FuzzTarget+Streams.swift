import FarthingProviders

extension FuzzTarget {
    /// The scanner of server-sent events.
    static let events = FuzzTarget(
        name: "sse",
        seeds: [messagesStreamSeed, geminiStreamSeed, responsesStreamSeed]
            + ["\u{FEFF}data: a\rdata:b\r\n\r\nevent\nid: 1\n\ndata\n\n"].map { [UInt8]($0.utf8) },
        words: [
            "data:", "data", "event:", "event: x\n", "\r", "\n", "\r\n\r\n", "\n\n", "\r\r", ":\n",
            "id: 1\n", "retry: 9\n", "\u{FEFF}", "data:\ndata:\n",
        ]
    ) { input, random throws(FuzzFault) in
        let eventBytesMax = random.chance(20) ? 64 : 1 << 20
        let whole = EventSink.scan(input, eventBytesMax) { $0 }
        let cut = EventSink.scan(input, eventBytesMax) { left in
            min(left, 1 + random.below(random.chance(50) ? 3 : 90))
        }
        guard whole.isBroken || cut.isBroken || whole.raw == input else {
            throw FuzzFault("bytes were lost")
        }
        // Where an event is too long, pieces decide how many before it are seen.
        guard !whole.isBroken, !cut.isBroken else {
            guard whole.isBroken == cut.isBroken || eventBytesMax == 64 else {
                throw FuzzFault("cuts decide whether an event is too long")
            }
            return false
        }
        guard whole.events == cut.events, cut.raw == input else {
            throw FuzzFault("cuts change what is read")
        }
        return true
    }

    /// The scanner of Amazon's event streams: frames whose lengths and checksums are mostly made
    /// right again after they were changed.
    static let frames = FuzzTarget(
        name: "event-stream",
        seeds: [
            ConverseScript.frames(ConverseScript.seed),
            EventStreamWriter.frame([], []),
            EventStreamWriter.frame([(":message-type", "event")], Array("{}".utf8))
                + EventStreamWriter.frame([("a", ""), ("b", "x")], Array(repeating: 7, count: 300)),
        ],
        words: [
            "\0\0\0\u{10}\0\0\0\0", "\u{1}a\0", "\u{1}a\u{4}\0\0\0\u{1}", "\u{1}a\u{6}\0\u{2}xy",
            "\u{1}a\u{9}0123456789abcdef", "\u{1}a\u{7}\u{7F}\u{7F}", "\u{1}a\u{A}",
            "\u{D}:message-type\u{7}\0\u{9}exception",
        ]
    ) { input, random throws(FuzzFault) in
        var stream = input
        if random.chance(80) { FrameRepair.repair(&stream, keepsLengths: random.chance(50)) }
        let frameBytesMax = random.chance(10) ? 64 : 2 << 20
        let whole = FrameSink.scan(stream, frameBytesMax) { $0 }
        let cut = FrameSink.scan(stream, frameBytesMax) { left in
            min(left, 1 + random.below(random.chance(50) ? 3 : 90))
        }
        guard whole.frames == cut.frames, whole.fault == cut.fault,
            whole.pending == cut.pending, whole.headers == cut.headers
        else { throw FuzzFault("cuts change what is read") }
        let read = whole.frames.flatMap { $0 }
        guard whole.fault == nil ? read + whole.pending == stream : stream.starts(with: read) else {
            throw FuzzFault("bytes were lost")
        }
        for frame in whole.frames {
            guard frame.count <= frameBytesMax else { throw FuzzFault("a frame is too long") }
            guard FrameRepair.isRight(frame) else { throw FuzzFault("a wrong checksum passed") }
        }
        return !whole.frames.isEmpty
    }
}

/// What a scanner of server-sent events found.
private struct EventSink: SSESink {
    struct Event: Equatable {
        var data: [UInt8]?
        var name: [UInt8]?
    }

    private(set) var raw: [UInt8] = []
    private(set) var events: [Event] = []
    private(set) var isBroken = false

    mutating func take(_ event: SSEEvent) {
        raw += event.raw
        if event.isContinuation { return }
        events.append(Event(data: event.data.map(Array.init), name: event.name.map(Array.init)))
    }

    static func scan(_ input: [UInt8], _ bytesMax: Int, cutAt: (Int) -> Int) -> EventSink {
        var sink = EventSink()
        var scanner = SSEScanner(eventBytesMax: bytesMax)
        var start = 0
        do {
            while start < input.count {
                let end = start + cutAt(input.count - start)
                try input[start..<end].withUnsafeBytes { try scanner.feed($0, to: &sink) }
                start = end
            }
        } catch {
            sink.isBroken = true
        }
        scanner.finish(to: &sink)
        return sink
    }
}

/// What a scanner of frames found.
private struct FrameSink: EventStreamSink {
    private(set) var frames: [[UInt8]] = []
    private(set) var headers: [[UInt8]] = []
    private(set) var pending: [UInt8] = []
    private(set) var fault: EventStreamScanner.Fault?

    mutating func take(_ frame: EventStreamFrame) {
        frames.append(Array(frame.raw))
        headers.append([frame.isException ? 1 : 0])
        for header in frame.headers {
            headers.append(header.name + [header.value.type] + header.value.bytes)
        }
        headers.append(frame.headers[":event-type"]?.string.map { Array($0.utf8) } ?? [])
    }

    static func scan(_ input: [UInt8], _ bytesMax: Int, cutAt: (Int) -> Int) -> FrameSink {
        var sink = FrameSink()
        var scanner = EventStreamScanner(frameBytesMax: bytesMax)
        var start = 0
        do throws(EventStreamScanner.Fault) {
            while start < input.count {
                let end = start + cutAt(input.count - start)
                try input[start..<end].withUnsafeBufferPointer {
                    (piece) throws(EventStreamScanner.Fault) in
                    try scanner.feed(UnsafeRawBufferPointer(piece), to: &sink)
                }
                start = end
            }
            sink.pending = scanner.pending
        } catch {
            sink.fault = error
        }
        return sink
    }
}

/// Writes lengths and checksums of frames anew, and checks them, bit by bit: not with the code that
/// is tried.
enum FrameRepair {
    /// Walks the frames; a length that leads out of the input ends with it, unless it is kept.
    static func repair(_ stream: inout [UInt8], keepsLengths: Bool) {
        var start = 0
        while stream.count - start >= 16 {
            let left = stream.count - start
            var total = Int(number(stream, start))
            if !(16...left).contains(total), !keepsLengths {
                total = left
                write(UInt32(total), to: &stream, start)
            }
            if Int(number(stream, start + 4)) > total - 16, !keepsLengths {
                write(UInt32(max(0, total - 16)), to: &stream, start + 4)
            }
            write(checksum(stream[start..<start + 8]), to: &stream, start + 8)
            guard (16...left).contains(total) else { return }
            let end = start + total - 4
            write(checksum(stream[start..<end]), to: &stream, end)
            start += total
        }
    }

    static func isRight(_ frame: [UInt8]) -> Bool {
        frame.count >= 16 && number(frame, 0) == UInt32(frame.count)
            && number(frame, 8) == checksum(frame[..<8])
            && number(frame, frame.count - 4) == checksum(frame.dropLast(4))
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
        }
        return ~crc
    }

    private static func number(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        bytes[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func write(_ number: UInt32, to bytes: inout [UInt8], _ at: Int) {
        for index in 0..<4 {
            bytes[at + index] = UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * index))
        }
    }
}
