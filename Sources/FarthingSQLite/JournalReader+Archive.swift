import FarthingCore
import GRDB

extension JournalReader {
    /// Where the journal begins; nil where nothing of it was archived away.
    package func base() throws -> JournalBase? {
        let stored = try read { database -> [UInt8]? in
            guard try database.tableExists("folder") else { return nil }
            return try Store.folderValue(JournalBase.folderValue, database)
        }
        guard let stored else { return nil }
        guard let base = JournalBase(stored) else {
            throw LedgerError(
                .unavailable,
                "where the journal begins cannot be read: it is damaged; go on from a backup"
            )
        }
        return base
    }

    /// Whether every entry can be read, archived ones too.
    package func hasAll() throws -> Bool {
        guard let base = try base() else { return true }
        return archive.chain(from: 0, to: base.first) != nil
    }

    private struct Enough: Error {}

    func archivedBatch(holding sequence: Int64, to end: Int64) throws -> Batch? {
        guard sequence >= 0 else { return nil }
        return try archive.batch(holding: sequence, before: end)
    }

    /// The first archived batch of a time or later, or the first entry behind them.
    func firstArchived(fromMs: Int64, to end: Int64) throws -> Int64 {
        // Only as far back as it must: what came before that need not be there.
        for segment in archive.chain(endingAt: end).reversed() {
            var first: Int64?
            var isWhole = false
            do {
                try archive.forEach(from: segment.first, to: segment.end) { batch in
                    guard batch.atMs >= fromMs else { return isWhole = true }
                    first = batch.firstSequence
                    throw Enough()
                }
            } catch is Enough {}
            if isWhole || segment.first == 0 { return first ?? segment.end }
        }
        throw ArchiveFolder.missing(from: 0, to: end, in: archive.path)
    }

    func archivedPiece(from first: Int64, to end: Int64, _ baseFirst: Int64) throws -> [UInt8] {
        var lines: [UInt8] = []
        do {
            try archive.forEach(from: first, to: baseFirst) { batch in
                guard batch.firstSequence < end, lines.count < Self.bytesPerPiece else {
                    throw Enough()
                }
                lines += batch.lines
            }
        } catch is Enough {}
        return lines
    }

    /// The definitions of budgets among the archived entries: stored lines.
    func archivedDefinitions() throws -> [UInt8] {
        try read { try Store.folderValue(JournalBase.definitionsValue, $0) } ?? []
    }
}
