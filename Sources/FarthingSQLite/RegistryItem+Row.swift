package import FarthingCore
import GRDB

extension RegistryItem {
    /// Items that are read at once: some megabytes where they are as long as they may be.
    package static let listMax = 1_000

    private static let columns = "collection, id, version, document, changed_at_ms, sequence"

    /// Named by its entry's number: an id may be somebody's address.
    private init(_ row: Row) throws(LedgerError) {
        let row = StoredRow(row, of: "registry", namedBy: 5)
        self.init(
            collection: try row.text(0),
            id: try row.text(1),
            version: try row.integer(2, in: RegistryChange.versions),
            document: try row.optionalBytes(3),
            changedAtMs: try row.time(4),
            sequence: try row.integer(5, in: JournalReader.Batch.sequences)
        )
    }

    /// The items of a collection that are there, by id.
    static func list(
        _ collection: String,
        after: String?,
        limit: Int,
        in database: Database
    ) throws -> [RegistryItem] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT \(columns) FROM registry
                WHERE collection = ? AND id > ? AND document IS NOT NULL ORDER BY id LIMIT ?
                """,
            arguments: [collection, after ?? "", max(0, min(limit, listMax))]
        ).map { try RegistryItem($0) }
    }

    /// An item, removed ones included; nil for one that never was.
    static func stored(
        _ collection: String,
        _ id: String,
        in database: Database
    ) throws -> RegistryItem? {
        try Row.fetchOne(
            database,
            sql: "SELECT \(columns) FROM registry WHERE collection = ? AND id = ?",
            arguments: [collection, id]
        ).map { try RegistryItem($0) }
    }

    /// Stores it in the place of what it was.
    func store(in database: Database) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO registry
                (collection, id, version, document, changed_at_ms, sequence) VALUES (?,?,?,?,?,?)
                """,
            arguments: [
                collection, id, version, document.map { DatabaseBytes($0) }, changedAtMs, sequence,
            ]
        )
    }

    /// Itself, unless it is removed.
    var present: RegistryItem? { document == nil ? nil : self }
}

extension JournalReader {
    /// The items of a collection, removed ones left out, in the order of their ids' UTF-8 bytes;
    /// none in a folder that an older version left.
    ///
    /// - Parameters:
    ///   - after: an id; only those behind it.
    ///   - limit: at most so many, and never more than ``RegistryItem/listMax``.
    package func registry(
        _ collection: String,
        after: String? = nil,
        limit: Int = RegistryItem.listMax
    ) throws -> [RegistryItem] {
        try read { database in
            guard try database.tableExists("registry") else { return [] }
            return try RegistryItem.list(collection, after: after, limit: limit, in: database)
        }
    }

    /// One item; nil where it never was or is removed.
    package func registryItem(_ collection: String, _ id: String) throws -> RegistryItem? {
        try read { database in
            guard try database.tableExists("registry") else { return nil }
            return try RegistryItem.stored(collection, id, in: database)?.present
        }
    }
}
