import GRDB

/// The tables of `statistics.sqlite`. There are no migrations: a file of another version is counted anew.
enum StatisticsSchema {
    /// Counted up with every change of the tables, and of what is counted.
    static let version: Int64 = 2

    /// The tables of sums, the finest first.
    static let sumTables = ["hours", "days", "months"]
    static let countColumns = [
        "calls", "refused", "cost_nanos", "refused_nanos", "input_tokens", "output_tokens",
    ]
    static let keyColumns = ["dimension", "start_ms", "value", "other", "workspace", "currency"]

    static func make(_ database: Database) throws {
        for table in sumTables {
            let counts = countColumns.map { "\($0) INTEGER NOT NULL" }.joined(separator: ", ")
            try database.execute(
                sql: """
                    CREATE TABLE \(table) (
                        dimension TEXT NOT NULL,
                        start_ms INTEGER NOT NULL,
                        value TEXT NOT NULL,
                        other TEXT NOT NULL,
                        workspace TEXT NOT NULL,
                        currency TEXT NOT NULL,
                        \(counts),
                        PRIMARY KEY (\(keyColumns.joined(separator: ", ")))
                    ) WITHOUT ROWID
                    """
            )
        }
        try database.execute(sql: others)
        try database.execute(sql: "PRAGMA user_version = \(version)")
    }

    private static let others = """
        CREATE TABLE facts (name TEXT PRIMARY KEY, number INTEGER, text TEXT) WITHOUT ROWID;
        CREATE TABLE runs (
            run TEXT NOT NULL,
            workspace TEXT NOT NULL,
            parent TEXT,
            agent TEXT,
            principal TEXT,
            first_sequence INTEGER NOT NULL,
            first_ms INTEGER NOT NULL,
            last_ms INTEGER NOT NULL,
            calls INTEGER NOT NULL,
            refused INTEGER NOT NULL,
            cost_nanos INTEGER NOT NULL,
            currency TEXT,
            PRIMARY KEY (run, workspace)
        ) WITHOUT ROWID;
        CREATE INDEX runs_by_beginning ON runs (first_sequence, run);
        CREATE INDEX runs_by_workspace ON runs (workspace, first_sequence, run);
        CREATE INDEX runs_by_agent ON runs (agent, first_sequence, run) WHERE agent IS NOT NULL;
        CREATE INDEX runs_by_parent ON runs (parent, workspace) WHERE parent IS NOT NULL;
        CREATE TABLE accounts (
            budget TEXT NOT NULL,
            scope TEXT NOT NULL,
            window_start_ms INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            calls INTEGER NOT NULL,
            PRIMARY KEY (budget, scope)
        ) WITHOUT ROWID;
        CREATE TABLE reasons (reason TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE tool_agents (
            workspace TEXT NOT NULL,
            tool TEXT NOT NULL,
            agent TEXT NOT NULL,
            PRIMARY KEY (workspace, tool, agent)
        ) WITHOUT ROWID;
        CREATE TABLE places (
            field TEXT NOT NULL,
            value TEXT NOT NULL,
            first INTEGER NOT NULL,
            offsets BLOB NOT NULL,
            PRIMARY KEY (field, value, first)
        ) WITHOUT ROWID;
        CREATE TABLE times (sequence INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL);
        CREATE INDEX times_by_time ON times (at_ms);
        CREATE TABLE budgets (
            budget TEXT NOT NULL,
            generation INTEGER NOT NULL,
            unit TEXT NOT NULL,
            counts_calls INTEGER NOT NULL,
            PRIMARY KEY (budget, generation)
        ) WITHOUT ROWID;
        CREATE TABLE moves (
            opened INTEGER NOT NULL,
            line INTEGER NOT NULL,
            budget TEXT NOT NULL,
            generation INTEGER NOT NULL,
            PRIMARY KEY (opened, line)
        ) WITHOUT ROWID;
        CREATE TABLE currencies (workspace TEXT PRIMARY KEY, currency TEXT NOT NULL) WITHOUT ROWID;
        """
}
