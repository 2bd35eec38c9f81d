import GRDB

extension JournalReader {
    /// Stored lines that are read in one transaction; a single batch may have more.
    static let bytesPerPiece = 1 << 20

    /// The stored lines of the next whole batches, about a megabyte of them.
    ///
    /// - Parameters:
    ///   - first: the entry with which the first of the batches begins.
    ///   - end: the entry before which the last one ends.
    /// - Returns: empty where there is no such batch.
    package func piece(from first: Int64, to end: Int64) throws -> [UInt8] {
        if let base = try base(), first < base.first {
            return try archivedPiece(from: first, to: min(end, base.first), base.first)
        }
        return try read { database in
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT first_sequence, lines FROM batches
                    WHERE first_sequence >= ? AND first_sequence < ? ORDER BY first_sequence
                    """,
                arguments: [first, end]
            )
            var lines: [UInt8] = []
            while lines.count < Self.bytesPerPiece, let row = try cursor.next() {
                lines += try StoredRow(row, of: "batches").bytes(1)
            }
            return lines
        }
    }
}
