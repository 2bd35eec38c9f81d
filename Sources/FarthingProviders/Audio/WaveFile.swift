/// RIFF WAVE with samples that all have the same size: integers, floating point, A-law, µ-law.
///
/// Layout: Microsoft, “Multimedia Programming Interface and Data Specifications 1.0”, RIFF WAVE.
enum WaveFile {
    /// By the format's tag, the bits that one sample has.
    private static let sizes: [Int: Set<Int>] = [
        1: [8, 16, 24, 32], 3: [32, 64], 6: [8], 7: [8],
    ]
    private static let extensible = 0xFFFE

    static func length(_ audio: AudioBytes) throws(AudioError) -> AudioLength {
        guard audio.has("RIFF"), audio.has("WAVE", at: 8) else {
            throw AudioError("it is no RIFF WAVE file")
        }
        var format: (frameBytes: Int, rate: Int)?
        var offset = 12
        while let size = audio.little(offset + 4, 4) {
            if audio.has("data", at: offset) {
                guard let format else { throw AudioError("its samples come before their format") }
                let bytes = sounding(audio.from(offset + 8), stated: size)
                return try AudioLength(
                    (bytes + format.frameBytes - 1) / format.frameBytes,
                    perSecond: format.rate
                )
            }
            if audio.has("fmt ", at: offset) {
                guard format == nil else { throw AudioError("it has two formats") }
                format = try read(audio.from(offset + 8, count: size))
            }
            offset += 8 + size + size % 2
        }
        throw AudioError("it has no samples")
    }

    private static func read(
        _ chunk: AudioBytes
    ) throws(AudioError) -> (frameBytes: Int, rate: Int) {
        guard var tag = chunk.little(0, 2), let channels = chunk.little(2, 2),
            let rate = chunk.little(4, 4), let bytesPerSecond = chunk.little(8, 4),
            let frameBytes = chunk.little(12, 2), let bits = chunk.little(14, 2)
        else { throw AudioError("its format is cut off") }
        if tag == extensible {
            guard let inner = chunk.little(24, 2) else { throw AudioError("its format is cut off") }
            tag = inner
        }
        guard sizes[tag]?.contains(bits) ?? false else {
            throw AudioError("its samples are compressed")
        }
        // Whichever of them a decoder goes by, they say the same.
        guard channels > 0, (1...768_000).contains(rate), frameBytes == channels * bits / 8,
            bytesPerSecond == frameBytes * rate
        else { throw AudioError("its format contradicts itself") }
        return (frameBytes, rate)
    }

    /// Bytes that may be played: what is stated, if only well-formed chunks of another sort follow;
    /// else everything.
    private static func sounding(_ rest: AudioBytes, stated: Int) -> Int {
        var offset = stated + stated % 2
        while offset < rest.count, let size = rest.little(offset + 4, 4),
            !rest.has("data", at: offset), !rest.has("fmt ", at: offset)
        {
            offset += 8 + size + size % 2
        }
        let isWhole = offset == rest.count || offset == rest.count + 1
        return isWhole ? min(stated, rest.count) : rest.count
    }
}
