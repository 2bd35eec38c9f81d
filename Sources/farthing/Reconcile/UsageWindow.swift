import FarthingCore

/// A stretch of time that a provider's export counts together; the end is not in it.
struct UsageWindow: Hashable, Comparable {
    var startMs: Int64
    var endMs: Int64

    static func < (left: UsageWindow, right: UsageWindow) -> Bool {
        (left.startMs, left.endMs) < (right.startMs, right.endMs)
    }

    func contains(_ ms: Int64) -> Bool { ms >= startMs && ms < endMs }

    func overlaps(_ other: UsageWindow) -> Bool {
        startMs < other.endMs && other.startMs < endMs
    }

    /// `2026-11-20 +1 d`, `2026-11-20T09:00:00Z +1 h`.
    var text: String {
        let time = Shown.time(startMs)
        let start = startMs % UnitMs.day == 0 ? String(time.prefix(10)) : time
        let ms = endMs - startMs
        for (unitMs, name) in [(UnitMs.day, "d"), (UnitMs.hour, "h")]
        where ms % unitMs == 0 {
            return "\(start) +\(ms / unitMs) \(name)"
        }
        return "\(start) +\(Shown.length(ms: ms))"
    }
}

/// Times as exports write them.
enum ExportTime {
    /// Reads a date, a time in RFC 3339, or seconds since 1970; nil for anything else.
    static func ms(_ text: String) -> Int64? {
        if let seconds = Int64(text) { return ms(seconds: seconds) }
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, bytes[4] == dash, bytes[7] == dash,
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
            let day = number(bytes[8..<10]), (1...12).contains(month), day >= 1,
            day <= CivilDate.days(inMonth: month, ofYear: year)
        else { return nil }
        let dayMs = CivilDate(year: year, month: month, day: day).dayNumber * UnitMs.day
        if bytes.count == 10 { return dayMs }
        guard let clock = clock(bytes[10...]) else { return nil }
        return dayMs + clock
    }

    /// Seconds since 1970 within the years that a timestamp can hold.
    static func ms(seconds: Int64) -> Int64? {
        (0...253_402_300_799).contains(seconds) ? seconds * UnitMs.second : nil
    }

    private static let dash = UInt8(ascii: "-")
    private static let colon = UInt8(ascii: ":")

    /// `T09:15:00.123Z`, `T09:15:00+00:00`.
    private static func clock(_ text: ArraySlice<UInt8>) -> Int64? {
        let bytes = Array(text)
        guard bytes.count >= 10, bytes[0] == UInt8(ascii: "T") || bytes[0] == UInt8(ascii: " "),
            bytes[3] == colon, bytes[6] == colon,
            let hour = number(bytes[1..<3]), let minute = number(bytes[4..<6]),
            let second = number(bytes[7..<9]), hour < 24, minute < 60, second < 60
        else { return nil }
        var rest = bytes[9...]
        var fractionMs: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (48...57).contains($0) }
            guard !digits.isEmpty, digits.count <= 9 else { return nil }
            fractionMs = number((Array(digits) + [48, 48, 48])[0..<3]) ?? 0
            rest = rest.dropFirst(1 + digits.count)
        }
        guard let offset = offset(Array(rest)) else { return nil }
        return hour * UnitMs.hour + minute * UnitMs.minute + second * UnitMs.second
            + fractionMs - offset
    }

    private static func offset(_ text: [UInt8]) -> Int64? {
        if text == [UInt8(ascii: "Z")] || text == [UInt8(ascii: "z")] { return 0 }
        guard text.count == 6, text[3] == colon,
            text[0] == dash || text[0] == UInt8(ascii: "+"),
            let hours = number(text[1..<3]), let minutes = number(text[4..<6]), hours < 24,
            minutes < 60
        else { return nil }
        let ms = hours * UnitMs.hour + minutes * UnitMs.minute
        return text[0] == dash ? -ms : ms
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for byte in digits {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 48)
        }
        return value
    }
}

/// Lengths of time in milliseconds.
private enum UnitMs {
    static let second: Int64 = 1_000
    static let minute: Int64 = 60_000
    static let hour: Int64 = 3_600_000
    static let day: Int64 = 86_400_000
}
