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
            let told = await events.saved(upTo: bounds.sequence)
            keep(from: told?.first ?? 0, Self.events)
        } else if let told = try await EventMemory.passingQuiet(of: ledger) {
            keep(from: told.first, Self.events)
        }
        if let told = try await Self.toldInConsole(ledger, upTo: bounds.sequence, events != nil) {
            keep(from: told, Self.events)
        }
        keep(
            from: try Self.publishedEnd(ledger.folder),
            "the log is not published further (farthing log publish)"
        )
    }

    /// How many entries the published checkpoint covers.
    static func publishedEnd(_ folder: DataFolder) throws -> Int64 {
        let note = try LogPublication.store(folder).checkpoint()
        return note.flatMap { SignedNote($0) }.flatMap { Checkpoint(text: $0.text) }?.size ?? 0
    }

    /// The first entry of which webhooks of the console have still to be told; nil where none is on.
    ///
    /// - Parameter isRunning: whether a server tells them now, so that it is worth a moment's wait.
    private static func toldInConsole(
        _ ledger: SQLiteLedger,
        upTo sequence: Int64,
        _ isRunning: Bool
    ) async throws -> Int64? {
        var told = try await ConsoleWebhooks.first(in: ledger)
        for _ in 0..<looksMax where isRunning {
            guard let first = told, first < sequence else { break }
            try? await Task.sleep(for: .milliseconds(lookMs))
            told = try await ConsoleWebhooks.first(in: ledger)
        }
        return told
    }

    /// Where webhooks stand is kept once a second; what takes longer is an endpoint that does not
    /// answer.
    private static let looksMax = 20
    private static let lookMs: Int64 = 150

    private static let events = "their events have not all been told"

    private mutating func keep(from sequence: Int64, _ reason: String) {
        guard sequence < bounds.sequence else { return }
        bounds.sequence = sequence
        sequenceReason = reason
    }

    /// Why a journal cannot begin at a base; nil where it can.
    func reason(against base: JournalBase) -> String? {
        if base.first > bounds.sequence { return sequenceReason }
        if let timeMs = bounds.timeMs, base.timeMs >= timeMs { return bounds.reason }
        return nil
    }
}
