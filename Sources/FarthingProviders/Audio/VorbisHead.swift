/// What Vorbis' first packet says (Vorbis I specification, §4.2.2).
struct VorbisHead {
    let samplesPerSecond: Int
    /// The most samples that one packet brings: half of a long block.
    let packetSamplesMax: Int

    init?(_ packet: AudioBytes) {
        guard packet.has("\u{1}vorbis"), let rate = packet.little(12, 4), rate > 0,
            let sizes = packet.byte(28), sizes >> 4 >= sizes & 15, sizes >> 4 <= 13
        else { return nil }
        samplesPerSecond = rate
        packetSamplesMax = 1 << Int(sizes >> 4) / 2
    }
}
