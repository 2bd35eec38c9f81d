import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// Writes a folder's journal into segments, or finds them written, and verifies each before it has its
/// name.
struct SegmentWriter {
    /// Entries in a segment at most, but where one batch has more.
    static let entriesMax: Int64 = 65_536
    /// Bytes of lines in a segment at most, but where one batch has more.
    static let bytesMax = 64 << 20

    /// A segment that stands in the archive and was verified.
    struct Done {
        var segment: ArchiveFolder.Segment
        /// Where the journal could begin behind it.
        var base: JournalBase
        /// Whether it was written just now.
        var isNew: Bool
    }

    let folder: DataFolder
    private let reader: JournalReader
    let archive: ArchiveFolder
    /// The key that the log began with.
    let firstKey: VerifyingKey
    /// The name that the log began with.
    let origin: String

    init(_ folder: DataFolder, _ journal: CheckedJournal, to directory: String?) throws {
        self.folder = folder
        reader = journal.reader
        firstKey = journal.firstKey
        archive = directory.map { ArchiveFolder(path: $0) } ?? folder.archive
        if let directory {
            try OutputFile.checkFolder(directory, option: "--to", own: folder.archive.path)
        }
        guard let origin = try reader.origin() else {
            throw Failure(.unavailable, "\(folder.path): the journal has no entries yet")
        }
        self.origin = origin
    }

    private struct Enough: Error {}

    /// Archives every batch that was sealed before a time.
    ///
    /// - Parameter shown: called for each segment, in order.
    func run(beforeMs: Int64, _ shown: (Done) -> Void) throws {
        try archive.make()
        var piece = try beginning(try reader.base())
        do {
            try reader.forEach(from: piece.first) { batch in
                // The segment has it no more, and it says what is archived.
                guard SignedSeal(batch.seal)?.note.timeMs ?? batch.atMs == batch.atMs else {
                    throw Self.wrongTime(batch)
                }
                guard batch.atMs < beforeMs else { throw Enough() }
                if piece.isFull(before: batch) { shown(try finish(&piece)) }
                try piece.exporter.add(StoredBatch(batch), to: &piece.bytes)
                guard let existing = piece.existing else { return }
                guard piece.exporter.nextSequence <= existing.end else {
                    throw Self.mismatch(existing)
                }
                if piece.exporter.nextSequence == existing.end { shown(try finish(&piece)) }
            }
        } catch is Enough {}
        // What stands there already goes further than was asked for.
        if piece.exporter.nextSequence > piece.first, piece.existing == nil {
            shown(try finish(&piece))
        }
    }

    /// The segment that is being made.
    private struct Piece {
        var exporter: Exporter
        var first: Int64
        var bytes: [UInt8] = []
        /// The file that begins where this one does; nil where there is none.
        var existing: ArchiveFolder.Segment?

        func isFull(before batch: JournalReader.Batch) -> Bool {
            guard existing == nil, exporter.nextSequence > first else { return false }
            return exporter.nextSequence - first + batch.count > SegmentWriter.entriesMax
                || bytes.count + batch.lines.count > SegmentWriter.bytesMax
        }
    }

    private func beginning(_ base: JournalBase?) throws -> Piece {
        var lineage = LogLineage(trusted: [firstKey], origin: origin)
        guard let base else {
            let form = Exporter.Form.farthing(origin: origin, fingerprint: firstKey.fingerprint)
            return piece(Exporter(form, lineage: lineage), 0)
        }
        guard let header = SegmentHeader(base.line) else { throw Self.damagedBase(folder) }
        if !header.base.lineage.isEmpty {
            guard
                let followed = LogLineage(
                    trusted: [firstKey],
                    origin: origin,
                    proof: header.base.lineage
                )
            else { throw Self.damagedBase(folder) }
            lineage = followed
        }
        lineage.sealed(by: header.base)
        let form = Exporter.Form.segment(base: header.base, fingerprint: firstKey.fingerprint)
        return piece(Exporter(form, lineage: lineage), base.first)
    }

    static func damagedBase(_ folder: DataFolder) -> Failure {
        Failure(
            .unavailable,
            "\(folder.database): where the journal begins cannot be read; run farthing verify"
        )
    }

    private func piece(_ exporter: Exporter, _ first: Int64) -> Piece {
        var piece = Piece(exporter: exporter, first: first)
        // Of several the longest, which another run has gone on with.
        piece.existing = archive.segments().last { $0.first == first }
        exporter.begin(&piece.bytes)
        return piece
    }

    /// Puts the piece where it belongs, verifies it there, and begins the next.
    private func finish(_ piece: inout Piece) throws -> Done {
        let end = piece.exporter.nextSequence
        // Before there is a file: what is not whole never gets a segment's name.
        try verify(piece.bytes, first: piece.first, end: end)
        let segment: ArchiveFolder.Segment
        if let existing = piece.existing {
            segment = existing
        } else {
            segment = try archive.write(piece.bytes, first: piece.first, end: end)
        }
        guard try ArchiveFolder.bytes(of: segment) == piece.bytes else {
            guard piece.existing == nil else { throw Self.mismatch(segment) }
            archive.remove(segment)
            throw Failure(
                .unavailable,
                "\(segment.path): what was read again is not what was written; look at its disk"
            )
        }
        guard let next = piece.exporter.base,
            let base = JournalBase(
                SegmentHeader(base: next, fingerprint: firstKey.fingerprint).line
            )
        else {
            throw Failure(
                .invalid,
                "the journal has no seal before entry \(end); run farthing verify"
            )
        }
        let done = Done(segment: segment, base: base, isNew: piece.existing == nil)
        let form = Exporter.Form.segment(base: next, fingerprint: firstKey.fingerprint)
        piece = self.piece(Exporter(form, lineage: piece.exporter.lineage), end)
        return done
    }

    private static func wrongTime(_ batch: JournalReader.Batch) -> Failure {
        Failure(
            .invalid,
            "the journal is not what was sealed: entry \(batch.firstSequence): the batch's time is "
                + "not its seal's (batch_mismatch); nothing from there on was archived; run farthing "
                + "verify"
        )
    }

    private static func mismatch(_ segment: ArchiveFolder.Segment) -> Failure {
        Failure(
            .invalid,
            "\(segment.path) is not what the journal has; move it away, and archive again"
        )
    }

    /// Verifies a segment alone, as somebody would who has nothing else of the journal.
    private func verify(_ bytes: [UInt8], first: Int64, end: Int64) throws(Failure) {
        var verifier = Verifier(
            keys: [firstKey],
            origin: origin,
            spread: VerifyTarget.spread
        )
        verifier.add(bytes)
        let found = verifier.finish()
        if let fault = found.fault {
            throw Failure(
                .invalid,
                "the journal from entry \(first) on: entry \(fault.sequence): \(fault.reason); "
                    + "nothing of it was archived; run farthing verify"
            )
        }
        guard found.first == first, found.sealedEntries == end else {
            throw Failure(
                .invalid,
                "the seals of the entries \(first) to \(end - 1) are not over all of them; run "
                    + "farthing verify"
            )
        }
    }
}
