import FarthingCore
import GRDB
import GRDBSQLite

import struct Foundation.Data

/// The database of one data folder: its schema, and the statements of the writer.
///
/// Only the writer's thread uses an instance; readers open the file by themselves.
final class Store {
    /// Larger pages make long batches cheaper (fewer writes), smaller ones short ones, whose last
    /// page is written with each.
    private static let pageBytes = 4_096
    /// Pages of the write-ahead log before the writer moves them into the database; larger ones
    /// make rare calls slower, smaller ones make every commit dearer.
    private static let checkpointPages = 400

    private let database: Database
    let archive: ArchiveFolder
    /// Where the journal begins; nil where nothing of it was archived away.
    private(set) var base: JournalBase?
    private let insert: Statement
    private let select: Statement

    typealias Batch = JournalReader.Batch

    init(_ database: Database, in folder: DataFolder) throws {
        guard sqlite3_db_readonly(database.sqliteConnection, nil) == 0 else {
            throw FolderError("\(folder.database) is readonly; make it writable for its owner")
        }
        self.database = database
        archive = folder.archive
        if let stored = try Store.folderValue(JournalBase.folderValue, database) {
            guard let base = JournalBase(stored) else {
                throw FolderError(
                    "\(folder.database): where the journal begins cannot be read; go on from a backup"
                )
            }
            self.base = base
        }
        insert = try database.makeStatement(
            sql:
                "INSERT INTO batches (first_sequence, count, at_ms, lines, seal) VALUES (?,?,?,?,?)"
        )
        select = try database.makeStatement(
            sql: """
                SELECT \(Batch.columns) FROM batches
                WHERE first_sequence <= ? ORDER BY first_sequence DESC LIMIT 1
                """
        )
    }

