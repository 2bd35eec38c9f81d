/// Ogg with Opus or Vorbis (RFC 3533, RFC 7845): packets are counted, positions only make it longer.
struct OggFile {
    private var streams: [Int: OggStream] = [:]

    /// Streams of one file, chained or not.
    private static let streamsMax = 64

    static func length(_ audio: AudioBytes) throws(AudioError) -> AudioLength {
        var file = OggFile()
        var offset = 0
        while offset < audio.count { offset += try file.page(audio.from(offset)) }
        // Whether they sound one after another, or at once: one after another is longer.
        var total = AudioLength(microseconds: 0)
        for stream in file.streams.values { total = try total + stream.length() }
        return total
    }

    /// Takes the page that stands first; returns its length.
    private mutating func page(_ rest: AudioBytes) throws(AudioError) -> Int {
        guard rest.has("OggS\0"), let flags = rest.byte(5), let position = rest.little(6, 7),
            let high = rest.byte(13), let serial = rest.little(14, 4),
            let segments = rest.byte(26).map(Int.init), rest.count >= 27 + segments
        else { throw AudioError("it is no row of Ogg pages") }
        var size = 27 + segments
        for index in 0..<segments { size += Int(rest.byte(27 + index) ?? 0) }
        guard size <= rest.count else { throw AudioError("its last page is cut off") }
        let page = rest.from(0, count: size)
        // A decoder looks for the next page inside of one whose sum is wrong.
        guard rest.little(22, 4) == Int(OggSum.of(page)) else {
            throw AudioError("a page's check sum is wrong")
        }
        var stream = streams[serial] ?? OggStream()
        guard streams[serial] != nil || streams.count < Self.streamsMax else {
            throw AudioError("it has too many streams")
        }
        if flags & 2 != 0, stream.packets > 0 { throw AudioError("a stream begins twice") }
        // All ones: no packet ends here. Else a count, never negative.
        if high < 0x80 {
            guard high == 0 else { throw AudioError("it is too long") }
            stream.positionMax = max(stream.positionMax, position)
        }
        var start = 27 + segments
        for index in 0..<segments {
            let length = Int(rest.byte(27 + index) ?? 0)
            try stream.take(page.from(start, count: length), endsPacket: length < 255)
            start += length
        }
        streams[serial] = stream
        return size
    }
}

/// One logical stream of an Ogg file.
private struct OggStream {
    private enum Codec {
        case opus
        case vorbis(VorbisHead)
    }

    private(set) var packets = 0
    /// The largest position that a page states, in samples.
    var positionMax = 0

    private var codec: Codec?
    /// The beginning of the packet under way.
    private var beginning: [UInt8] = []
    private var samples = 0

    /// Longer than any first packet that is looked at.
    private static let beginningBytesMax = 32

    mutating func take(_ segment: AudioBytes, endsPacket: Bool) throws(AudioError) {
        let wanted = Self.beginningBytesMax - beginning.count
        if wanted > 0 { beginning += segment.bytes[segment.range].prefix(wanted) }
        guard endsPacket else { return }
        let packet = AudioBytes(bytes: beginning, range: 0..<beginning.count)
        if packets == 0 {
            if packet.has("OpusHead") {
                codec = .opus
            } else if let head = VorbisHead(packet) {
                codec = .vorbis(head)
            } else {
                throw AudioError("it has something beside Opus and Vorbis")
            }
        }
        switch codec {
        case .opus:
            if packets > 1 { samples += OpusPacket.samples(packet.byte(0), packet.byte(1)) }
        case .vorbis(let head): samples += packets > 2 ? head.packetSamplesMax : 0
        case nil: break
        }
        packets += 1
        beginning.removeAll(keepingCapacity: true)
    }

    func length() throws(AudioError) -> AudioLength {
        let rate =
            switch codec {
            case .vorbis(let head): head.samplesPerSecond
            default: OpusPacket.samplesPerSecond
            }
        return try AudioLength(max(samples, positionMax), perSecond: rate)
    }
}

/// The check sum of Ogg's pages: CRC-32 with the polynomial 04C11DB7, highest bit first.
enum OggSum {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index) << 24) { crc, _ in
            crc & 0x8000_0000 != 0 ? crc << 1 ^ 0x04C1_1DB7 : crc << 1
        }
    }

    /// Of a page whose own sum is taken as zero.
    static func of(_ page: AudioBytes) -> UInt32 {
        let start = page.range.lowerBound
        var crc: UInt32 = 0
        table.withUnsafeBufferPointer { table in
            page.bytes.withUnsafeBufferPointer { bytes in
                for index in page.range {
                    let byte = (22..<26).contains(index - start) ? 0 : bytes[index]
                    crc = crc << 8 ^ table[Int(UInt8(truncatingIfNeeded: crc >> 24) ^ byte)]
                }
            }
        }
        return crc
    }
}
