/// How long a packet of Opus sounds, by its first two bytes (RFC 6716 §3.1, §3.2).
enum OpusPacket {
    static let samplesPerSecond = 48_000

    /// Samples of one frame at 48 kHz, by the configuration.
    private static let voice = [480, 960, 1_920, 2_880]
    private static let music = [120, 240, 480, 960]

    /// Samples at 48 kHz; an empty packet stands for one that was lost.
    static func samples(_ first: UInt8?, _ second: UInt8?) -> Int {
        guard let first else { return 0 }
        let configuration = Int(first >> 3)
        let frame =
            switch configuration {
            case 0..<12: voice[configuration & 3]
            case 12..<16: voice[configuration & 1]
            default: music[configuration & 3]
            }
        switch first & 3 {
        case 0: return frame
        case 1, 2: return 2 * frame
        default: return Int((second ?? 0) & 0x3F) * frame
        }
    }
}
