import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// A folder's journal for whoever passes its entries on: a batch comes out only once its entries are
/// what was hashed, follow from those before them, and carry a seal by a key of the folder's log.
struct CheckedJournal {
    let reader: JournalReader
    private let beginning: LogBeginning
    private let followed = FollowedLineage()

    /// Batches, and bytes of their lines, that are checked together, on all processors: nearly all of
    /// the work is their seals' signatures.
    private static let batchesMax = 256
    private static let bytesMax = 1 << 20

    init(_ folder: DataFolder) throws {
        reader = try VerifyTarget.reader(folder)
        beginning = try LogBeginning(folder, reader)
    }

    /// Calls `body` with every batch from the first entry on, whose chain, tree and seal hold.
    func forEach(_ body: (JournalReader.Batch) throws -> Void) throws {
        var verifier = Verifier(
            keys: [beginning.key],
            origin: beginning.name,
            spread: VerifyTarget.spread
        )
        var checked: [JournalReader.Batch] = []
        var bytes = 0
        func pass() throws {
            // Nothing waits to be checked behind this.
            verifier.endFile()
            if verifier.isFaulty, let fault = verifier.finish().fault { throw Self.damaged(fault) }
            for batch in checked { try body(batch) }
            checked.removeAll(keepingCapacity: true)
            bytes = 0
        }
        do {
            try reader.forEach { batch in
                verifier.add(StoredBatch(batch))
                checked.append(batch)
                bytes += batch.lines.count
                let isMuch = checked.count >= Self.batchesMax || bytes >= Self.bytesMax
                if isMuch || verifier.isFaulty { try pass() }
            }
        } catch let damage as DamagedBatch {
            verifier.addDamaged(damage.reason)
        }
        try pass()
    }

    /// Calls `body` with every batch from the one that holds an entry on; without reading what comes
    /// before, so that the tree's roots are not compared.
    func forEach(
        from sequence: Int64,
        _ body: (JournalReader.Batch) throws -> Void
    ) throws {
        let start = try reader.lastBatch(upTo: sequence)?.firstSequence ?? 0
        guard start > 0 else { return try forEach(body) }
        var check: BatchCheck?
        try reader.forEach(from: start) { batch in
            try take(batch, &check)
            try body(batch)
        }
    }

    /// The batch that holds an entry; nil where there is none.
    func batch(holding sequence: Int64) throws -> JournalReader.Batch? {
        guard sequence >= 0, sequence < (try reader.entryCount()),
            let batch = try reader.lastBatch(upTo: sequence)
        else { return nil }
        var check: BatchCheck?
        try take(batch, &check)
        return batch
    }

    /// Checks the next batch of some that are read in order.
    ///
    /// - Parameter check: nil for the first of them.
    func take(_ batch: JournalReader.Batch, _ check: inout BatchCheck?) throws {
        var next = try check ?? BatchCheck(lineage(before: batch))
        do throws(VerificationFault) {
            try next.take(StoredBatch(batch))
        } catch {
            throw Self.damaged(error)
        }
        check = next
    }

    /// The key that the log began with.
    var firstKey: VerifyingKey { beginning.key }

    /// The keys that may have sealed this journal, at whatever time.
    func keys() throws -> [VerifyingKey] { try lineage(at: Int64.max).everyKey }

    /// Throws unless a key of somebody who seals this journal is one that its first key leads to.
    ///
    /// - Parameter place: where that key is.
    func check(_ own: VerifyingKey, at place: String) throws {
        if own == firstKey { return }
        guard try !keys().contains(own) else { return }
        throw Failure(
            .invalid,
            "\(beginning.place) is the key \(firstKey.fingerprint), and \(place) is "
                + "\(own.fingerprint), which that one does not lead to: one of them is of another "
                + "journal; put back the one that belongs here, and run farthing verify --key"
        )
    }

    // MARK: Who may seal

    /// Who may seal a batch: nearly always the key that the log began with, which need not be looked
    /// for; else what the entries before it say.
    private func lineage(before batch: JournalReader.Batch) throws -> LogLineage {
        let begun = try beginning.lineage()
        if try reader.folderValue(SigningDesk.keyValue) ?? beginning.key.bytes
            == beginning.key.bytes
        {
            var check = BatchCheck(begun)
            if (try? check.take(StoredBatch(batch))) != nil { return begun }
        }
        return try lineage(at: batch.firstSequence)
    }

    private func lineage(at first: Int64) throws -> LogLineage {
        do {
            return try followed.lineage(before: first, reader, beginning)
        } catch let fault as VerificationFault {
            throw Self.damaged(fault)
        }
    }

    private static func damaged(_ fault: VerificationFault) -> Failure {
        Failure(
            .invalid,
            "the journal is not what was sealed, and nothing from there on is passed on: entry "
                + "\(fault.sequence): \(fault.reason) (\(fault.code.rawValue)); run farthing verify"
        )
    }
}

extension DataOptions {
    /// The folder's journal, whose keys must fit the one that seals it, where that is in reach: in
    /// the folder, or where the settings say.
    func checkedJournal() throws -> CheckedJournal {
        let folder = try ledgerFolder()
        let journal = try CheckedJournal(folder)
        if let named = try? SigningKeyChoice.named(settings(), folder) {
            try journal.check(named.verifyingKey, at: "the signing key that is named")
        } else if let own = try? KeyFile.signingKey(at: folder.privateKey) {
            try journal.check(own.verifyingKey, at: folder.privateKey)
        }
        return journal
    }
}
