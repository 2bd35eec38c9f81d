import FarthingCore
import GRDB

/// One row as it was read: each column is asked for as what belongs there.
///
/// Anything can stand in a column of SQLite, whatever the table says. What does not belong there is
/// an error that names table, row and column, never what stands in it: it may be a secret.
struct StoredRow {
    private let row: Row
    private let table: String
    /// The column by which the row is named.
    private let nameColumn: Int

    /// To the end of the year 9999.
    static let timesMs: ClosedRange<Int64> = 0...253_402_300_799_999

    /// - Parameter nameColumn: one whose values may be shown to anybody.
    init(_ row: Row, of table: String, namedBy nameColumn: Int = 0) {
        self.row = row
        self.table = table
        self.nameColumn = nameColumn
    }

    /// An integer in a range.
    func integer(_ column: Int, in range: ClosedRange<Int64>) throws(LedgerError) -> Int64 {
        guard let value = try optionalInteger(column, in: range) else {
            throw damage(column, "an integer")
        }
        return value
    }

    /// An integer in a range, or nil for NULL.
    func optionalInteger(
        _ column: Int,
        in range: ClosedRange<Int64>
    ) throws(LedgerError) -> Int64? {
        switch storage(column) {
        case .null: return nil
        case .int64(let value):
            guard range.contains(value) else {
                throw damage(
                    column,
                    "a number from \(range.lowerBound) to \(range.upperBound)",
                    found: "\(value)"
                )
            }
            return value
        default: throw damage(column, "an integer")
        }
    }

    /// A text.
    func text(_ column: Int) throws(LedgerError) -> String {
        guard let value = try optionalText(column) else { throw damage(column, "text") }
        return value
    }

    /// A text, or nil for NULL.
    func optionalText(_ column: Int) throws(LedgerError) -> String? {
        switch storage(column) {
        case .null: return nil
        case .string(let value): return value
        default: throw damage(column, "text")
        }
    }

    /// Bytes, none among them.
    func bytes(_ column: Int) throws(LedgerError) -> [UInt8] {
        guard case .blob(let data) = storage(column) else { throw damage(column, "bytes") }
        return [UInt8](data)
    }

    /// Bytes, none among them, or nil for NULL.
    func optionalBytes(_ column: Int) throws(LedgerError) -> [UInt8]? {
        if case .null = storage(column) { return nil }
        return try bytes(column)
    }

    /// At least one byte.
    func someBytes(_ column: Int) throws(LedgerError) -> [UInt8] {
        let bytes = try bytes(column)
        guard !bytes.isEmpty else { throw damage(column, "some bytes", found: "empty") }
        return bytes
    }

    /// A time in milliseconds UTC, as far as it can be written as a date.
    func time(_ column: Int) throws(LedgerError) -> Int64 {
        try integer(column, in: Self.timesMs)
    }

    private func storage(_ column: Int) -> DatabaseValue.Storage {
        let value: DatabaseValue = row[column]
        return value.storage
    }

    func damage(_ column: Int, _ wanted: String, found: String? = nil) -> LedgerError {
        let names = Array(row.columnNames)
        let found = found ?? Self.kind(storage(column))
        return LedgerError(
            .unavailable,
            """
            the database is damaged: in the table \(table), \(rowName(names)), \(names[column]) is \
            \(found), and \(wanted) belongs there; go on from a backup
            """
        )
    }

    private func rowName(_ names: [String]) -> String {
        let name: String
        switch storage(nameColumn) {
        case .int64(let value): name = "\(value)"
        case .string(let value)
        where value.utf8.count <= 80 && value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }):
            name = value
        default: return "a row without a name"
        }
        return "row \(names[nameColumn]) \(name)"
    }

    private static func kind(_ storage: DatabaseValue.Storage) -> String {
        switch storage {
        case .null: "NULL"
        case .int64: "an integer"
        case .double: "a number with a point"
        case .string: "text"
        case .blob: "bytes"
        }
    }
}

extension JournalReader.Batch {
    /// The columns of the table `batches` that ``init(_:)`` reads, in their order.
    static let columns = "first_sequence, count, at_ms, lines, seal"
    /// The numbers that entries can have: those that every reader of JSON can hold.
    static let sequences: ClosedRange<Int64> = 0...1 << 53

    /// Reads a row of ``columns``; whether it is true is the verifier's matter.
    init(_ row: Row) throws(LedgerError) {
        let row = StoredRow(row, of: "batches")
        let first = try row.integer(0, in: Self.sequences)
        let lines = try row.someBytes(3)
        let count = try row.integer(1, in: 0...Self.sequences.upperBound)
        // An entry has more than a byte: who counts them off comes to an end.
        guard count <= lines.count else {
            throw row.damage(
                3,
                "at least a byte for each of \(count) entries",
                found: "\(lines.count) bytes"
            )
        }
        self.init(
            firstSequence: first,
            count: count,
            atMs: try row.time(2),
            lines: lines,
            seal: try row.someBytes(4)
        )
    }
}
