package import FarthingCore
import GRDB

/// A subject with the salt under which it is committed to: all that joins a name and a commitment.
package struct SubjectRecord: Hashable, Sendable {
    package var subject: Subject
    /// ``Subject/saltBytes`` random bytes of the subject's own.
    package var salt: [UInt8]
    /// The text that stands for the subject everywhere else.
    package var commitment: String
    package var createdAtMs: Int64

    package init(subject: Subject, salt: [UInt8], commitment: String, createdAtMs: Int64) {
        self.subject = subject
        self.salt = salt
        self.commitment = commitment
        self.createdAtMs = createdAtMs
    }

    static let columns = "tenant, dimension, value, salt, commitment, created_at_ms"

    /// What a row of ``columns`` says; nil for a dimension that this version does not know.
    init?(_ row: Row) throws(LedgerError) {
        let row = StoredRow(row, of: "subjects", namedBy: 4)
        guard let dimension = Dimension(name: try row.text(1)) else { return nil }
        self.init(
            subject: Subject(
                tenant: try row.text(0),
                dimension: dimension,
                value: String(decoding: try row.bytes(2), as: UTF8.self)
            ),
            salt: try row.bytes(3),
            commitment: try row.text(4),
            createdAtMs: try row.time(5)
        )
    }
}

/// Which subjects are meant; what is nil is not asked for.
package struct SubjectFilter: Hashable, Sendable {
    package var tenant: String?
    package var dimension: Dimension?
    package var value: String?
    package var commitment: String?

    package init(
        tenant: String? = nil,
        dimension: Dimension? = nil,
        value: String? = nil,
        commitment: String? = nil
    ) {
        self.tenant = tenant
        self.dimension = dimension
        self.value = value
        self.commitment = commitment
    }

    /// A condition of SQL, and its arguments.
    var condition: (sql: String, arguments: StatementArguments) {
        var terms: [String] = []
        var arguments: [(any DatabaseValueConvertible)?] = []
        func ask(_ column: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            terms.append("\(column) = ?")
            arguments.append(value)
        }
        ask("tenant", tenant)
        ask("dimension", dimension?.name)
        // As bytes, so that no text is cut or folded on its way.
        ask("value", value.map { DatabaseBytes(Array($0.utf8)) })
        ask("commitment", commitment)
        let sql = terms.isEmpty ? "TRUE" : terms.joined(separator: " AND ")
        return (sql, StatementArguments(arguments))
    }
}
