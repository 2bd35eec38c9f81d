package import FarthingCore
import GRDB

/// An access key as it is stored: everything but its secret, of which only the hash is kept.
package struct StoredAccessKey: Sendable {
    package var id: String
    /// SHA-256 of the secret.
    package var hash: [UInt8]
    package var name: String
    /// The scope and the claims as JSON, as ``AccessKey`` is written.
    package var scope: String
    package var claims: String
    package var createdAtMs: Int64
    package var expiresAtMs: Int64?
    package var revokedAtMs: Int64?
    /// The name of what its holder is trusted to do; nil for nothing.
    package var capability: String?
    /// The groups of approvers in which its holder may vote, as a JSON array of names.
    package var approves: String
    /// Whether it votes and makes no call.
    package var isApproverOnly: Bool

    package init(
        id: String,
        hash: [UInt8],
        name: String,
        scope: String,
        claims: String,
        createdAtMs: Int64,
        expiresAtMs: Int64? = nil,
        revokedAtMs: Int64? = nil,
        capability: String? = nil,
        approves: String = "[]",
        isApproverOnly: Bool = false
    ) {
        self.id = id
        self.hash = hash
        self.name = name
        self.scope = scope
        self.claims = claims
        self.createdAtMs = createdAtMs
        self.expiresAtMs = expiresAtMs
        self.revokedAtMs = revokedAtMs
        self.capability = capability
        self.approves = approves
        self.isApproverOnly = isApproverOnly
    }
}

extension SQLiteLedger {
    /// Every access key, oldest first, those revoked included.
    package func accessKeys() async throws(LedgerError) -> [StoredAccessKey] {
        try await onWriter { session in try StoredAccessKey.all(session.database) }
    }

    /// Stores a new key.
    package func add(_ key: StoredAccessKey) async throws(LedgerError) {
        try await onWriter { session in try key.insert(into: session.database) }
    }

    /// Revokes a key by its id; false when there is none that was not revoked before.
    package func revokeAccessKey(_ id: String, nowMs: Int64) async throws(LedgerError) -> Bool {
        try await onWriter { session in
            try StoredAccessKey.revoke(id, nowMs: nowMs, in: session.database)
        }
    }

    /// A value that belongs to the folder as a whole.
    package func folderValue(_ name: String) async throws(LedgerError) -> [UInt8]? {
        try await onWriter { session in try session.store.folderValue(name) }
    }

    /// Stores a value that belongs to the folder as a whole.
    package func setFolderValue(_ name: String, _ value: [UInt8]) async throws(LedgerError) {
        try await onWriter { session in try session.store.setFolderValue(name, value) }
    }
}

extension StoredAccessKey {
    func insert(into database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO access_keys
                (id, hash, name, scope, claims, created_at_ms, expires_at_ms, revoked_at_ms,
                capability, approves, approver_only)
                VALUES (?,?,?,?,?,?,?,?,?,?,?)
                """,
            arguments: [
                id, DatabaseBytes(hash), name, scope, claims, createdAtMs, expiresAtMs,
                revokedAtMs, capability, approves, isApproverOnly,
            ]
        )
    }

    /// False when there is none that was not revoked before.
    static func revoke(_ id: String, nowMs: Int64, in database: Database) throws -> Bool {
        try database.execute(
            sql: "UPDATE access_keys SET revoked_at_ms = ? WHERE id = ? AND revoked_at_ms IS NULL",
            arguments: [nowMs, id]
        )
        return database.changesCount > 0
    }

    /// Has a key end at another time; nil for never.
    static func expire(_ id: String, atMs: Int64?, in database: Database) throws {
        try database.execute(
            sql: "UPDATE access_keys SET expires_at_ms = ? WHERE id = ?",
            arguments: [atMs, id]
        )
    }

    static func all(_ database: Database) throws -> [StoredAccessKey] {
        // A folder that an older version left has none of them until a server has opened it.
        let columns = Set(try database.columns(in: "access_keys").map(\.name))
        let attributes =
            columns.contains("capability")
            ? "capability, approves, approver_only" : "NULL, '[]', 0"
        return try Row.fetchAll(
            database,
            sql: """
                SELECT id, hash, name, scope, claims, created_at_ms, expires_at_ms, revoked_at_ms,
                \(attributes)
                FROM access_keys ORDER BY created_at_ms, id
                """
        ).map { row in
            let row = StoredRow(row, of: "access_keys")
            return StoredAccessKey(
                id: try row.text(0),
                hash: try row.bytes(1),
                name: try row.text(2),
                scope: try row.text(3),
                claims: try row.text(4),
                createdAtMs: try row.time(5),
                expiresAtMs: try row.optionalInteger(6, in: StoredRow.timesMs),
                revokedAtMs: try row.optionalInteger(7, in: StoredRow.timesMs),
                capability: try row.optionalText(8),
                approves: try row.text(9),
                isApproverOnly: try row.integer(10, in: 0...1) == 1
            )
        }
    }
}

extension JournalReader {
    /// Every access key, oldest first, those revoked included.
    package func accessKeys() throws -> [StoredAccessKey] {
        try read { try StoredAccessKey.all($0) }
    }
}
