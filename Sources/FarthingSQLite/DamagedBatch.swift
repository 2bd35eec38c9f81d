import FarthingCore
import GRDB

/// A row of the journal in whose columns stands what cannot be there: the journal goes no further.
package struct DamagedBatch: Error, Hashable, Sendable {
    /// The batch's first entry; where the row does not say it, the one that was expected.
    package let sequence: Int64
    /// Which column it is, and what belongs there.
    package let reason: String

    /// - Parameter expected: the entry with which the batch should begin.
    init(_ row: Row, _ error: LedgerError, expected: Int64) {
        let stored: DatabaseValue = row[0]
        if case .int64(let first) = stored.storage, JournalReader.Batch.sequences.contains(first) {
            sequence = first
        } else {
            sequence = expected
        }
        reason = error.message
    }
}

extension JournalReader.Batch {
    /// Reads a row of ``columns`` that should begin with an entry.
    init(_ row: Row, expected: Int64) throws(DamagedBatch) {
        do throws(LedgerError) {
            try self.init(row)
        } catch {
            throw DamagedBatch(row, error, expected: expected)
        }
    }
}
