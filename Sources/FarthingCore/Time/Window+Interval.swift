extension Window {
    /// The window's stretch of time around an instant, in the zone's local time.
    ///
    /// Any two calls give the same interval or two that do not meet, and together they leave no gap.
    /// - A day begins with the first instant at which the local clock shows its date or a later one:
    ///   with 01:00 where a clock that was put forward skips midnight, with the first of two where
    ///   midnight comes twice. Weeks (from Monday) and months begin with their first day. A date
    ///   that a zone left out has no window.
    /// - Hours and minutes are the local clock's, and each lasts its full length: an hour that the
    ///   clock shows twice is two windows. Only a shift by part of an hour (or of a minute) cuts the
    ///   one under way in two.
    /// - Call, run, total and rolling windows give ``WindowInterval/unbounded``.
    ///
    /// - Parameter nowMs: milliseconds UTC; what is more than 8.6 × 10¹⁵ away from 1970 counts as
    ///   the nearest instant that is not.
    public func interval(containing nowMs: Int64, zone: ZoneRules) -> WindowInterval {
        let ms = min(max(nowMs, TimeUnit.windowsMs.lowerBound), TimeUnit.windowsMs.upperBound)
        switch self {
        case .call, .run, .total, .rolling: return .unbounded
        case .minute: return clockInterval(containing: ms, lengthMs: TimeUnit.minuteMs, zone: zone)
        case .hour: return clockInterval(containing: ms, lengthMs: TimeUnit.hourMs, zone: zone)
        case .day: return calendarInterval(containing: ms, period: .day, zone: zone)
        case .week: return calendarInterval(containing: ms, period: .week, zone: zone)
        case .month: return calendarInterval(containing: ms, period: .month, zone: zone)
        }
    }
}

/// Counts days, weeks or months, so that the next one is the number plus one.
private enum Period {
    case day, week, month

    /// The number of the period in which a day lies.
    func number(ofDay dayNumber: Int64) -> Int64 {
        switch self {
        case .day: return dayNumber
        // Day 0 was a Thursday, so day −3 was a Monday.
        case .week: return floorDivide(dayNumber + 3, 7)
        case .month:
            let date = CivilDate(dayNumber: dayNumber)
            return date.year * 12 + date.month - 1
        }
    }

    /// The first day of a period.
    func firstDay(_ number: Int64) -> Int64 {
        switch self {
        case .day: return number
        case .week: return number * 7 - 3
        case .month:
            let year = floorDivide(number, 12)
            return CivilDate(year: year, month: number - year * 12 + 1, day: 1).dayNumber
        }
    }
}

private func calendarInterval(
    containing nowMs: Int64,
    period: Period,
    zone: ZoneRules
) -> WindowInterval {
    let localMs = nowMs + zone.offsetMs(atMs: nowMs)
    var number = period.number(ofDay: floorDivide(localMs, TimeUnit.dayMs))
    var endMs = firstInstantMs(ofDay: period.firstDay(number + 1), zone: zone)
    // A clock put back over midnight shows the old date again after the new one has begun.
    while endMs <= nowMs {
        number += 1
        endMs = firstInstantMs(ofDay: period.firstDay(number + 1), zone: zone)
    }
    let startMs = firstInstantMs(ofDay: period.firstDay(number), zone: zone)
    return WindowInterval(startMs: startMs, endMs: endMs)
}

/// The first instant at which the local clock shows this date or a later one, in milliseconds UTC.
///
/// - Parameter dayNumber: days since 1 January 1970, at most 100 million either side.
package func firstInstantMs(ofDay dayNumber: Int64, zone: ZoneRules) -> Int64 {
    let midnightMs = dayNumber * TimeUnit.dayMs
    // No offset is larger than this, so local midnight is not before.
    var span = zone.span(atMs: midnightMs - 26 * TimeUnit.hourMs)
    while true {
        let candidateMs = max(midnightMs - span.offsetMs, span.startMs)
        if candidateMs < span.endMs { return candidateMs }
        span = zone.span(atMs: span.endMs)
    }
}

private func clockInterval(
    containing nowMs: Int64,
    lengthMs: Int64,
    zone: ZoneRules
) -> WindowInterval {
    let current = zone.span(atMs: nowMs)
    let startMs = floorDivide(nowMs + current.offsetMs, lengthMs) * lengthMs - current.offsetMs
    let endMs = startMs + lengthMs
    var interval = (startMs: startMs, endMs: endMs)
    var span = current
    while span.startMs > interval.startMs {
        let earlier = zone.span(atMs: span.startMs - 1)
        guard (earlier.offsetMs - current.offsetMs) % lengthMs == 0 else {
            interval.startMs = span.startMs
            break
        }
        span = earlier
    }
    span = current
    while span.endMs < interval.endMs {
        let later = zone.span(atMs: span.endMs)
        guard (later.offsetMs - current.offsetMs) % lengthMs == 0 else {
            interval.endMs = span.endMs
            break
        }
        span = later
    }
    return WindowInterval(startMs: interval.startMs, endMs: interval.endMs)
}
