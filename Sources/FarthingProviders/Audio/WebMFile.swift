/// WebM and Matroska with Opus or Vorbis (RFC 9559): blocks are counted, time codes only make it
/// longer.
struct WebMFile {
    private var tracks: [WebMTrack] = []
    /// Nanoseconds of one tick.
    private var tickNanos = 1_000_000
    private var clusterTicks = 0
    private var longest = AudioLength(microseconds: 0)

    /// Tracks of one file.
    private static let tracksMax = 64
    private static let notWhole = AudioError("its elements do not fit together")

    private enum ID {
        static let header = 0x1A45_DFA3
        static let segment = 0x1853_8067
        static let info = 0x1549_A966
        static let tickNanos = 0x2A_D7B1
        static let duration = 0x4489
        static let tracks = 0x1654_AE6B
        static let track = 0xAE
        static let cluster = 0x1F43_B675
        static let clusterTicks = 0xE7
        static let group = 0xA0
        static let block = 0xA1
        static let simpleBlock = 0xA3
        static let encryptedBlock = 0xAF
    }

    static func length(_ audio: AudioBytes) throws(AudioError) -> AudioLength {
        guard let header = EBMLElement(audio, at: 0), header.id == ID.header,
            let size = header.size, size < audio.count
        else { throw AudioError("it is no WebM file") }
        var file = WebMFile()
        var offset = header.headBytes + size
        while offset < audio.count {
            guard let element = EBMLElement(audio, at: offset) else { throw notWhole }
            offset += element.headBytes
            switch element.id {
            case ID.segment, ID.info, ID.tracks, ID.cluster, ID.group: continue
            default: break
            }
            // Recorders leave clusters open; what has no parts must have an end.
            guard let size = element.size else { throw notWhole }
            try file.take(element.id, audio.from(offset, count: size))
            offset += min(size, audio.count - offset)
        }
        guard !file.tracks.isEmpty else { throw AudioError("it has no track of sound") }
        var longest = file.longest
        for track in file.tracks { longest = max(longest, try track.length()) }
        return longest
    }

    private mutating func take(_ id: Int, _ content: AudioBytes) throws(AudioError) {
        switch id {
        case ID.tickNanos:
            guard (1...7).contains(content.count), let nanos = content.big(0, content.count),
                (1...1_000_000_000).contains(nanos)
            else { throw Self.notWhole }
            tickNanos = nanos
        case ID.duration: try takeDuration(content)
        case ID.track:
            guard let track = try WebMTrack(content) else { return }
            guard tracks.count < Self.tracksMax else { throw AudioError("it has too many tracks") }
            guard !tracks.contains(where: { $0.number == track.number }) else {
                throw AudioError("it has a track twice")
            }
            tracks.append(track)
        case ID.clusterTicks:
            guard content.count <= 7, let ticks = content.big(0, content.count),
                ticks <= 1 << 40
            else { throw AudioError("it is too long") }
            clusterTicks = ticks
        case ID.block, ID.simpleBlock: try takeBlock(content)
        case ID.encryptedBlock: throw AudioError("it is encrypted")
        default: return
        }
    }

    /// The whole length as stated: a binary floating point number of ticks.
    private mutating func takeDuration(_ content: AudioBytes) throws(AudioError) {
        guard let high = content.big(0, 4) else { throw Self.notWhole }
        let ticks =
            content.count == 4
            ? Double(Float(bitPattern: UInt32(high)))
            : Double(bitPattern: UInt64(high) << 32 | UInt64(content.big(4, 4) ?? 0))
        guard ticks >= 0, ticks < 1e12 else { throw AudioError("it is too long") }
        longest = max(longest, try length(ticks: Int(ticks) + 1))
    }

    private mutating func takeBlock(_ content: AudioBytes) throws(AudioError) {
        guard let number = EBMLNumber(content, at: 0), let track = number.value,
            let ticks = content.big(number.width, 2), let flags = content.byte(number.width + 2)
        else { throw Self.notWhole }
        let signed = Int(Int16(truncatingIfNeeded: ticks))
        guard let index = tracks.firstIndex(where: { $0.number == track }) else { return }
        guard flags & 6 == 0 else { throw AudioError("several frames share a block") }
        let frame = content.from(number.width + 3)
        let start = try length(ticks: max(0, clusterTicks + signed))
        longest = max(longest, try start + tracks[index].take(frame))
    }

    private func length(ticks: Int) throws(AudioError) -> AudioLength {
        let (nanos, overflow) = ticks.multipliedReportingOverflow(by: tickNanos)
        guard !overflow else { throw AudioError("it is too long") }
        return try AudioLength(nanos, perSecond: 1_000_000_000)
    }
}

/// One track of sound.
struct WebMTrack {
    let number: Int
    /// Nil for Opus.
    private let vorbis: VorbisHead?
    private var samples = 0

    private enum ID {
        static let number = 0xD7
        static let kind = 0x83
        static let coder = 0x86
        static let coderFacts = 0x63A2
        static let encodings = 0x6D80
        static let once = [number, kind, coder, coderFacts]
    }

    private static let sound = 2

    /// Nil for a track that does not sound.
    init?(_ track: AudioBytes) throws(AudioError) {
        var found: [Int: AudioBytes] = [:]
        var offset = 0
        while offset < track.count {
            guard let element = EBMLElement(track, at: offset), let size = element.size,
                size <= track.count - offset - element.headBytes,
                found[element.id] == nil || !ID.once.contains(element.id)
            else { throw AudioError("a track is not whole") }
            found[element.id] = track.from(offset + element.headBytes, count: size)
            offset += element.headBytes + size
        }
        guard let number = found[ID.number].flatMap({ $0.big(0, min($0.count, 7)) }),
            let kind = found[ID.kind].flatMap({ $0.big(0, min($0.count, 7)) })
        else { throw AudioError("a track is not whole") }
        guard kind == Self.sound else { return nil }
        self.number = number
        guard found[ID.encodings] == nil else { throw AudioError("its frames are compressed") }
        if let coder = found[ID.coder], coder.has("A_OPUS") {
            vorbis = nil
        } else if let coder = found[ID.coder], coder.has("A_VORBIS"),
            // Three packets: their count less one, the lengths of two, and then the first.
            let facts = found[ID.coderFacts], facts.byte(0) == 2, facts.byte(1) == 30,
            let head = VorbisHead(facts.from(Self.firstPacket(facts)))
        {
            vorbis = head
        } else {
            throw AudioError("it has something beside Opus and Vorbis")
        }
    }

    /// Behind the lengths of two packets, each in as many bytes of 255 as it takes and one more.
    private static func firstPacket(_ facts: AudioBytes) -> Int {
        var offset = 2
        while facts.byte(offset) == 255 { offset += 1 }
        return offset + 1
    }

    /// Counts a frame; how long it sounds.
    mutating func take(_ frame: AudioBytes) throws(AudioError) -> AudioLength {
        let count = vorbis?.packetSamplesMax ?? OpusPacket.samples(frame.byte(0), frame.byte(1))
        samples += count
        return try AudioLength(count, perSecond: samplesPerSecond)
    }

    private var samplesPerSecond: Int { vorbis?.samplesPerSecond ?? OpusPacket.samplesPerSecond }

    func length() throws(AudioError) -> AudioLength {
        try AudioLength(samples, perSecond: samplesPerSecond)
    }
}
