import FarthingCore
import GRDB

/// From which tables a time is read: months where they are whole, days where these are, hours for the rest.
struct SumSpans {
    /// Rows of one table, one after the other.
    struct Span: Hashable {
        var table: String
        var fromMs: Int64
        var toMs: Int64
    }

    private(set) var spans: [Span] = []

    init(_ request: StatisticsReader.SumsRequest, _ database: Database) throws {
        let place = try StatisticsRoll.place(database)
        let first = try Self.first(database)
        guard let first, request.fromMs < request.toMs else { return }
        let lastMs = try StatisticsFile.number("last_ms", database) ?? 0
        let end = min(request.toMs, lastMs - lastMs % StatisticsRoll.hourMs + StatisticsRoll.hourMs)
        let from = max(request.fromMs, first)
        var next = from - from % StatisticsRoll.hourMs
        while next < end { next = try take(next, end, place, request.isHourly, database) }
        // One row at a time is found by its key; among a whole span it would be looked for.
        guard request.value != nil else { return }
        spans = try spans.flatMap { try Self.single($0, database) }
    }

    /// Takes what begins at a time, and answers when the next begins.
    private mutating func take(
        _ ms: Int64,
        _ end: Int64,
        _ place: StatisticsRoll.Place,
        _ isHourly: Bool,
        _ database: Database
    ) throws -> Int64 {
        let day = ms - ms % StatisticsRoll.dayMs
        let nextDay = day + StatisticsRoll.dayMs
        if !isHourly || ms < place.hoursFromMs {
            let month = try StatisticsRoll.month(of: ms, database)
            let nextMonth = try StatisticsRoll.month(
                of: month + 31 * StatisticsRoll.dayMs,
                database
            )
            if ms < place.daysFromMs {
                // There are months alone: one that has begun before is not told in part.
                if ms == month { add("months", month, nextMonth) }
                return nextMonth
            }
            if ms == month, nextMonth <= min(end, place.monthsEndMs), !isHourly {
                add("months", month, nextMonth)
                return nextMonth
            }
            let isWhole = ms == day && nextDay <= min(end, place.daysEndMs)
            if isWhole || (ms < place.hoursFromMs && ms == day) {
                add("days", day, nextDay)
                return nextDay
            }
            if ms < place.hoursFromMs { return nextDay }
        }
        let until = min(end, nextDay)
        add("hours", ms, until)
        return until
    }

    private mutating func add(_ table: String, _ fromMs: Int64, _ toMs: Int64) {
        if let last = spans.last, last.table == table, last.toMs == fromMs {
            spans[spans.count - 1].toMs = toMs
        } else {
            spans.append(Span(table: table, fromMs: fromMs, toMs: toMs))
        }
    }

    /// When the first row of all begins.
    private static func first(_ database: Database) throws -> Int64? {
        try StatisticsSchema.sumTables.compactMap { table in
            try Int64.fetchOne(
                database,
                sql: "SELECT MIN(start_ms) FROM \(table) WHERE dimension = ''"
            )
        }.min()
    }

    private static func single(_ span: Span, _ database: Database) throws -> [Span] {
        var spans: [Span] = []
        var next = span.fromMs
        while next < span.toMs {
            let end: Int64
            switch span.table {
            case "hours": end = next + StatisticsRoll.hourMs
            case "days": end = next + StatisticsRoll.dayMs
            default:
                end = try StatisticsRoll.month(of: next + 31 * StatisticsRoll.dayMs, database)
            }
            spans.append(Span(table: span.table, fromMs: next, toMs: min(end, next + 1)))
            next = end
        }
        return spans
    }
}
