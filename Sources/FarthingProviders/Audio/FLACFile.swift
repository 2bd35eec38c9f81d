/// FLAC (RFC 9639). Frames state how many samples they have, and not how long they are in bytes, so
/// that heads are looked for at every byte: what no decoder can find is not played.
enum FLACFile {
    static func length(_ audio: AudioBytes) throws(AudioError) -> AudioLength {
        var offset = 0
        while let size = ID3Tag.bytes(audio, at: offset) { offset += size }
        guard audio.has("fLaC", at: offset), audio.byte(offset + 4).map({ $0 & 0x7F }) == 0,
            let facts = audio.big(offset + 8 + 10, 3)
        else { throw AudioError("it is no FLAC file") }
        let rate = facts >> 4
        guard rate > 0 else { throw AudioError("it states no sampling rate") }
        offset += 4
        while true {
            guard let head = audio.byte(offset), let size = audio.big(offset + 1, 3) else {
                throw AudioError("its beginning is cut off")
            }
            offset += 4 + size
            if head & 0x80 != 0 { break }
        }
        return try frames(audio.from(offset), rate)
    }

    private static func frames(_ sound: AudioBytes, _ rate: Int) throws(AudioError) -> AudioLength {
        var samples = 0
        var others = AudioLength(microseconds: 0)
        let bytes = sound.bytes
        var index = sound.range.lowerBound
        while index < sound.range.upperBound {
            if bytes[index] == 0xFF,
                let frame = FLACFrame(sound.from(index - sound.range.lowerBound, count: 16))
            {
                if frame.samplesPerSecond == nil || frame.samplesPerSecond == rate {
                    samples += frame.samples
                } else {
                    others =
                        try others
                        + AudioLength(frame.samples, perSecond: frame.samplesPerSecond ?? rate)
                }
            }
            index += 1
        }
        return try AudioLength(samples, perSecond: rate) + others
    }
}

/// The head of one frame, its check byte right.
struct FLACFrame {
    private(set) var samples = 0
    /// Nil where the stream's own rate holds.
    private(set) var samplesPerSecond: Int?

    private static let rates = [
        88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000,
    ]

    init?(_ head: AudioBytes) {
        guard let sync = head.big(0, 2), sync & ~1 == 0xFFF8, let codes = head.byte(2),
            let layout = head.byte(3), layout >> 4 < 11, layout & 1 == 0, layout >> 1 & 7 != 3,
            let first = head.byte(4)
        else { return nil }
        // The frame's number, in as many bytes as its first one says.
        let ones = (~first).leadingZeroBitCount
        guard ones != 1, ones < 8 else { return nil }
        var offset = 4 + max(1, ones)
        switch codes >> 4 {
        case 0: return nil
        case 1: samples = 192
        case 2...5: samples = 576 << Int(codes >> 4 - 2)
        case 6, 7:
            let width = Int(codes >> 4) - 5
            guard let count = head.big(offset, width) else { return nil }
            samples = count + 1
            offset += width
        default: samples = 256 << Int(codes >> 4 - 8)
        }
        switch codes & 15 {
        case 0: break
        case 1...11: samplesPerSecond = Self.rates[Int(codes & 15) - 1]
        case 12:
            samplesPerSecond = head.big(offset, 1).map { $0 * 1_000 }
            offset += 1
        case 13, 14:
            samplesPerSecond = head.big(offset, 2).map { $0 * (codes & 15 == 14 ? 10 : 1) }
            offset += 2
        default: return nil
        }
        guard samplesPerSecond != 0, head.byte(offset) == Self.check(head.from(0, count: offset))
        else { return nil }
    }

    /// CRC-8 with the polynomial x⁸ + x² + x + 1.
    private static func check(_ head: AudioBytes) -> UInt8 {
        head.bytes[head.range].reduce(0) { crc, byte in
            var crc = crc ^ byte
            for _ in 0..<8 { crc = crc & 0x80 != 0 ? crc << 1 ^ 7 : crc << 1 }
            return crc
        }
    }
}
