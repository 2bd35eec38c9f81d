package import FarthingCore
import GRDB

/// Reads a folder's journal beside a running server, or without one; never writes.
package struct JournalReader {
    /// Batches that are read in one transaction: a longer one would keep the server from emptying
    /// its write-ahead log.
    private static let batchesPerRead = 256

    private let queue: DatabaseQueue
    let archive: ArchiveFolder

    /// A batch as it is stored.
    package struct Batch: Hashable, Sendable {
        /// The first entry's number.
        package let firstSequence: Int64
        /// How many entries it says it has.
        package let count: Int64
        /// When it was sealed, in milliseconds UTC.
        package let atMs: Int64
        /// The stored lines, each with its line feed.
        package let lines: [UInt8]
        package let seal: [UInt8]
    }

    package init(_ folder: DataFolder) throws(LedgerError) {
        guard folder.holdsLedger else {
            throw LedgerError(.unavailable, "there is no ledger in \(folder.path)")
        }
        archive = folder.archive
        do {
            queue = try Self.open(folder)
            try queue.read { try FolderFormat.check($0, folder) }
        } catch {
            throw LedgerError(opening: error, folder: folder)
        }
    }

    private static func open(_ folder: DataFolder) throws -> DatabaseQueue {
        let path = folder.database
        if !folder.isWritable, !folder.isInUse { return try openImmutable(folder) }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { _ = try $0.tableExists("batches") }
            return queue
        } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
            // A crash in the folder's first moments left a journal of SQLite's own to be rolled
            // back, which takes a connection that may write.
            configuration.readonly = false
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as DatabaseError where !folder.isWritable {
            throw LedgerError(
                .unavailable,
                "\(path) cannot be read where it is: its write-ahead log is not taken in, and the "
                    + "folder is not writable; copy ledger.sqlite and ledger.sqlite-wal to a folder "
                    + "that is",
                detail: "sqlite \(error.extendedResultCode.rawValue)"
            )
        }
    }

    /// SQLite writes beside a database of this kind even to read it, except where it is told that
    /// nobody changes it: a copy on a medium that is only read.
    private static func openImmutable(_ folder: DataFolder) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(
            path: "file:\(folder.encodedDatabase)?immutable=1",
            configuration: configuration
        )
    }

    /// Calls `body` with the stored lines and the seal of every batch from the one that begins at or
    /// after `sequence`, in order.
    package func forEachBatch(
        from sequence: Int64 = 0,
        _ body: (_ first: Int64, _ lines: [UInt8], _ seal: [UInt8]) throws -> Void
    ) throws {
        try forEach(from: sequence) { try body($0.firstSequence, $0.lines, $0.seal) }
    }

    /// Calls `body` with every batch from the one that begins at or after `sequence`, in order.
    ///
    /// Batches that a running server adds meanwhile are read too; archived ones are read from the
    /// folder's segments.
    ///
    /// - Throws: where archived entries are wanted that are not in the folder; ``DamagedBatch`` behind
    ///   the last batch that can be read.
    package func forEach(from sequence: Int64 = 0, _ body: (Batch) throws -> Void) throws {
        // Whatever stands before the first entry belongs to no journal.
        var next = sequence == 0 ? Int64.min : sequence
        var end = sequence
        while true {
            // Asked each time: a server may archive meanwhile what was to be read next.
            if let base = try base(), end < base.first {
                let start = end
                try archive.forEach(from: start, to: base.first) { batch in
                    if batch.firstSequence >= start { try body(batch) }
                }
                next = base.first
            }
            let (batches, damage) = try read(from: next, expected: end)
            for batch in batches { try body(batch) }
            if let damage { throw damage }
            guard let last = batches.last else { return }
            next = last.firstSequence + 1
            end = last.firstSequence + last.count
        }
    }

    /// The next batches, and what is behind them that is none.
    private func read(
        from sequence: Int64,
        expected: Int64
    ) throws -> (batches: [Batch], damage: DamagedBatch?) {
        try queue.read { database in
            guard try database.tableExists("batches") else {
                guard try Self.hasBegun(database) else { return ([], nil) }
                throw LedgerError(
                    .unavailable,
                    "\(queue.path) has no table “batches”: somebody has put something else in its "
                        + "place, or nothing; go on from a backup"
                )
            }
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT \(Batch.columns) FROM batches
                    WHERE first_sequence >= ? ORDER BY first_sequence LIMIT ?
                    """,
                arguments: [sequence, Self.batchesPerRead]
            )
            var batches: [Batch] = []
            var expected = expected
            while let row = try cursor.next() {
                do throws(DamagedBatch) {
                    let batch = try Batch(row, expected: expected)
                    expected = batch.firstSequence + batch.count
                    batches.append(batch)
                } catch {
                    return (batches, error)
                }
            }
            return (batches, nil)
        }
    }

    /// Whether the ledger was ever opened, so that it must have a journal.
    private static func hasBegun(_ database: Database) throws -> Bool {
        if try database.viewExists("batches") { return true }
        guard try database.tableExists("folder") else { return false }
        return try Store.folderValue("origin", database) != nil
    }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try queue.read(body)
    }

    /// The number of the first entry whose batch was committed at `fromMs` or later.
    package func firstSequence(fromMs: Int64) throws -> Int64 {
        if let base = try base(), fromMs <= base.timeMs {
            return try firstArchived(fromMs: fromMs, to: base.first)
        }
        return try read { database in
            let row = try Row.fetchOne(
                database,
                sql: "SELECT MIN(first_sequence) AS first_sequence FROM batches WHERE at_ms >= ?",
                arguments: [fromMs]
            )
            let first = try row.map { StoredRow($0, of: "batches") }?
                .optionalInteger(0, in: Batch.sequences)
            return first ?? Int64.max
        }
    }

    /// The batch that holds an entry; nil when there is none.
    func batch(holding sequence: Int64) throws -> (first: Int64, lines: [UInt8])? {
        guard let batch = try lastBatch(upTo: sequence),
            sequence < batch.firstSequence + batch.count
        else { return nil }
        return (first: batch.firstSequence, lines: batch.lines)
    }

    /// A value that belongs to the folder as a whole; nil where there is none.
    package func folderValue(_ name: String) throws(LedgerError) -> [UInt8]? {
        do {
            return try queue.read { database in
                guard try database.tableExists("folder") else {
                    throw LedgerError(
                        .unavailable,
                        "the ledger has no table “folder”: somebody has taken it away; go on from a "
                            + "backup"
                    )
                }
                return try Store.folderValue(name, database)
            }
        } catch let error as LedgerError {
            throw error
        } catch {
            throw LedgerError(
                .unavailable,
                "the ledger cannot be read",
                detail: String(reflecting: type(of: error))
            )
        }
    }

    /// The log's origin; nil before the first start has named it.
    package func origin() throws -> String? {
        try queue.read { database in
            guard try database.tableExists("folder") else { return nil }
            return try Store.folderValue("origin", database)
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }
}
