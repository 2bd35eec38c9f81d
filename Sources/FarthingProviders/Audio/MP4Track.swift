/// One track of sound.
struct MP4Track {
    let id: Int
    var defaultTicks = 0

    private let ticksPerSecond: Int
    private let coder: AACCoder
    private var units = 0
    private var ticks = 0

    /// Units of one file; one takes no byte only where a table lies.
    private static let unitsMax = 1 << 40

    init(_ track: AudioBytes, _ head: AudioBytes) throws(AudioError) {
        guard let trackHead = try MP4Box.only(["tkhd"], in: track),
            let id = trackHead.big(trackHead.byte(0) == 1 ? 20 : 12, 4),
            let rate = head.big(head.byte(0) == 1 ? 20 : 12, 4), rate > 0,
            let tables = try MP4Box.only(["mdia", "minf", "stbl"], in: track),
            let samples = try MP4Box.only(["stsd"], in: tables)
        else { throw AudioError("a track is not whole") }
        self.id = id
        ticksPerSecond = rate
        coder = try AACCoder(samples)
        var sized = 0
        if let sizes = try MP4Box.only(["stsz"], in: tables) { sized = sizes.big(8, 4) ?? 0 }
        if let sizes = try MP4Box.only(["stz2"], in: tables) { sized = sizes.big(8, 4) ?? 0 }
        if let times = try MP4Box.only(["stts"], in: tables) { try takeTimes(times) }
        units = max(units, sized)
    }

    private mutating func takeTimes(_ table: AudioBytes) throws(AudioError) {
        guard let rows = table.big(4, 4), rows <= (table.count - 8) / 8 else {
            throw AudioError("a table of times is cut off")
        }
        for row in 0..<rows {
            try add(table.big(8 + row * 8, 4) ?? 0, each: table.big(12 + row * 8, 4) ?? 0)
        }
    }

    /// A run of units in a fragment.
    mutating func takeRun(_ run: AudioBytes, defaultTicks: Int?) throws(AudioError) {
        guard let flags = run.big(1, 3), let count = run.big(4, 4) else {
            throw AudioError("a fragment is not whole")
        }
        guard flags & 0x100 != 0 else {
            try add(count, each: defaultTicks ?? self.defaultTicks)
            return
        }
        let start = 8 + (flags & 1 != 0 ? 4 : 0) + (flags & 4 != 0 ? 4 : 0)
        let width = [0x100, 0x200, 0x400, 0x800].reduce(0) { $0 + (flags & $1 != 0 ? 4 : 0) }
        guard count <= max(0, run.count - start) / width else {
            throw AudioError("a fragment is not whole")
        }
        for index in 0..<count { try add(1, each: run.big(start + index * width, 4) ?? 0) }
    }

    private mutating func add(_ count: Int, each: Int) throws(AudioError) {
        let (product, overflow) = count.multipliedReportingOverflow(by: each)
        let (sum, overflowsSum) = ticks.addingReportingOverflow(product)
        units += count
        guard !overflow, !overflowsSum, units <= Self.unitsMax else {
            throw AudioError("it is too long")
        }
        ticks = sum
    }

    func length() throws(AudioError) -> AudioLength {
        let (samples, overflow) = units.multipliedReportingOverflow(by: AACCoder.unitSamples)
        guard !overflow else { throw AudioError("it is too long") }
        return try max(
            AudioLength(samples, perSecond: coder.samplesPerSecond),
            AudioLength(ticks, perSecond: ticksPerSecond)
        )
    }
}
