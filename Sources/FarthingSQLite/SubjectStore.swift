package import FarthingCore
import GRDB

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension DataFolder {
    /// The salts of subjects, a file of its own: what it forgets is in no other.
    package var subjects: String { path + "/subjects.sqlite" }
}

/// The salts of one data folder's subjects, each durable before its commitment is used.
///
/// Kept with a rollback journal, which is gone with each commit, and not with a write-ahead log: what
/// was erased must not live on beside the file. Safe from any thread; a call waits for the disk.
package final class SubjectStore: Sendable {
    private let queue: DatabaseQueue
    private let path: String

    /// Opens a folder's salts.
    ///
    /// - Parameter isNew: whether the file is made where there is none.
    /// - Throws: ``LedgerError`` where there is none, or it cannot be used.
    package init(_ folder: DataFolder, isNew: Bool) throws(LedgerError) {
        path = folder.subjects
        do {
            if isNew { try Self.makeFile(path) }
            guard access(path, F_OK) == 0 else {
                throw FolderError("there are no salts in \(folder.path) (subjects.sqlite)")
            }
            queue = try DatabaseQueue(path: path, configuration: Self.configuration)
            if isNew { try Self.migrations.migrate(queue) }
        } catch {
            throw LedgerError(subjects: error, at: folder.subjects)
        }
    }

    /// Whether a folder has salts.
    package static func exists(_ folder: DataFolder) -> Bool { access(folder.subjects, F_OK) == 0 }

    /// Readable by its owner alone from its first moment; SQLite's journal beside it has its mode.
    private static func makeFile(_ path: String) throws(FolderError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw FolderError("cannot make \(path): \(lastError())")
        }
        close(descriptor)
        FileBytes.syncFolder(of: path)
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = DELETE")
            // A salt that a power loss takes would give its subject a second account.
            try database.execute(sql: "PRAGMA synchronous = EXTRA")
            try database.execute(sql: "PRAGMA secure_delete = ON")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        return configuration
    }

    /// Every change of the schema, by name, in order; only ever added to.
    private static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("2026-11 subjects") { database in
            try database.execute(
                sql: """
                    CREATE TABLE subjects (
                        tenant TEXT NOT NULL,
                        dimension TEXT NOT NULL,
                        value BLOB NOT NULL,
                        salt BLOB NOT NULL,
                        commitment TEXT NOT NULL UNIQUE,
                        created_at_ms INTEGER NOT NULL,
                        PRIMARY KEY (tenant, dimension, value)
                    ) WITHOUT ROWID
                    """
            )
        }
        return migrator
    }

    // MARK: Finding and making

    /// The records of subjects, in their order; nil for one that has none.
    package func find(_ subjects: [Subject]) throws(LedgerError) -> [SubjectRecord?] {
        try attempt { try queue.read { try Self.find(subjects, $0) } }
    }

    /// The records of subjects, in their order; those that had none get what `make` makes, durable
    /// on return: all of it, or nothing.
    package func findOrAdd(
        _ subjects: [Subject],
        make: (Subject) -> SubjectRecord
    ) throws(LedgerError) -> [SubjectRecord] {
        try attempt {
            let found = try queue.read { try Self.find(subjects, $0) }
            let whole = found.compactMap(\.self)
            if whole.count == subjects.count { return whole }
            return try queue.write { database in
                try subjects.map { subject in
                    if let known = try Self.find([subject], database)[0] { return known }
                    let record = make(subject)
                    try Self.add(record, database)
                    return record
                }
            }
        }
    }

    private static func find(_ subjects: [Subject], _ database: Database) throws -> [SubjectRecord?]
    {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(SubjectRecord.columns) FROM subjects
                WHERE tenant = ? AND dimension = ? AND value = ?
                """
        )
        return try subjects.map { subject in
            try Row.fetchOne(
                statement,
                arguments: [
                    subject.tenant, subject.dimension.name,
                    DatabaseBytes(Array(subject.value.utf8)),
                ]
            )
            .flatMap { try SubjectRecord($0) }
        }
    }

    private static func add(_ record: SubjectRecord, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT INTO subjects (\(SubjectRecord.columns)) VALUES (?,?,?,?,?,?)"
        )
        try statement.execute(
            arguments: [
                record.subject.tenant, record.subject.dimension.name,
                DatabaseBytes(Array(record.subject.value.utf8)), DatabaseBytes(record.salt),
                record.commitment, record.createdAtMs,
            ]
        )
    }

    // MARK: What operators ask

    /// Calls `body` with every subject that is meant, by dimension and value.
    package func forEach(
        _ filter: SubjectFilter,
        _ body: (SubjectRecord) throws -> Void
    ) throws(LedgerError) {
        let condition = filter.condition
        try attempt {
            try queue.read { database in
                let cursor = try Row.fetchCursor(
                    database,
                    sql: """
                        SELECT \(SubjectRecord.columns) FROM subjects WHERE \(condition.sql)
                        ORDER BY tenant, dimension, value
                        """,
                    arguments: condition.arguments
                )
                while let row = try cursor.next() {
                    if let record = try SubjectRecord(row) { try body(record) }
                }
            }
        }
    }

    /// How many subjects have a salt.
    package func count() throws(LedgerError) -> Int {
        try attempt {
            try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM subjects") ?? 0 }
        }
    }

    /// Forgets the salts and values behind commitments, for good once this returns.
    ///
    /// What is deleted is overwritten; then the whole file is written anew, since pages that were
    /// split keep copies of what they gave away.
    ///
    /// - Returns: how many there were.
    package func erase(_ commitments: [String]) throws(LedgerError) -> Int {
        try attempt {
            let count = try queue.write { database in
                let statement = try database.makeStatement(
                    sql: "DELETE FROM subjects WHERE commitment = ?"
                )
                var count = 0
                for commitment in commitments {
                    try statement.execute(arguments: [commitment])
                    count += database.changesCount
                }
                return count
            }
            try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM") }
            FileBytes.syncFolder(of: path)
            return count
        }
    }

    private func attempt<Value>(_ body: () throws -> Value) throws(LedgerError) -> Value {
        do {
            return try body()
        } catch {
            throw LedgerError(subjects: error, at: path)
        }
    }
}

extension LedgerError {
    /// Says that the salts cannot be used; never a value among them.
    fileprivate init(subjects error: any Error, at path: String) {
        switch error {
        case let error as LedgerError: self = error
        case let error as FolderError: self.init(.unavailable, error.message)
        case let error as DatabaseError:
            self.init(
                .unavailable,
                "the salts in \(path) cannot be used",
                detail: "sqlite \(error.extendedResultCode.rawValue)"
            )
        default:
            self.init(
                .unavailable,
                "the salts in \(path) cannot be used",
                detail: String(reflecting: type(of: error))
            )
        }
    }
}
