import FarthingCore
import FarthingReceipts
import FarthingSQLite

extension AdminService {
    /// Transactions in one answer: some tenths of a second.
    private static let dropsMax = 32
    /// Between them, so that calls do not wait behind them.
    private static let dropPauseMs: UInt64 = 2

    /// Lets the journal begin at the latest of some bases that nothing forbids.
    ///
    /// The answer names it, or says what is still needed.
    func pruneJournal(_ request: AdminRequest) async throws -> [UInt8] {
        guard let signing else { throw Failure(.unavailable, "the journal's keys are not known") }
        var bases: [JournalBase] = []
        for text in request.bases {
            let line = Array(text.utf8)
            guard let header = SegmentHeader(line), let base = JournalBase(line) else {
                throw Failure(.usage, "this is no beginning of a journal")
            }
            let verifier = Verifier(
                keys: signing.trusted,
                origin: signing.origin,
                base: header.base
            )
            guard !verifier.isFaulty else {
                throw Failure(.invalid, "the seal before entry \(base.first) does not verify")
            }
            bases.append(base)
        }
        try await ledger.makeSnapshot()
        try await publish(upTo: bases.map(\.first).max() ?? 0)
        let limit = try await PruneLimit(ledger, events)
        let reader = try JournalReader(ledger.folder)
        let before = try reader.base()
        var reason: String?
        var chosen = before
        for base in bases.sorted(by: { $0.first > $1.first }) {
            if let why = limit.reason(against: base) {
                // The last one said is against the least.
                reason = why
                continue
            }
            if base.first > before?.first ?? 0 {
                try await ledger.begin(at: base, reader: reader)
                chosen = base
            }
            break
        }
        return AdminAnswer.done { json in
            json.key("first")
            json.int(chosen?.first ?? 0)
            if let reason {
                json.key("reason")
                json.string(reason)
            }
        }
    }

    /// Has a running server publish the log, where it is not yet up to an entry.
    private func publish(upTo sequence: Int64) async throws {
        guard let checkpoints, try PruneLimit.publishedEnd(ledger.folder) < sequence else { return }
        _ = try await checkpoints.publishNow(remakes: false)
    }

    /// Makes some of the room of pruned entries free; the answer says whether any is left.
    func dropArchived() async throws -> [UInt8] {
        var left: Int64 = 0
        for _ in 0..<Self.dropsMax {
            left = try await ledger.dropArchived()
            if left == 0 { break }
            try? await Task.sleep(nanoseconds: Self.dropPauseMs * 1_000_000)
        }
        return AdminAnswer.done { json in
            json.key("left")
            json.int(left)
        }
    }
}
