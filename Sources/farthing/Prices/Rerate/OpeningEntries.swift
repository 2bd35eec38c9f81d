import FarthingCore
import FarthingSQLite

/// Finds the admissions of calls that were closed long ago. Corrections come in the order of the
/// calls, so that a few batches that were read last, and checked, answer nearly all.
struct OpeningEntries {
    /// Batches kept; one has some hundred kilobytes at the most.
    private static let batchesMax = 16

    private let journal: CheckedJournal
    /// The latest used last.
    private var batches: [Batch] = []

    private struct Batch {
        var first: Int64
        var lines: [ArraySlice<UInt8>]

        func holds(_ sequence: Int64) -> Bool {
            sequence >= first && sequence - first < lines.count
        }
    }

    init(_ journal: CheckedJournal) {
        self.journal = journal
    }

    /// The admission that an entry is, and when it was made; nil for any other entry.
    mutating func admission(_ sequence: Int64) throws -> (Entry.Admission, atMs: Int64)? {
        guard let entry = try entry(sequence) else { return nil }
        switch entry.body {
        case .hold(let admission), .charge(let admission, _): return (admission, entry.atMs)
        default: return nil
        }
    }

    /// An entry by its number; nil where there is none.
    mutating func entry(_ sequence: Int64) throws -> Entry? {
        guard let batch = try batch(sequence) else { return nil }
        return try Entry(line: batch.lines[Int(sequence - batch.first)], sequence: sequence)
    }

    private mutating func batch(_ sequence: Int64) throws -> Batch? {
        if let index = batches.lastIndex(where: { $0.holds(sequence) }) {
            let batch = batches.remove(at: index)
            batches.append(batch)
            return batch
        }
        guard let stored = try journal.batch(holding: sequence) else { return nil }
        let batch = Batch(first: stored.firstSequence, lines: Array(JournalLines(stored.lines)))
        guard batch.holds(sequence) else { return nil }
        if batches.count == Self.batchesMax { batches.removeFirst() }
        batches.append(batch)
        return batch
    }
}
