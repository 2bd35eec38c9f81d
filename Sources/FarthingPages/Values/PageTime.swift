internal import FarthingCore

/// A moment, shown in UTC.
package struct PageTime: Hashable, Sendable, PagePart {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var atMs: Int64

    /// Makes the moment `atMs` milliseconds after 1970-01-01T00:00:00Z.
    package init(_ atMs: Int64) { self.atMs = atMs }

    package var fields: PageFields {
        let iso = iso
        return PageFields([
            "iso": iso, "day": day(of: iso), "clock": clock(of: iso),
            "minute": String(clock(of: iso).prefix(5)),
        ])
    }

    /// `2026-11-21T01:19:26.957Z`.
    var iso: String {
        var bytes: [UInt8] = []
        appendTimestamp(atMs, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `2026-11-21 01:19 UTC`.
    package var text: String {
        let iso = iso
        return day(of: iso) + " " + clock(of: iso).prefix(5) + " UTC"
    }

    /// `01:19`.
    var hour: String { String(clock(of: iso).prefix(5)) }

    /// `11-21`.
    var shortDay: String { String(day(of: iso).suffix(5)) }

    private func day(of iso: String) -> String { String(iso.prefix(10)) }

    private func clock(of iso: String) -> String { String(iso.dropFirst(11).prefix(8)) }
}

/// A length of time, shown by its two largest units: `3 h 12 min`.
package struct PageSpan: Hashable, Sendable {
    /// Milliseconds; below zero counts as zero.
    package var lengthMs: Int64

    /// Makes a span of `lengthMs` milliseconds.
    package init(_ lengthMs: Int64) { self.lengthMs = lengthMs }

    package var text: String {
        let seconds = max(0, lengthMs) / 1_000
        let units: [(name: String, seconds: Int64)] = [
            ("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1),
        ]
        guard let first = units.firstIndex(where: { seconds >= $0.seconds }) else { return "0 s" }
        let large = grouped(seconds / units[first].seconds) + " " + units[first].name
        guard first + 1 < units.count else { return large }
        let rest = seconds % units[first].seconds / units[first + 1].seconds
        return rest == 0 ? large : large + " \(rest) " + units[first + 1].name
    }
}

/// A share in hundredths of a percent, shown with as many decimals as it needs.
package struct PageShare: Hashable, Sendable {
    /// Basis points: 10,000 is all.
    package var basisPoints: Int64

    /// Makes a share of `basisPoints` hundredths of a percent.
    package init(basisPoints: Int64) { self.basisPoints = basisPoints }

    /// The share that `part` has of `whole`, cut off to a hundredth of a percent; nil of nothing.
    package init?(_ part: Int64, of whole: Int64) {
        guard whole > 0 else { return nil }
        basisPoints = Int64(clamping: Int128(part) * 10_000 / Int128(whole))
    }

    /// ``text``, where there is room for three digits: `over 999 %` for more.
    var shortText: String { basisPoints >= 100_000 ? "over 999 %" : text }

    /// `83 %`, `0.4 %`; below one percent with a decimal, cut off.
    package var text: String {
        if basisPoints > 0, basisPoints < 10 { return "< 0.1 %" }
        if basisPoints > 0, basisPoints < 100 { return "0.\(basisPoints / 10) %" }
        return grouped(basisPoints / 100) + " %"
    }
}