    /// The connection's settings; `isDurable` false commits without waiting for the disk.
    static func configuration(isDurable: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA page_size = \(pageBytes)")
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = \(isDurable ? "FULL" : "NORMAL")")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointPages)")
        }
        return configuration
    }

    /// Every change of the schema, by name, in order; only ever added to.
    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("2026-11 batches, folder, access keys") { database in
            try database.execute(
                sql: """
                    CREATE TABLE batches (
                        first_sequence INTEGER PRIMARY KEY,
                        count INTEGER NOT NULL,
                        at_ms INTEGER NOT NULL,
                        lines BLOB NOT NULL,
                        seal BLOB NOT NULL
                    );
                    CREATE TABLE folder (name TEXT PRIMARY KEY, value BLOB NOT NULL);
                    CREATE TABLE access_keys (
                        id TEXT PRIMARY KEY,
                        hash BLOB NOT NULL UNIQUE,
                        name TEXT NOT NULL,
                        scope TEXT NOT NULL,
                        claims TEXT NOT NULL,
                        created_at_ms INTEGER NOT NULL,
                        expires_at_ms INTEGER,
                        revoked_at_ms INTEGER
                    );
                    """
            )
        }
        migrator.registerMigration("2026-11 what keys may do") { database in
            try database.execute(
                sql: """
                    ALTER TABLE access_keys ADD COLUMN capability TEXT;
                    ALTER TABLE access_keys ADD COLUMN approves TEXT NOT NULL DEFAULT '[]';
                    ALTER TABLE access_keys ADD COLUMN approver_only INTEGER NOT NULL DEFAULT 0;
                    """
            )
        }
        migrator.registerMigration("2026-11 registry") { database in
            // A removed item keeps its row with a null document, so that its version goes on.
            try database.execute(
                sql: """
                    CREATE TABLE registry (
                        collection TEXT NOT NULL,
                        id TEXT NOT NULL,
                        version INTEGER NOT NULL,
                        document BLOB,
                        changed_at_ms INTEGER NOT NULL,
                        sequence INTEGER NOT NULL,
                        PRIMARY KEY (collection, id)
                    );
                    """
            )
        }
        return migrator
    }

    /// Stores a batch and its seal in one transaction, durable on return.
    ///
    /// The one place where SQLite's own interface is used: through GRDB a batch takes a copy of its
    /// bytes and a set of arguments.
    func append(_ lines: [UInt8], seal: [UInt8], first: Int64, count: Int, atMs: Int64) throws {
        let handle = insert.sqliteStatement
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        sqlite3_bind_int64(handle, 1, first)
        sqlite3_bind_int64(handle, 2, Int64(count))
        sqlite3_bind_int64(handle, 3, atMs)
        let code = lines.withUnsafeBytes { lines in
            seal.withUnsafeBytes { seal in
                // Bound without a copy: both buffers outlive the step.
                sqlite3_bind_blob64(handle, 4, lines.baseAddress, UInt64(lines.count), nil)
                sqlite3_bind_blob64(handle, 5, seal.baseAddress, UInt64(seal.count), nil)
                return sqlite3_step(handle)
            }
        }
        guard code == SQLITE_DONE else {
            let extended = sqlite3_extended_errcode(database.sqliteConnection)
            throw LedgerError(
                .outcomeUnknown,
                code == SQLITE_FULL
                    ? "the ledger's disk is full; make room on it"
                    : "the ledger could not write; it reads itself anew and goes on then",
                detail: "sqlite \(extended): \(String(cString: sqlite3_errstr(code)))"
            )
        }
    }

    /// The batch that holds an entry; nil when there is none.
    func batch(holding sequence: Int64) throws -> Batch? {
        guard let row = try Row.fetchOne(select, arguments: [sequence]) else { return nil }
        let batch = try Batch(row)
        return sequence < batch.firstSequence + batch.count ? batch : nil
    }

    /// How many entries the journal has.
    func entryCount() throws -> Int64 {
        try Row.fetchOne(select, arguments: [Int64.max]).map { try Batch($0) }
            .map { $0.firstSequence + $0.count } ?? base?.first ?? 0
    }

    /// Whether a batch with this seal ends right before `sequence`.
    func ends(at sequence: Int64, seal: [UInt8]) throws -> Bool {
        if sequence == 0 { return true }
        if let base, sequence <= base.first {
            return sequence == base.first && seal == base.seal
        }
        guard let batch = try batch(holding: sequence - 1) else { return false }
        return batch.firstSequence + batch.count == sequence && batch.seal == seal
    }

    /// Calls `body` with every batch from the one that begins with `sequence` on, in order; archived
    /// ones are read from the folder's segments.
    func forEachBatch(from sequence: Int64, _ body: (Batch) throws -> Void) throws {
        var sequence = sequence
        if let base, sequence < base.first {
            try archive.forEach(from: sequence, to: base.first, body)
            sequence = base.first
        }
        let cursor = try Row.fetchCursor(
            database,
            sql: """
                SELECT \(Batch.columns) FROM batches
                WHERE first_sequence >= ? ORDER BY first_sequence
                """,
            arguments: [sequence]
        )
        while let row = try cursor.next() { try body(Batch(row)) }
    }

    /// Reads a value that belongs to the folder as a whole.
    func folderValue(_ name: String) throws -> [UInt8]? {
        try Store.folderValue(name, database)
    }

    static func folderValue(_ name: String, _ database: Database) throws -> [UInt8]? {
        try Row.fetchOne(
            database,
            sql: "SELECT name, value FROM folder WHERE name = ?",
            arguments: [name]
        )
        .map { try StoredRow($0, of: "folder").bytes(1) }
    }

    func setFolderValue(_ name: String, _ value: [UInt8]) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO folder (name, value) VALUES (?, ?)",
            arguments: [name, DatabaseBytes(value)]
        )
    }

    func removeFolderValue(_ name: String) throws {
        try database.execute(sql: "DELETE FROM folder WHERE name = ?", arguments: [name])
    }

    /// Lets the journal begin later: what is before is gone for whoever reads it from now on, and
    /// ``dropArchived(bytesMax:)`` makes its room free.
    ///
    /// - Parameter definitions: the definitions of budgets among all that is gone, as stored lines.
    func setBase(_ base: JournalBase, definitions: [UInt8]) throws {
        try database.inTransaction(.immediate) {
            try setFolderValue(JournalBase.definitionsValue, definitions)
            try setFolderValue(JournalBase.folderValue, base.line)
            return .commit
        }
        self.base = base
    }

    /// Deletes some batches from before the journal's beginning, in one transaction.
    ///
    /// - Returns: 0 where none is left.
    func dropArchived(bytesMax: Int) throws -> Int64 {
        guard let base else { return 0 }
        var bytes = 0
        var last: Int64?
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT first_sequence, length(lines) AS lines FROM batches
                WHERE first_sequence < ? ORDER BY first_sequence LIMIT 256
                """,
            arguments: [base.first]
        )
        while bytes < bytesMax, let row = try rows.next() {
            let row = StoredRow(row, of: "batches")
            last = try row.integer(0, in: Batch.sequences)
            bytes += Int(try row.integer(1, in: 0...Int64(Int32.max)))
        }
        guard let last else { return 0 }
        try database.execute(
            sql: "DELETE FROM batches WHERE first_sequence <= ? AND first_sequence < ?",
            arguments: [last, base.first]
        )
        // Not how many: to count them is to read them all.
        let isMore = "SELECT EXISTS (SELECT 1 FROM batches WHERE first_sequence < ?)"
        return try Int64.fetchOne(database, sql: isMore, arguments: [base.first]) ?? 0
    }

    /// Moves the write-ahead log into the database and empties it.
    func checkpoint() throws {
        _ = try database.checkpoint(.truncate)
    }
}

/// Bytes as SQLite stores them, without Foundation's `Data` in our interfaces.
struct DatabaseBytes: DatabaseValueConvertible {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var databaseValue: DatabaseValue { Data(bytes).databaseValue }

    /// Never read by: ``StoredRow`` says what is wrong.
    static func fromDatabaseValue(_ value: DatabaseValue) -> DatabaseBytes? { nil }
}
