/// What a TZif file says: offsets by time, and the rule for all later years.
struct ZoneContents: Sendable {
    /// When each span but the first begins, ascending, milliseconds UTC.
    let startsMs: [Int64]
    /// The offset of each span; one more than ``startsMs``, the first holding before all of them.
    let offsetsMs: [Int64]
    /// What holds after the last start, where the file says so.
    let rule: ZoneRule?

    /// The same offset for ever.
    static func fixed(_ offsetMs: Int64) -> ZoneContents {
        ZoneContents(startsMs: [], offsetsMs: [offsetMs], rule: nil)
    }

    private init(startsMs: [Int64], offsetsMs: [Int64], rule: ZoneRule?) {
        self.startsMs = startsMs
        self.offsetsMs = offsetsMs
        self.rule = rule
    }

    /// Reads a TZif file of version 1 to 4.
    init(tzif: [UInt8]) throws(ZoneError) {
        guard tzif.count <= ZoneRules.sourceBytesMax else {
            throw ZoneError("it is longer than \(ZoneRules.sourceBytesMax) bytes")
        }
        var reader = TZifReader(bytes: tzif)
        let first = try reader.header()
        guard first.version != 0 else {
            (startsMs, offsetsMs) = try reader.spans(first, timeBytes: 4)
            rule = nil
            return
        }
        try reader.skip(first.dataBytes(timeBytes: 4))
        (startsMs, offsetsMs) = try reader.spans(try reader.header(), timeBytes: 8)
        let footer = try reader.footer()
        rule = footer.isEmpty ? nil : try ZoneRule(posix: footer)
    }

    /// The longest time around an instant through which the offset stays the same, as far as one
    /// entry of the file or half a year of its rule tells.
    func span(atMs: Int64) -> ZoneSpan {
        // The first start after the instant is at `low`.
        var low = 0
        var high = startsMs.count
        while low < high {
            let middle = (low + high) / 2
            if startsMs[middle] <= atMs { low = middle + 1 } else { high = middle }
        }
        let startMs = low > 0 ? startsMs[low - 1] : Int64.min
        if low == startsMs.count, let rule {
            var span = rule.span(atMs: atMs)
            span.startMs = max(span.startMs, startMs)
            return span
        }
        let endMs = low < startsMs.count ? startsMs[low] : Int64.max
        return ZoneSpan(startMs: startMs, endMs: endMs, offsetMs: offsetsMs[low])
    }
}
