package import FarthingCore
import GRDB

/// Keeps what a journal's entries add up to, in a file of its own: each entry once, since what it adds is
/// committed with the number of the next.
///
/// One thread at a time may use it. After an error it must not be used: opened anew it goes on from what
/// is durable.
package final class StatisticsStore {
    /// What a start goes on from.
    package struct Start: Sendable {
        /// The entry with which the counting goes on.
        package var nextSequence: Int64
        package var budgets: [StatisticsRows.Budget]
        package var currencies: [(workspace: String, currency: String)]
        /// The sums of the latest hour; of each what it tells apart, no figures.
        package var hour: [StatisticsRows.Sum]
    }

    package let start: Start
    private let queue: DatabaseQueue
    private var places = PlaceSegments()

    /// Opens a folder's statistics; begins anew where there are none, or those of another journal.
    ///
    /// Where the counting would have to go through archived entries that are not in the folder, it goes on
    /// behind them.
    ///
    /// - Throws: where the file cannot be made, or the journal cannot be read.
    package init(_ folder: DataFolder, _ journal: JournalReader) throws {
        queue = try StatisticsFile.open(folder, journal)
        var start = try queue.read { try Self.start($0) }
        if let base = try journal.base(), start.nextSequence < base.first,
            folder.archive.chain(from: start.nextSequence, to: base.first) == nil
        {
            start.nextSequence = base.first
            let lines = try JournalLines(journal.archivedDefinitions()).map { $0 }
            start.budgets += lines.compactMap { line in
                guard let entry = try? Entry(line: line, sequence: 0),
                    case .setBudget(let budget, let generation, _) = entry.body
                else { return nil }
                return StatisticsRows.Budget(budget, generation)
            }
        }
        self.start = start
    }

    /// - Parameter withHour: whether the latest hour is read.
    static func start(_ database: Database, withHour: Bool = true) throws -> Start {
        let budgets = try Row.fetchAll(
            database,
            sql: "SELECT budget, generation, unit, counts_calls FROM budgets"
        ).map { row in
            let row = StoredRow(row, of: "budgets")
            return StatisticsRows.Budget(
                budget: try row.text(0),
                generation: try row.integer(1, in: 0...Int64.max),
                unit: try row.text(2),
                countsCalls: try row.integer(3, in: 0...1) == 1
            )
        }
        let currencies = try Row.fetchAll(
            database,
            sql: "SELECT workspace, currency FROM currencies"
        ).map { row in
            let row = StoredRow(row, of: "currencies")
            return (workspace: try row.text(0), currency: try row.text(1))
        }
        return Start(
            nextSequence: try StatisticsFile.place(database).nextSequence,
            budgets: budgets,
            currencies: currencies,
            hour: withHour ? try hour(database) : []
        )
    }

    private static func hour(_ database: Database) throws -> [StatisticsRows.Sum] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT dimension, start_ms, value, other, workspace, currency FROM hours
                WHERE dimension IN (\(StatisticsRoll.dimensions("hours"))) AND start_ms =
                    (SELECT MAX(start_ms) FROM hours WHERE dimension = '')
                """
        ).map { row in
            let row = StoredRow(row, of: "hours")
            return StatisticsRows.Sum(
                startMs: try row.integer(1, in: Int64.min...Int64.max),
                currency: try row.text(5),
                workspace: try row.text(4),
                dimension: try row.text(0),
                value: try row.text(2),
                other: try row.text(3),
                figures: StatisticsCounts()
            )
        }
    }

    /// The lines of a hold that were moved, as they are stored.
    package func moves(_ openedSequence: Int64) throws -> [StatisticsRows.Move] {
        try queue.read { try Self.moves(openedSequence, $0) }
    }

    static func moves(
        _ openedSequence: Int64,
        _ database: Database
    ) throws -> [StatisticsRows.Move] {
        try Row.fetchAll(
            database,
            sql: "SELECT opened, line, budget, generation FROM moves WHERE opened = ?",
            arguments: [openedSequence]
        ).map { row in
            let row = StoredRow(row, of: "moves")
            return StatisticsRows.Move(
                openedSequence: openedSequence,
                line: try row.integer(1, in: 0...Int64(HoldRequest.linesMax)),
                budget: try row.text(2),
                generation: try row.integer(3, in: 0...Int64.max)
            )
        }
    }

    /// Makes what some entries add durable, all of it or nothing.
    package func commit(_ rows: StatisticsRows) throws {
        let segments = places.take(rows.places)
        try queue.write { database in
            try Self.insert(rows, database)
            let place = try PreparedStatement(
                database,
                "INSERT OR REPLACE INTO places (field, value, first, offsets) VALUES (?,?,?,?)"
            )
            for segment in segments {
                try place.run(
                    .text(segment.field),
                    .text(segment.value),
                    .int(segment.first),
                    .bytes(segment.offsets)
                )
            }
            try StatisticsRoll.run(database, lastMs: rows.lastMs)
            let fact = try PreparedStatement(
                database,
                "INSERT OR REPLACE INTO facts (name, number, text) VALUES (?,?,?)"
            )
            try fact.run(.text("next_sequence"), .int(rows.nextSequence), .null)
            try fact.run(.text("last_ms"), .int(rows.lastMs), .null)
            try fact.run(.text("last_hash"), .null, .text(rows.lastHash))
        }
    }

    private static func insert(_ rows: StatisticsRows, _ database: Database) throws {
        try insertSums(rows.sums, database)
        try insertRuns(rows.runs, database)
        try insertAccounts(rows.accounts, database)
        let reason = try PreparedStatement(
            database,
            """
            INSERT INTO reasons (reason, count)
            SELECT ?1, ?2 WHERE (SELECT COUNT(*) FROM reasons) < \(reasonsMax)
                OR EXISTS (SELECT 1 FROM reasons WHERE reason = ?1)
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """
        )
        for item in rows.reasons { try reason.run(.text(item.reason), .int(item.count)) }
        let toolAgent = try PreparedStatement(
            database,
            "INSERT OR IGNORE INTO tool_agents (workspace, tool, agent) VALUES (?,?,?)"
        )
        for item in rows.toolAgents {
            try toolAgent.run(.text(item.workspace), .text(item.tool), .text(item.agent))
        }
        let budget = try PreparedStatement(
            database,
            """
            INSERT OR REPLACE INTO budgets (budget, generation, unit, counts_calls)
            VALUES (?,?,?,?)
            """
        )
        for item in rows.budgets {
            try budget.run(
                .text(item.budget),
                .int(item.generation),
                .text(item.unit),
                .int(item.countsCalls ? 1 : 0)
            )
        }
        let move = try PreparedStatement(
            database,
            "INSERT OR REPLACE INTO moves (opened, line, budget, generation) VALUES (?,?,?,?)"
        )
        for item in rows.moves {
            try move.run(
                .int(item.openedSequence),
                .int(item.line),
                .text(item.budget),
                .int(item.generation)
            )
        }
        let currency = try PreparedStatement(
            database,
            "INSERT OR REPLACE INTO currencies (workspace, currency) VALUES (?,?)"
        )
        for item in rows.currencies {
            try currency.run(.text(item.workspace), .text(item.currency))
        }
        let time = try PreparedStatement(
            database,
            "INSERT OR REPLACE INTO times (sequence, at_ms) VALUES (?,?)"
        )
        for item in rows.times { try time.run(.int(item.sequence), .int(item.atMs)) }
    }

    /// Reasons that are told apart: each rule of a policy and of every workspace has one.
    private static let reasonsMax = 20_000
}

extension StatisticsRows.Budget {
    /// What a definition says.
    package init(_ budget: FarthingCore.Budget, _ generation: Int64) {
        self.init(
            budget: budget.id,
            generation: generation,
            unit: budget.unit.name,
            countsCalls: budget.window != .call && budget.window != .run
        )
    }
}
