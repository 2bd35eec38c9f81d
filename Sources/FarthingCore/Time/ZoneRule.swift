/// The rule for all years after a zone's last recorded change: a POSIX `TZ` string, as RFC 9636
/// extends it.
struct ZoneRule: Sendable {
    /// The offsets that RFC 9636 allows, in seconds.
    static let offsetsSeconds: ClosedRange<Int64> = -93_599...93_599

    /// The offset outside daylight-saving time.
    let standardOffsetMs: Int64
    /// Daylight-saving time, where the zone has it.
    let daylight: Daylight?

    /// When daylight-saving time holds, and what it does.
    struct Daylight: Sendable {
        var offsetMs: Int64
        /// When it starts, by standard time.
        var start: YearlyDate
        /// When it ends, by daylight-saving time.
        var end: YearlyDate
    }

    /// A day that each year has, and a time on it.
    struct YearlyDate: Sendable {
        enum Day: Sendable {
            /// From 1 to 365, 29 February never counted.
            case withoutLeapDay(Int64)
            /// From 0 to 365, 29 February counted.
            case ofYear(Int64)
            /// The `week`th `weekday` (0 is Sunday) of a month, the last one when `week` is 5.
            case weekday(Int64, week: Int64, month: Int64)
        }

        var day: Day
        /// From −167 to +167 hours after the day begins.
        var timeMs: Int64

        /// The local time in `year`, as milliseconds after 1 January 1970 by the local clock.
        func localMs(inYear year: Int64) -> Int64 {
            let january = CivilDate(year: year, month: 1, day: 1).dayNumber
            let dayNumber: Int64
            switch day {
            case .withoutLeapDay(let day):
                dayNumber = january + day - 1 + (day >= 60 && CivilDate.isLeap(year) ? 1 : 0)
            case .ofYear(let day):
                dayNumber = january + day
            case .weekday(let weekday, let week, let month):
                let first = CivilDate(year: year, month: month, day: 1).dayNumber
                // 1 January 1970 was a Thursday.
                let firstWeekday = first + 4 - floorDivide(first + 4, 7) * 7
                let ahead =
                    weekday >= firstWeekday
                    ? weekday - firstWeekday : weekday - firstWeekday + 7
                var day = 1 + ahead + (week - 1) * 7
                if day > CivilDate.days(inMonth: month, ofYear: year) { day -= 7 }
                dayNumber = first + day - 1
            }
            return dayNumber * TimeUnit.dayMs + timeMs
        }
    }

    /// The span of one offset around an instant.
    func span(atMs: Int64) -> ZoneSpan {
        guard let daylight else {
            return ZoneSpan(startMs: .min, endMs: .max, offsetMs: standardOffsetMs)
        }
        let clampedMs = min(
            max(atMs, TimeUnit.calendarMs.lowerBound),
            TimeUnit.calendarMs.upperBound
        )
        let year = CivilDate(dayNumber: floorDivide(clampedMs, TimeUnit.dayMs)).year
        // A rule's time may lie a week outside its year, hence two years either side.
        var startedMs = Int64.min
        var endedMs = Int64.min
        var nextMs = Int64.max
        for year in (year - 2)...(year + 2) {
            let startMs = daylight.start.localMs(inYear: year) - standardOffsetMs
            let endMs = daylight.end.localMs(inYear: year) - daylight.offsetMs
            if startMs <= clampedMs { startedMs = max(startedMs, startMs) }
            if endMs <= clampedMs { endedMs = max(endedMs, endMs) }
            if startMs > clampedMs { nextMs = min(nextMs, startMs) }
            if endMs > clampedMs { nextMs = min(nextMs, endMs) }
        }
        // A start at the very end of the last one means daylight-saving time all year round.
        let isDaylight = startedMs >= endedMs
        return ZoneSpan(
            startMs: max(startedMs, endedMs),
            endMs: nextMs,
            offsetMs: isDaylight ? daylight.offsetMs : standardOffsetMs
        )
    }
}
