extension ZoneRule {
    /// Reads a `TZ` string such as `CET-1CEST,M3.5.0,M10.5.0/3`.
    init(posix: ArraySlice<UInt8>) throws(ZoneError) {
        var scanner = PosixScanner(rest: posix)
        let rule = scanner.rule()
        guard let rule, scanner.isAtEnd else {
            throw ZoneError("its rule for later years is not a POSIX TZ string")
        }
        self = rule
    }
}

/// Reads a POSIX `TZ` string from the left; nil means that it is not one.
private struct PosixScanner {
    var rest: ArraySlice<UInt8>

    var isAtEnd: Bool { rest.isEmpty }

    mutating func rule() -> ZoneRule? {
        guard skipName(), let behindMs = time(hoursMax: 25) else { return nil }
        // POSIX counts west of Greenwich as positive.
        let standardOffsetMs = -behindMs
        guard !isAtEnd else { return ZoneRule(standardOffsetMs: standardOffsetMs, daylight: nil) }
        guard skipName() else { return nil }
        var offsetMs = standardOffsetMs + TimeUnit.hourMs
        if rest.first != UInt8(ascii: ",") {
            guard let behindMs = time(hoursMax: 25) else { return nil }
            offsetMs = -behindMs
        }
        guard let start = yearlyDate(), let end = yearlyDate() else { return nil }
        return ZoneRule(
            standardOffsetMs: standardOffsetMs,
            daylight: ZoneRule.Daylight(offsetMs: offsetMs, start: start, end: end)
        )
    }

    /// A name of three letters or more, or anything between `<` and `>`.
    private mutating func skipName() -> Bool {
        if skip(UInt8(ascii: "<")) {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let letters = rest.prefix { ($0 | 0x20) >= 97 && ($0 | 0x20) <= 122 }
        rest = rest[letters.endIndex...]
        return letters.count >= 3
    }

    /// `[+-]hh[:mm[:ss]]`.
    private mutating func time(hoursMax: Int64) -> Int64? {
        let isNegative = skip(UInt8(ascii: "-"))
        if !isNegative { _ = skip(UInt8(ascii: "+")) }
        guard let hours = number(max: hoursMax) else { return nil }
        var ms = hours * TimeUnit.hourMs
        if skip(UInt8(ascii: ":")) {
            guard let minutes = number(max: 59) else { return nil }
            ms += minutes * TimeUnit.minuteMs
            if skip(UInt8(ascii: ":")) {
                guard let seconds = number(max: 59) else { return nil }
                ms += seconds * TimeUnit.secondMs
            }
        }
        return isNegative ? -ms : ms
    }

    /// `,date[/time]`, where the time is 02:00 when not given.
    private mutating func yearlyDate() -> ZoneRule.YearlyDate? {
        guard skip(UInt8(ascii: ",")), let day = day() else { return nil }
        var timeMs = 2 * TimeUnit.hourMs
        if skip(UInt8(ascii: "/")) {
            guard let given = time(hoursMax: 167) else { return nil }
            timeMs = given
        }
        return ZoneRule.YearlyDate(day: day, timeMs: timeMs)
    }

    /// `Mm.w.d`, `Jn` or `n`.
    private mutating func day() -> ZoneRule.YearlyDate.Day? {
        if skip(UInt8(ascii: "J")) {
            guard let day = number(max: 365), day >= 1 else { return nil }
            return .withoutLeapDay(day)
        }
        if skip(UInt8(ascii: "M")) {
            guard let month = number(max: 12), month >= 1, skip(UInt8(ascii: ".")),
                let week = number(max: 5), week >= 1, skip(UInt8(ascii: ".")),
                let weekday = number(max: 6)
            else { return nil }
            return .weekday(weekday, week: week, month: month)
        }
        return number(max: 365).map { .ofYear($0) }
    }

    private mutating func number(max: Int64) -> Int64? {
        let digits = rest.prefix { $0 >= 48 && $0 <= 57 }
        guard !digits.isEmpty, digits.count <= 3 else { return nil }
        rest = rest[digits.endIndex...]
        let value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) }
        return value <= max ? value : nil
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }
}
