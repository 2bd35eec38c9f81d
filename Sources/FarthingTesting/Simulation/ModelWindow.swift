import FarthingCore

/// When a window began and ends, worked out the plain way; shares nothing with the core's calendar.
enum ModelWindow {
    private static let hourMs: Int64 = 3_600_000
    private static let dayMs: Int64 = 86_400_000
    /// Summer time of ``SampleZone/summer`` in the years that the simulation visits, in
    /// milliseconds UTC: the last Sundays of March and October at 01:00 UTC.
    private static let summersMs: [Range<Int64>] = [
        1_774_746_000_000..<1_792_890_000_000,  // 2026-03-29, 2026-10-25
        1_806_195_600_000..<1_824_944_400_000,  // 2027-03-28, 2027-10-31
        1_837_645_200_000..<1_856_394_000_000,  // 2028-03-26, 2028-10-29
        1_869_094_800_000..<1_887_843_600_000,  // 2029-03-25, 2029-10-28
        1_901_149_200_000..<1_919_293_200_000,  // 2030-03-31, 2030-10-27
        1_932_598_800_000..<1_950_742_800_000,  // 2031-03-30, 2031-10-26
        1_964_048_400_000..<1_982_797_200_000,  // 2032-03-28, 2032-10-31
        1_995_498_000_000..<2_014_246_800_000,  // 2033-03-27, 2033-10-30
        2_026_947_600_000..<2_045_696_400_000,  // 2034-03-26, 2034-10-29
        2_058_397_200_000..<2_077_146_000_000,  // 2035-03-25, 2035-10-28
    ]

    static func interval(_ window: Window, zone: String, atMs ms: Int64) -> (
        start: Int64, end: Int64
    ) {
        switch window {
        case .call, .run, .total, .rolling: return (0, Int64.max)
        case .minute: return clock(60_000, zone, ms)
        case .hour: return clock(hourMs, zone, ms)
        case .day:
            let day = localDay(zone, ms)
            return (midnight(day, zone), midnight(day + 1, zone))
        case .week:
            // Day 4 of the epoch was a Monday.
            let day = localDay(zone, ms)
            let monday = day - modulo(day - 4, 7)
            return (midnight(monday, zone), midnight(monday + 7, zone))
        case .month:
            let day = localDay(zone, ms)
            var first: Int64 = 0
            var year: Int64 = 1970
            var month = 1
            while first + length(month, year) <= day {
                first += length(month, year)
                month += 1
                if month == 13 {
                    month = 1
                    year += 1
                }
            }
            return (midnight(first, zone), midnight(first + length(month, year), zone))
        }
    }

    private static func clock(_ length: Int64, _ zone: String, _ ms: Int64) -> (Int64, Int64) {
        let local = ms + offset(zone, ms)
        let start = ms - modulo(local, length)
        return (start, start + length)
    }

    private static func localDay(_ zone: String, _ ms: Int64) -> Int64 {
        let local = ms + offset(zone, ms)
        return (local - modulo(local, dayMs)) / dayMs
    }

    /// The clocks of these zones are never changed at midnight, so that exactly one offset fits.
    private static func midnight(_ day: Int64, _ zone: String) -> Int64 {
        for hours: Int64 in [1, 2] where zone == "Sample/Summer" {
            let candidate = day * dayMs - hours * hourMs
            if offset(zone, candidate) == hours * hourMs { return candidate }
        }
        return day * dayMs - offset(zone, day * dayMs)
    }

    private static func offset(_ zone: String, _ ms: Int64) -> Int64 {
        switch zone {
        case "Sample/Half": return 5 * hourMs + hourMs / 2
        case "Sample/West": return -8 * hourMs
        case "Sample/Summer":
            return summersMs.contains { $0.contains(ms) } ? 2 * hourMs : hourMs
        default: return 0
        }
    }

    private static func length(_ month: Int, _ year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: return 30
        case 2: return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: return 31
        }
    }

    private static func modulo(_ value: Int64, _ divisor: Int64) -> Int64 {
        let rest = value % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
