import FarthingReceipts
import FarthingSQLite

/// A ledger that has no entries of its own, since it says that all of them were archived: whoever
/// empties one can say so.
enum ArchivedStart {
    /// Fails unless the archive has the entries, or the log's published checkpoint is over exactly
    /// them, as it is wherever they were pruned.
    ///
    /// - Parameter trusted: the keys that the log began with.
    static func check(_ folder: DataFolder, trusted: [VerifyingKey]) throws(Failure) {
        // What cannot be read is told when the folder is opened.
        guard folder.holdsLedger, let reader = try? JournalReader(folder),
            let base = try? reader.base(), (try? reader.entryCount()) == base.first,
            !hasSegments(reader, base), !isPublished(folder, reader, base, trusted)
        else { return }
        throw Failure(
            .unavailable,
            "the ledger in \(folder.path) has no entries and says that all \(base.first) are "
                + "archived, which neither \(folder.archive.path) nor log/checkpoint shows: put the "
                + "segments or the database back, or start once with --accept-lost-journal to go on "
                + "without those entries"
        )
    }

    /// Whether the folder's own segments lead from the first entry to the seal.
    private static func hasSegments(_ reader: JournalReader, _ base: JournalBase) -> Bool {
        guard (try? reader.hasAll()) == true,
            let last = try? reader.lastBatch(upTo: base.first - 1)
        else { return false }
        return last.seal == base.seal
    }

    private static func isPublished(
        _ folder: DataFolder,
        _ reader: JournalReader,
        _ base: JournalBase,
        _ trusted: [VerifyingKey]
    ) -> Bool {
        guard let header = SegmentHeader(base.line), let name = try? reader.origin(),
            let bytes = try? LogPublication.store(folder).checkpoint(),
            let checkpoint = SignedCheckpoint(bytes)?.checkpoint,
            checkpoint.size == base.first, checkpoint.isOf(origin: header.base.origin)
        else { return false }
        var verifier = Verifier(
            keys: trusted,
            origin: name,
            base: header.base,
            published: bytes
        )
        return verifier.finish().isWhole
    }
}
