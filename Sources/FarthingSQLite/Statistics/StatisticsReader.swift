package import FarthingCore
import GRDB

/// Reads a folder's statistics beside whoever keeps them; never writes.
package struct StatisticsReader: Sendable {
    private let queue: DatabaseQueue

    /// - Throws: where there are none.
    package init(_ folder: DataFolder) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        queue = try DatabaseQueue(path: folder.statistics, configuration: configuration)
    }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value { try queue.read(body) }

    /// The number of the entry behind all that is counted.
    package func nextSequence() throws -> Int64 {
        try read { try StatisticsFile.place($0).nextSequence }
    }

    /// What budgets have counted, and the currencies of workspaces: by these single entries are told.
    package func start() throws -> StatisticsStore.Start {
        try read { try StatisticsStore.start($0, withHour: false) }
    }

    /// The lines of a hold that were moved, as they are stored.
    package func moves(_ openedSequence: Int64) throws -> [StatisticsRows.Move] {
        try read { try StatisticsStore.moves(openedSequence, $0) }
    }

    /// How many calls were admitted in an account; 0 for a window that is over, or not known.
    package func calls(in account: AccountKey) throws -> Int64 {
        try read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT budget, calls FROM accounts
                    WHERE budget = ? AND scope = ? AND window_start_ms = ? AND generation = ?
                    """,
                arguments: [
                    account.budget, account.scope, account.windowStartMs, account.generation,
                ]
            )
            return try row.map {
                try StoredRow($0, of: "accounts").integer(1, in: 0...Int64.max)
            } ?? 0
        }
    }

    /// How often the reasons with a beginning were given.
    package func reasons(prefix: String) throws -> [String: Int64] {
        try read { database in
            var counts: [String: Int64] = [:]
            let cursor = try Row.fetchCursor(
                database,
                sql: "SELECT reason, count FROM reasons WHERE substr(reason, 1, ?) = ?",
                arguments: [prefix.unicodeScalars.count, prefix]
            )
            while let row = try cursor.next() {
                let row = StoredRow(row, of: "reasons")
                counts[try row.text(0)] = try row.integer(1, in: 0...Int64.max)
            }
            return counts
        }
    }

    /// How many agents have used each tool.
    ///
    /// - Parameters:
    ///   - workspace: nil for all.
    ///   - tool: nil for every one.
    package func agents(workspace: String?, tool: String?) throws -> [String: Int64] {
        var terms: [String] = []
        var arguments: [any DatabaseValueConvertible] = []
        if let workspace {
            terms.append("workspace = ?")
            arguments.append(workspace)
        }
        if let tool {
            terms.append("tool = ?")
            arguments.append(tool)
        }
        let filter = terms.isEmpty ? "" : "WHERE " + terms.joined(separator: " AND ")
        return try read { database in
            var counts: [String: Int64] = [:]
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT tool, COUNT(DISTINCT agent) AS agents FROM tool_agents
                    \(filter) GROUP BY tool
                    """,
                arguments: StatementArguments(arguments)
            )
            while let row = try cursor.next() {
                let row = StoredRow(row, of: "tool_agents")
                counts[try row.text(0)] = try row.integer(1, in: 0...Int64.max)
            }
            return counts
        }
    }
}
