/// How long a WAV file sounds, by its own header.
struct WaveHeader {
    /// Bytes that one second takes.
    private let bytesPerSecond: Int64

    /// Uncompressed integers, floating point, and either in the extended form.
    private static let plainFormats: Set<Int> = [1, 3, 0xFFFE]

    /// Reads the first bytes of a RIFF file; nil where it is none, is compressed, or its header
    /// contradicts itself.
    init?(_ head: [UInt8]) {
        func little(_ index: Int, _ count: Int) -> Int {
            head[index..<index + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        guard head.count > 44, head.starts(with: "RIFF".utf8),
            head[8...].starts(with: "WAVEfmt ".utf8)
        else { return nil }
        let channels = little(22, 2)
        let samplesPerSecond = little(24, 4)
        let frameBytes = channels * ((little(34, 2) + 7) / 8)
        guard Self.plainFormats.contains(little(20, 2)), frameBytes > 0,
            little(32, 2) == frameBytes, (1...768_000).contains(samplesPerSecond),
            little(28, 4) == frameBytes * samplesPerSecond
        else { return nil }
        bytesPerSecond = Int64(frameBytes * samplesPerSecond)
        // A second format would be another reading of the same bytes.
        var index = 12
        while index + 8 <= head.count, !head[index...].starts(with: "data".utf8) {
            guard index == 12 || !head[index...].starts(with: "fmt ".utf8) else { return nil }
            let length = little(index + 4, 4)
            index += 8 + length + length % 2
        }
    }

    /// The most seconds that a file of so many bytes can sound.
    func seconds(bytes: Int64) -> Int64 { bytes / bytesPerSecond + 1 }
}
