import GRDB

extension StatisticsStore {
    /// Adds to sums of hours; what does not fit stays at the largest number.
    static func insertSums(_ sums: [StatisticsRows.Sum], _ database: Database) throws {
        let columns = StatisticsSchema.keyColumns + StatisticsSchema.countColumns
        let statement = try PreparedStatement(
            database,
            """
            INSERT INTO hours (\(columns.joined(separator: ", ")))
            VALUES (\(columns.map { _ in "?" }.joined(separator: ",")))
            ON CONFLICT DO UPDATE SET \(adding)
            """
        )
        for sum in sums {
            try statement.run(
                [
                    .text(sum.dimension), .int(sum.startMs), .text(sum.value), .text(sum.other),
                    .text(sum.workspace), .text(sum.currency),
                ] + sum.figures.all.map { .int($0) }
            )
        }
    }

    /// What adds a row's counts to those that are there.
    static var adding: String {
        StatisticsSchema.countColumns.map { column in
            // No hour has so many calls.
            if column == "calls" || column == "refused" {
                return "\(column) = \(column) + excluded.\(column)"
            }
            return "\(column) = " + clamped("\(column) + excluded.\(column)")
        }
        .joined(separator: ", ")
    }

    /// An integer, where SQLite would go on with a number with a point.
    static func clamped(_ sum: String) -> String {
        "CASE WHEN typeof(\(sum)) = 'integer' THEN \(sum) "
            + "WHEN \(sum) < 0 THEN -9223372036854775807 ELSE 9223372036854775807 END"
    }

    static func insertRuns(_ runs: [StatisticsRows.Run], _ database: Database) throws {
        if runs.isEmpty { return }
        let cost = clamped("cost_nanos + ?11")
        let statement = try PreparedStatement(
            database,
            """
            INSERT INTO runs (run, workspace, parent, agent, principal, first_sequence, first_ms,
                last_ms, calls, refused, cost_nanos, currency)
            VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)
            ON CONFLICT DO UPDATE SET
                parent = coalesce(parent, excluded.parent),
                agent = coalesce(agent, excluded.agent),
                principal = coalesce(principal, excluded.principal),
                last_ms = max(last_ms, excluded.last_ms),
                calls = calls + excluded.calls,
                refused = refused + excluded.refused,
                cost_nanos = CASE WHEN excluded.currency IS NULL THEN cost_nanos
                    WHEN currency IS NULL OR currency = excluded.currency THEN \(cost)
                    ELSE cost_nanos END,
                currency = coalesce(currency, excluded.currency)
            """
        )
        for run in runs {
            // A currency at a time: which of them is the run's own is known in the table alone.
            let costs = run.costs.sorted { $0.key < $1.key }
            for (index, cost) in (costs.isEmpty ? [("", 0)] : costs.map { $0 }).enumerated() {
                let isFirst = index == 0
                try statement.run(
                    .text(run.run),
                    .text(run.workspace),
                    .optional(run.parent),
                    .optional(run.agent),
                    .optional(run.principal),
                    .int(run.firstSequence),
                    .int(run.firstMs),
                    .int(run.lastMs),
                    .int(isFirst ? run.calls : 0),
                    .int(isFirst ? run.refused : 0),
                    .int(cost.1),
                    .optional(cost.0.isEmpty ? nil : cost.0)
                )
            }
        }
    }

    /// Counts calls of accounts: of each the window of now, and of those before nothing.
    static func insertAccounts(_ accounts: [StatisticsRows.Account], _ database: Database) throws {
        if accounts.isEmpty { return }
        let statement = try PreparedStatement(
            database,
            """
            INSERT INTO accounts (budget, scope, window_start_ms, generation, calls)
            VALUES (?,?,?,?,?)
            ON CONFLICT DO UPDATE SET
                calls = CASE
                    WHEN window_start_ms = excluded.window_start_ms
                        AND generation = excluded.generation THEN calls + excluded.calls
                    ELSE excluded.calls END,
                window_start_ms = excluded.window_start_ms,
                generation = excluded.generation
            WHERE (excluded.generation, excluded.window_start_ms)
                >= (generation, window_start_ms)
            """
        )
        for account in accounts {
            try statement.run(
                .text(account.budget),
                .text(account.scope),
                .int(account.windowStartMs),
                .int(account.generation),
                .int(account.calls)
            )
        }
    }
}
