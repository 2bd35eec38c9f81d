import GRDB

/// Adds up hours that are over to days, and days to months, so that a question of years reads few rows.
///
/// Entries' times never go back, so that nothing is added to what is over.
enum StatisticsRoll {
    static let hourMs: Int64 = 3_600_000
    static let dayMs: Int64 = 86_400_000
    /// How long hours and days are kept by themselves.
    static let hoursKeptMs: Int64 = 90 * dayMs
    static let daysKeptMs: Int64 = 400 * dayMs
    /// How long windows are kept in which no call came any more: longer than the longest.
    private static let windowsKeptMs: Int64 = 400 * dayMs

    /// What a table tells apart, each once, without reading all rows.
    static func dimensions(_ table: String) -> String {
        """
        WITH RECURSIVE found(name) AS (
            SELECT MIN(dimension) FROM \(table)
            UNION ALL
            SELECT (SELECT MIN(dimension) FROM \(table) WHERE dimension > found.name)
            FROM found WHERE found.name IS NOT NULL
        )
        SELECT name FROM found WHERE name IS NOT NULL
        """
    }

    /// Where the days and the months end that are added up.
    struct Place: Hashable {
        var daysEndMs: Int64
        var monthsEndMs: Int64
        /// When the first hours and days begin that are still there by themselves.
        var hoursFromMs: Int64
        var daysFromMs: Int64
    }

    static func place(_ database: Database) throws -> Place {
        Place(
            daysEndMs: try StatisticsFile.number("days_end_ms", database) ?? 0,
            monthsEndMs: try StatisticsFile.number("months_end_ms", database) ?? 0,
            hoursFromMs: try StatisticsFile.number("hours_from_ms", database) ?? 0,
            daysFromMs: try StatisticsFile.number("days_from_ms", database) ?? 0
        )
    }

    /// Adds up what is over at a time.
    static func run(_ database: Database, lastMs: Int64) throws {
        let before = try place(database)
        let today = lastMs - lastMs % dayMs
        guard today > before.daysEndMs else { return }
        try add(
            "hours",
            to: "days",
            before.daysEndMs,
            today,
            start: "start_ms - start_ms % \(dayMs)",
            database
        )
        let month = try Self.month(of: today, database)
        if month > before.monthsEndMs {
            try add(
                "days",
                to: "months",
                before.monthsEndMs,
                month,
                start: "1000 * strftime('%s', start_ms / 1000, 'unixepoch', 'start of month')",
                database
            )
        }
        let hoursFrom = max(before.hoursFromMs, today - hoursKeptMs)
        try remove("hours", before: hoursFrom, database)
        let daysFrom = max(
            before.daysFromMs,
            try Self.month(of: max(0, today - daysKeptMs), database)
        )
        try remove("days", before: daysFrom, database)
        try database.execute(
            sql: "DELETE FROM accounts WHERE window_start_ms > 0 AND window_start_ms < ?",
            arguments: [today - windowsKeptMs]
        )
        let fact = try PreparedStatement(
            database,
            "INSERT OR REPLACE INTO facts (name, number) VALUES (?,?)"
        )
        try fact.run(.text("days_end_ms"), .int(today))
        try fact.run(.text("months_end_ms"), .int(max(month, before.monthsEndMs)))
        try fact.run(.text("hours_from_ms"), .int(hoursFrom))
        try fact.run(.text("days_from_ms"), .int(daysFrom))
    }

    private static func add(
        _ table: String,
        to other: String,
        _ fromMs: Int64,
        _ toMs: Int64,
        start: String,
        _ database: Database
    ) throws {
        let counts = StatisticsSchema.countColumns
        let keys = StatisticsSchema.keyColumns
        let selected = keys.map { $0 == "start_ms" ? "\(start) AS start_ms" : $0 }
        // As integers of two halves, which no sum takes out of their bounds.
        let sums = counts.map { column in
            StatisticsStore.clamped(
                "SUM(\(column) / \(half)) * \(half) + SUM(\(column) % \(half))"
            )
        }
        try database.execute(
            sql: """
                INSERT INTO \(other) (\((keys + counts).joined(separator: ", ")))
                SELECT \((selected + sums).joined(separator: ", ")) FROM \(table)
                WHERE dimension IN (\(dimensions(table))) AND start_ms >= ? AND start_ms < ?
                GROUP BY 1, 2, 3, 4, 5, 6
                """,
            arguments: [fromMs, toMs]
        )
    }

    static let half: Int64 = 1_000_000_000

    private static func remove(_ table: String, before ms: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM \(table)
                WHERE dimension IN (\(dimensions(table))) AND start_ms < ?
                """,
            arguments: [ms]
        )
    }

    /// The start of a time's month, in UTC.
    static func month(of ms: Int64, _ database: Database) throws -> Int64 {
        let sql = "SELECT 1000 * strftime('%s', ? / 1000, 'unixepoch', 'start of month')"
        return try Int64.fetchOne(database, sql: sql, arguments: [ms]) ?? 0
    }
}
