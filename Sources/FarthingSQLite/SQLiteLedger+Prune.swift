package import FarthingCore
import Synchronization

/// What of a journal somebody may still need in the ledger itself.
package struct PruneBounds: Hashable, Sendable {
    /// Every entry from this one on must stay: no snapshot on the disk has taken it in.
    package var sequence: Int64
    /// Every entry of this time or later must stay, in milliseconds UTC; nil where all may go.
    package var timeMs: Int64?
    /// What ``timeMs`` comes from, in words; empty where it is nil.
    package var reason = ""

    /// Whether the journal may begin at a base.
    package func allow(_ base: JournalBase) -> Bool {
        base.first <= sequence && timeMs.map { base.timeMs < $0 } ?? true
    }
}

extension SQLiteLedger {
    /// The folder that it is in.
    package var folder: DataFolder { writer.folder }

    /// How much of a batch's lines is deleted in one transaction, which waiting calls wait for.
    private static let dropBytesMax = 512 << 10

    /// What must stay for the sake of open holds, approvals and windows, and of the next start.
    package func pruneBounds() async throws(LedgerError) -> PruneBounds {
        try await onWriter { [writer] in $0.pruneBounds(nowMs: writer.clockMs()) }
    }

    /// Has a snapshot written that takes in everything up to now, and waits for it, for a minute.
    package func makeSnapshot() async throws(LedgerError) {
        let wanted = try await onWriter { $0.book.nextSequence }
        for _ in 0..<1_200 {
            let done = try await onWriter { [writer] session in
                if session.snapshotAt < wanted {
                    writer.wantsSnapshot.store(true, ordering: .relaxed)
                }
                return session.durableAt
            }
            if done >= wanted { return }
            try? await Task.sleep(nanoseconds: 50_000_000)
        }
        throw LedgerError(.unavailable, "no snapshot was written in time; try again later")
    }

    /// Lets the journal begin at a base, behind which the caller has everything in files that were
    /// verified.
    ///
    /// - Parameter reader: the folder's journal, in which definitions of budgets are looked for.
    /// - Throws: ``LedgerError`` `invalid` where something before the base may still be needed, or
    ///   it is not of this journal; nothing was changed.
    package func begin(
        at base: JournalBase,
        reader: JournalReader
    ) async throws(LedgerError) {
        let definitions: [UInt8]
        let old: JournalBase?
        do {
            old = try reader.base()
            definitions = try reader.definitions(before: base.first, since: old?.first ?? 0)
        } catch {
            throw LedgerError(opening: error, folder: writer.folder)
        }
        try await onWriter { [writer] session in
            guard session.store.base == old else {
                throw LedgerError(
                    .unavailable,
                    "somebody else is archiving this journal; try again"
                )
            }
            if old?.first ?? 0 >= base.first { return }
            guard try session.store.ends(at: base.first, seal: base.seal) else {
                throw LedgerError(.invalid, "no batch of this journal ends before \(base.first)")
            }
            let bounds = session.pruneBounds(nowMs: writer.clockMs())
            guard bounds.allow(base), session.recalledAt <= session.durableAt else {
                throw LedgerError(
                    .invalid,
                    "entries before \(base.first) are still needed; try again later"
                )
            }
            try session.store.setBase(base, definitions: definitions)
        }
    }

    /// Makes some of the room of archived entries free.
    ///
    /// - Returns: 0 where none is left.
    package func dropArchived() async throws(LedgerError) -> Int64 {
        try await onWriter { try $0.store.dropArchived(bytesMax: Self.dropBytesMax) }
    }
}

extension Writer.Session {
    fileprivate func pruneBounds(nowMs: Int64) -> PruneBounds {
        var bounds = PruneBounds(sequence: durableAt)
        func keep(from timeMs: Int64, _ reason: String) {
            guard timeMs < bounds.timeMs ?? Int64.max else { return }
            bounds.timeMs = timeMs
            bounds.reason = reason
        }
        if let hold = book.openHolds(limit: 1).first {
            keep(from: hold.createdAtMs, "the hold \(hold.id) is open")
        }
        for approval in book.approvals(limit: Int.max) {
            keep(from: approval.askedAtMs, "the approval \(approval.id) is not over")
        }
        let nowMs = max(nowMs, book.lastMs)
        for target in OpeningCount.targets(book.definitions, nowMs) {
            keep(
                from: target.fromMs,
                "an edit of the budget \(target.budget.id) would count its open window"
            )
        }
        return bounds
    }
}

extension JournalReader {
    /// The stored lines that define budgets, in the order in which they were written.
    fileprivate func definitions(before end: Int64, since first: Int64) throws -> [UInt8] {
        struct Enough: Error {}
        var text = try archivedDefinitions()
        let name = Array("\"setBudget\"".utf8)
        do {
            try forEach(from: first) { batch in
                guard batch.firstSequence < end else { throw Enough() }
                guard batch.lines.firstRange(of: name) != nil else { return }
                for line in JournalLines(batch.lines) where line.firstRange(of: name) != nil {
                    text += line
                    text.append(UInt8(ascii: "\n"))
                }
            }
        } catch is Enough {}
        return text
    }
}
