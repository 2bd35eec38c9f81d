import FarthingConsole
import FarthingCore
import FarthingSQLite

/// Finds stored lines by their numbers: those that are asked for are near each other, so that a few
/// batches that were read last answer nearly all.
final class JournalPast: StatisticsPast {
    /// Batches kept; one has some hundred kilobytes at the most.
    private static let batchesMax = 16

    private let journal: JournalReader
    private let movesOf: (Int64) throws -> [StatisticsRows.Move]
    /// The latest used last.
    private var batches: [Batch] = []

    private struct Batch {
        var first: Int64
        var lines: [ArraySlice<UInt8>]

        func holds(_ sequence: Int64) -> Bool {
            sequence >= first && sequence - first < lines.count
        }
    }

    init(_ journal: JournalReader, moves: @escaping (Int64) throws -> [StatisticsRows.Move]) {
        self.journal = journal
        movesOf = moves
    }

    func line(_ sequence: Int64) throws -> [UInt8]? {
        if let index = batches.lastIndex(where: { $0.holds(sequence) }) {
            let batch = batches.remove(at: index)
            batches.append(batch)
            return [UInt8](batch.lines[Int(sequence - batch.first)])
        }
        let stored: JournalReader.Batch?
        do {
            stored = try journal.lastBatch(upTo: sequence)
        } catch let error as LedgerError {
            // Archived, and not in the folder.
            if let base = try journal.base(), sequence < base.first { return nil }
            throw error
        }
        guard let stored, sequence < stored.firstSequence + stored.count else { return nil }
        let batch = Batch(first: stored.firstSequence, lines: Array(JournalLines(stored.lines)))
        guard batch.holds(sequence) else { return nil }
        if batches.count == Self.batchesMax { batches.removeFirst() }
        batches.append(batch)
        return [UInt8](batch.lines[Int(sequence - batch.first)])
    }

    func moves(_ openedSequence: Int64) throws -> [MovedLine] {
        try movesOf(openedSequence).map { move in
            MovedLine(
                openedSequence: move.openedSequence,
                line: Int(move.line),
                budget: move.budget,
                generation: move.generation
            )
        }
    }
}
