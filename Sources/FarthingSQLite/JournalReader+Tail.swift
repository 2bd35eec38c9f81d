import GRDB

extension JournalReader {
    /// How many entries the journal has; also the number that the next one gets.
    package func entryCount() throws -> Int64 {
        try lastBatch(upTo: Int64.max).map { $0.firstSequence + $0.count } ?? base()?.first ?? 0
    }

    /// The last batch that begins at or before an entry, so the one that holds it; nil when there
    /// is none.
    package func lastBatch(upTo sequence: Int64) throws -> Batch? {
        if let base = try base(), sequence < base.first {
            return try archivedBatch(holding: sequence, to: base.first)
        }
        return try read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT \(Batch.columns) FROM batches
                    WHERE first_sequence <= ? ORDER BY first_sequence DESC LIMIT 1
                    """,
                arguments: [sequence]
            )
            .map { try Batch($0, expected: max(0, sequence)) }
        }
    }
}
