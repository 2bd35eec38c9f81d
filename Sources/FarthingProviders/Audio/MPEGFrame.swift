/// The head of one frame of MPEG audio, layers I to III (ISO/IEC 11172-3, 13818-3).
struct MPEGFrame {
    /// What must not change within a file: version, layer and sampling rate.
    let kind: UInt32
    let bytes: Int
    let samples: Int
    let samplesPerSecond: Int

    private static let rates = [44_100, 48_000, 32_000]
    /// Kilobits a second by the four bits of the head: layers I, II, III of version 1, then layer I
    /// and layers II and III of the lower rates.
    private static let bitRates: [[Int]] = [
        [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
        [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
        [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
        [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ]
    /// The lowest rate of any frame: no byte can sound for longer.
    static let bytesPerSecondMin = 1_000

    /// Nil where the four bytes are no head, or one of free format, whose frames state no length.
    init?(_ audio: AudioBytes, at offset: Int) {
        guard let word = audio.big(offset, 4).map(UInt32.init(truncatingIfNeeded:)),
            word >> 21 == 0x7FF
        else { return nil }
        let version = Int(word >> 19 & 3)
        let layer = 4 - Int(word >> 17 & 3)
        let bitRate = Int(word >> 12 & 15)
        let rate = Int(word >> 10 & 3)
        guard version != 1, layer < 4, (1...14).contains(bitRate), rate < 3 else { return nil }
        let isFirst = version == 3
        let table = isFirst ? layer - 1 : layer == 1 ? 3 : 4
        let bitsPerSecond = Self.bitRates[table][bitRate - 1] * 1_000
        let padding = Int(word >> 9 & 1)
        samplesPerSecond = Self.rates[rate] >> (isFirst ? 0 : version == 2 ? 1 : 2)
        kind = word & 0xFFFE_0C00
        if layer == 1 {
            samples = 384
            bytes = (12 * bitsPerSecond / samplesPerSecond + padding) * 4
        } else {
            samples = layer == 3 && !isFirst ? 576 : 1_152
            bytes = samples / 8 * bitsPerSecond / samplesPerSecond + padding
        }
    }
}
