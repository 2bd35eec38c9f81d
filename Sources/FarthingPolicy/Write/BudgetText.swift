package import FarthingCore

/// Single parts of budgets as policies write them, for tables.
package enum BudgetText {
    /// `day`, `rolling 7d`; nil for what counts calls in flight, which has no window.
    package static func window(_ budget: Budget) -> String? {
        if budget.unit == .concurrent, budget.window == .total { return nil }
        return window(budget.window)
    }

    /// `day`, `rolling 7d`.
    package static func window(_ window: Window) -> String { PolicyWriter.window(window) }

    /// `2026-12-24 until 2026-12-27`, `from 2026-12-24`, `until 2026-12-27`; nil for always.
    package static func dates(_ dates: EffectiveDates, _ zone: ZoneRules = .utc) -> String? {
        let from = dates.fromMs.map { day($0, zone) }
        let until = dates.untilMs.map { day($0, zone) }
        switch (from, until) {
        case (let from?, let until?): return "\(from) until \(until)"
        case (let from?, nil): return "from \(from)"
        case (nil, let until?): return "until \(until)"
        case (nil, nil): return nil
        }
    }

    /// A day where one begins in the zone, else the instant.
    private static func day(_ ms: Int64, _ zone: ZoneRules) -> String {
        let localMs = ms + zone.offsetMs(atMs: ms)
        return localMs % 86_400_000 == 0 ? instantText(localMs) : instantText(ms, days: false)
    }
}
