import FarthingCore
import GRDB

extension StatisticsReader {
    /// A run as it is stored.
    package struct Run: Hashable, Sendable {
        package var run: String
        package var workspace: String
        package var parent: String?
        package var agent: String?
        package var principal: String?
        package var firstSequence: Int64
        package var firstMs: Int64
        package var lastMs: Int64
        package var calls: Int64
        package var refused: Int64
        package var costNanos: Int64
        /// Nil where it has cost nothing yet.
        package var currency: String?
        /// How deep it is below the one that was asked for.
        package var depth: Int64 = 0
    }

    /// Which runs are read, the latest begun first.
    package struct RunsRequest: Sendable {
        package var workspace: String?
        package var agent: String?
        package var run: String?
        /// Those with an entry at this time or later.
        package var fromMs: Int64
        /// Those that began before.
        package var toMs: Int64
        /// Behind which one they begin.
        package var after: (firstSequence: Int64, run: String)?
        package var limit: Int

        package init(
            workspace: String? = nil,
            agent: String? = nil,
            run: String? = nil,
            fromMs: Int64 = 0,
            toMs: Int64 = Int64.max,
            after: (firstSequence: Int64, run: String)? = nil,
            limit: Int
        ) {
            self.workspace = workspace
            self.agent = agent
            self.run = run
            self.fromMs = fromMs
            self.toMs = toMs
            self.after = after
            self.limit = limit
        }
    }

    private static let columns = """
        runs.run, runs.workspace, parent, agent, principal, first_sequence, first_ms, last_ms, calls,
        refused, cost_nanos, currency
        """

    package func runs(_ request: RunsRequest) throws -> [Run] {
        var terms = ["first_ms < ?", "last_ms >= ?"]
        var arguments: [any DatabaseValueConvertible] = [request.toMs, request.fromMs]
        let filters = [
            ("workspace", request.workspace), ("agent", request.agent), ("run", request.run),
        ]
        for (column, wanted) in filters {
            guard let wanted else { continue }
            terms.append("\(column) = ?")
            arguments.append(wanted)
        }
        if let after = request.after {
            terms.append("(first_sequence, run) < (?, ?)")
            arguments.append(after.firstSequence)
            arguments.append(after.run)
        }
        arguments.append(request.limit)
        return try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT \(Self.columns), 0 AS depth FROM runs
                    WHERE \(terms.joined(separator: " AND "))
                    ORDER BY first_sequence DESC, run DESC LIMIT ?
                    """,
                arguments: StatementArguments(arguments)
            ).map(Self.run)
        }
    }

    /// A run and all below it, those that are less deep first.
    ///
    /// - Parameters:
    ///   - depthMax: how deep runs are told.
    ///   - limit: how many are told.
    package func tree(
        of run: String,
        workspace: String,
        depthMax: Int,
        limit: Int
    ) throws -> [Run] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    WITH RECURSIVE tree(run, depth) AS (
                        SELECT ?1, 0
                        UNION
                        SELECT runs.run, tree.depth + 1 FROM tree
                            JOIN runs ON runs.parent = tree.run AND runs.workspace = ?2
                        WHERE tree.depth < ?3 AND runs.run <> ?1
                        LIMIT ?4
                    )
                    SELECT \(Self.columns), MIN(tree.depth) AS depth
                    FROM tree JOIN runs ON runs.run = tree.run AND runs.workspace = ?2
                    GROUP BY runs.run ORDER BY depth, first_sequence, runs.run
                    """,
                arguments: [run, workspace, depthMax, limit]
            ).map(Self.run)
        }
    }

    private static func run(_ row: Row) throws -> Run {
        let row = StoredRow(row, of: "runs")
        let all = Int64.min...Int64.max
        return Run(
            run: try row.text(0),
            workspace: try row.text(1),
            parent: try row.optionalText(2),
            agent: try row.optionalText(3),
            principal: try row.optionalText(4),
            firstSequence: try row.integer(5, in: all),
            firstMs: try row.integer(6, in: all),
            lastMs: try row.integer(7, in: all),
            calls: try row.integer(8, in: all),
            refused: try row.integer(9, in: all),
            costNanos: try row.integer(10, in: all),
            currency: try row.optionalText(11),
            depth: try row.integer(12, in: 0...1_000)
        )
    }
}
