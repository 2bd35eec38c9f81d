/// Reads the parts of a TZif file, RFC 9636, without trusting one of its bytes.
struct TZifReader {
    /// What a header says of the data behind it.
    struct Header {
        var version: UInt8
        var utcCount: Int
        var standardCount: Int
        var leapCount: Int
        var timeCount: Int
        var typeCount: Int
        var nameBytes: Int

        /// How long the data is when times take `timeBytes` bytes each.
        func dataBytes(timeBytes: Int) -> Int {
            timeCount * (timeBytes + 1) + typeCount * 6 + nameBytes
                + leapCount * (timeBytes + 4) + standardCount + utcCount
        }
    }

    private let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads a header of 44 bytes.
    mutating func header() throws(ZoneError) -> Header {
        guard bytes.count - position >= 44,
            bytes[position..<position + 4].elementsEqual("TZif".utf8)
        else { throw ZoneError("it is not a TZif file") }
        let versionByte = bytes[position + 4]
        guard versionByte == 0 || (UInt8(ascii: "2")...UInt8(ascii: "4")).contains(versionByte)
        else { throw ZoneError("it is a TZif file of an unknown version") }
        position += 20
        return Header(
            version: versionByte == 0 ? 0 : versionByte - 48,
            utcCount: try count(),
            standardCount: try count(),
            leapCount: try count(),
            timeCount: try count(),
            typeCount: try count(),
            nameBytes: try count()
        )
    }

    /// Moves on over `count` bytes.
    mutating func skip(_ count: Int) throws(ZoneError) {
        guard count <= bytes.count - position else { throw ZoneError("it ends too early") }
        position += count
    }

    /// Reads a block of data: when spans begin, and each span's offset.
    mutating func spans(
        _ header: Header,
        timeBytes: Int
    ) throws(ZoneError) -> (startsMs: [Int64], offsetsMs: [Int64]) {
        let start = position
        try skip(header.dataBytes(timeBytes: timeBytes))
        guard header.leapCount == 0 else {
            throw ZoneError("it counts leap seconds; use the zone without them")
        }
        guard header.typeCount > 0, header.typeCount <= 256 else {
            throw ZoneError("it has no local time, or more than 256")
        }
        let kinds = start + header.timeCount * timeBytes
        let types = kinds + header.timeCount
        var offsets: [Int64] = []
        for index in 0..<header.typeCount {
            let seconds = Int64(Int32(truncatingIfNeeded: integer(at: types + index * 6, bytes: 4)))
            guard ZoneRule.offsetsSeconds.contains(seconds) else {
                throw ZoneError("one of its offsets is more than 26 hours")
            }
            offsets.append(seconds * TimeUnit.secondMs)
        }
        var startsMs: [Int64] = []
        var offsetsMs = [offsets[0]]
        for index in 0..<header.timeCount {
            let seconds = integer(at: start + index * timeBytes, bytes: timeBytes)
            let kind = Int(bytes[kinds + index])
            guard kind < offsets.count else { throw ZoneError("it names a local time it lacks") }
            let ms = seconds.multipliedReportingOverflow(by: TimeUnit.secondMs)
            // Some files begin with a time before the universe; what is out of range never comes.
            if ms.overflow {
                guard seconds < 0, startsMs.isEmpty else { throw ZoneError("a time is too late") }
                offsetsMs = [offsets[kind]]
                continue
            }
            guard ms.partialValue > startsMs.last ?? Int64.min else {
                throw ZoneError("its times do not ascend")
            }
            startsMs.append(ms.partialValue)
            offsetsMs.append(offsets[kind])
        }
        return (startsMs, offsetsMs)
    }

    /// Reads the rule behind the second block: a line between two line feeds, without them.
    mutating func footer() throws(ZoneError) -> ArraySlice<UInt8> {
        let lineFeed = UInt8(ascii: "\n")
        guard position < bytes.count, bytes[position] == lineFeed,
            let end = bytes[(position + 1)...].firstIndex(of: lineFeed)
        else { throw ZoneError("its last line is missing") }
        return bytes[(position + 1)..<end]
    }

    private mutating func count() throws(ZoneError) -> Int {
        let value = Int(UInt32(truncatingIfNeeded: integer(at: position, bytes: 4)))
        // Also keeps every product of the counts far from overflow.
        guard value <= bytes.count else { throw ZoneError("it ends too early") }
        position += 4
        return value
    }

    /// A big-endian two's-complement number; the caller has checked that it is there.
    private func integer(at index: Int, bytes count: Int) -> Int64 {
        var value: UInt64 = 0
        for byte in bytes[index..<index + count] { value = value << 8 | UInt64(byte) }
        let unused = UInt64(64 - count * 8)
        return Int64(bitPattern: value << unused) >> Int64(unused)
    }
}
