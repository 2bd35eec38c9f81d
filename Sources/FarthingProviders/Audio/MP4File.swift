/// MP4 and M4A with AAC: access units are counted, each as long as its coder makes it; what the
/// tables of times say may make it longer.
struct MP4File {
    private var tracks: [MP4Track] = []
    private var longest = AudioLength(microseconds: 0)

    /// Tracks of one file; a film has a dozen.
    private static let tracksMax = 64

    static func length(_ audio: AudioBytes) throws(AudioError) -> AudioLength {
        guard audio.has("ftyp", at: 4) else { throw AudioError("it is no MP4 file") }
        var file = MP4File()
        var hasMovie = false
        for box in try MP4Box.all(in: audio, isFile: true) {
            if box.isKind("moov") {
                guard !hasMovie else { throw AudioError("it has a box twice") }
                hasMovie = true
                try file.takeMovie(box.content)
            } else if box.isKind("moof") {
                guard hasMovie else { throw AudioError("its fragments come before their tracks") }
                try file.takeFragment(box.content)
            }
        }
        guard !file.tracks.isEmpty else { throw AudioError("it has no track of sound") }
        var longest = file.longest
        for track in file.tracks { longest = max(longest, try track.length()) }
        return longest
    }

    private mutating func takeMovie(_ movie: AudioBytes) throws(AudioError) {
        if let head = try MP4Box.only(["mvhd"], in: movie) { try takeDuration(head) }
        let found = try MP4Box.find(["trak"], in: movie)
        guard found.count <= Self.tracksMax else { throw AudioError("it has too many tracks") }
        for track in found {
            guard let handler = try MP4Box.only(["mdia", "hdlr"], in: track),
                let head = try MP4Box.only(["mdia", "mdhd"], in: track)
            else { throw AudioError("a track is not whole") }
            try takeDuration(head)
            if handler.has("soun", at: 8) { tracks.append(try MP4Track(track, head)) }
        }
        for defaults in try MP4Box.find(["mvex", "trex"], in: movie) {
            for index in tracks.indices where tracks[index].id == defaults.big(4, 4) {
                tracks[index].defaultTicks = defaults.big(12, 4) ?? 0
            }
        }
    }

    /// The head of a movie or a medium: when it was made, ticks of a second, and ticks in all.
    private mutating func takeDuration(_ head: AudioBytes) throws(AudioError) {
        let isLong = head.byte(0) == 1
        guard let rate = head.big(isLong ? 20 : 12, 4),
            let ticks = isLong ? head.big(24, 4) : head.big(16, 4)
        else { throw AudioError("a head is cut off") }
        let low = isLong ? head.big(28, 4) ?? 0 : 0
        // All ones: not known.
        if ticks == 0xFFFF_FFFF { return }
        guard !isLong || ticks < 1 << 20 else { throw AudioError("it is too long") }
        let whole = isLong ? ticks << 32 | low : ticks
        if rate > 0 { longest = max(longest, try AudioLength(whole, perSecond: rate)) }
    }

    private mutating func takeFragment(_ fragment: AudioBytes) throws(AudioError) {
        for part in try MP4Box.find(["traf"], in: fragment) {
            guard let head = try MP4Box.only(["tfhd"], in: part), let flags = head.big(1, 3),
                let id = head.big(4, 4)
            else { throw AudioError("a fragment is not whole") }
            guard let index = tracks.firstIndex(where: { $0.id == id }) else { continue }
            var ticks: Int?
            if flags & 0x8 != 0 {
                let offset = 8 + (flags & 1 != 0 ? 8 : 0) + (flags & 2 != 0 ? 4 : 0)
                ticks = head.big(offset, 4)
            }
            for run in try MP4Box.find(["trun"], in: part) {
                try tracks[index].takeRun(run, defaultTicks: ticks)
            }
        }
    }
}
