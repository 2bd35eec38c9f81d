/// How a track's AAC was made (ISO/IEC 14496-1 §7.2.6, 14496-3 §1.6.2).
struct AACCoder {
    /// Of the core: bands that are added on top double rate and samples alike.
    let samplesPerSecond: Int

    /// Samples of one access unit; some have 960.
    static let unitSamples = 1_024

    private static let rates = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
        8_000, 7_350,
    ]
    /// Main, LC, SSR, LTP, and LC with bands on top, mono or parametric.
    private static let kinds: Set<UInt64> = [1, 2, 3, 4, 5, 29]

    /// Reads the description of a track's samples.
    init(_ samples: AudioBytes) throws(AudioError) {
        // Version and flags, one entry; then that entry, a box.
        guard samples.big(4, 4) == 1, let size = samples.big(8, 4), size >= 36 + 8,
            samples.has("mp4a", at: 12), samples.big(24, 2) == 0
        else { throw AudioError("its sound is no plain AAC") }
        let entry = samples.from(16, count: size - 8)
        guard let stream = try MP4Box.only(["esds"], in: entry.from(28)) else {
            throw AudioError("its sound is no plain AAC")
        }
        guard let configuration = Self.configuration(stream.from(4)) else {
            throw AudioError("its sound is no plain AAC")
        }
        var bits = Bits(configuration)
        guard let kind = bits.take(5), Self.kinds.contains(kind), let index = bits.take(4) else {
            throw AudioError("its sound is no plain AAC")
        }
        let rate = index == 15 ? bits.take(24).map(Int.init) : nil
        guard let rate = rate ?? (index < 13 ? Self.rates[Int(index)] : nil), rate > 0 else {
            throw AudioError("its sound is no plain AAC")
        }
        samplesPerSecond = rate
    }

    /// The decoder's own words: inside of the stream's (3) the decoder's (4), inside of it these (5).
    private static func configuration(_ stream: AudioBytes) -> AudioBytes? {
        guard let outer = descriptor(3, in: stream), let flags = outer.byte(2) else { return nil }
        // A dependence, an address or a clock of its own, none of which a file needs.
        guard flags & 0xE0 == 0, let decoder = descriptor(4, in: outer.from(3)) else { return nil }
        // MPEG-4 AAC, or the profiles of MPEG-2.
        guard let kind = decoder.byte(0), kind == 0x40 || 0x66...0x68 ~= kind else { return nil }
        return descriptor(5, in: decoder.from(13))
    }

    /// The content of the descriptor that stands first, if it is the one wanted.
    private static func descriptor(_ tag: UInt8, in bytes: AudioBytes) -> AudioBytes? {
        guard bytes.byte(0) == tag else { return nil }
        var size = 0
        for offset in 1...4 {
            guard let byte = bytes.byte(offset) else { return nil }
            size = size << 7 | Int(byte & 0x7F)
            if byte & 0x80 == 0 { return bytes.from(offset + 1, count: size) }
        }
        return nil
    }
}

/// Bits, the highest of each byte first.
private struct Bits {
    private let bytes: AudioBytes
    private var offset = 0

    init(_ bytes: AudioBytes) { self.bytes = bytes }

    mutating func take(_ count: Int) -> UInt64? {
        var value: UInt64 = 0
        for _ in 0..<count {
            guard let byte = bytes.byte(offset / 8) else { return nil }
            value = value << 1 | UInt64(byte >> (7 - offset % 8) & 1)
            offset += 1
        }
        return value
    }
}
