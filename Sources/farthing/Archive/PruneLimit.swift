import FarthingCore
import FarthingNotify
import FarthingReceipts
import FarthingSQLite

/// Up to where a journal can be pruned at the moment, and why no further.
struct PruneLimit {
    private(set) var bounds: PruneBounds
    private(set) var sequenceReason: String

    /// - Parameters:
    ///   - ledger: one that has just written a snapshot.
    ///   - events: who tells of its entries; nil where no server runs.
    init(_ ledger: SQLiteLedger, _ events: EventService?) async throws {
        bounds = try await ledger.pruneBounds()
        sequenceReason = "no snapshot has taken in more"
        // What is kept counts: after a crash events are told again from there.
        if let events {
            keep(from: await events.save()?.first ?? 0, Self.events)
        } else if let stored = try await ledger.folderValue(EventMemory.folderValue) {
            keep(from: EventMemory(stored, count: Int64.max).first, Self.events)
        }
        let note = try LogPublication.store(ledger.folder).checkpoint()
        let published = note.flatMap { SignedNote($0) }.flatMap { Checkpoint(text: $0.text) }
        keep(
            from: published?.size ?? 0,
            "the log is not published further (farthing log publish)"
        )
    }

    private static let events = "their events have not all been told"

    private mutating func keep(from sequence: Int64, _ reason: String) {
        guard sequence < bounds.sequence else { return }
        bounds.sequence = sequence
        sequenceReason = reason
    }

    /// Why a journal cannot begin at a base; nil where it can.
    func reason(against base: JournalBase) -> String? {
        if base.first >= bounds.sequence { return sequenceReason }
        if let timeMs = bounds.timeMs, base.timeMs >= timeMs { return bounds.reason }
        return nil
    }
}
