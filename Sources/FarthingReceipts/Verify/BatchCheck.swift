internal import FarthingCore

/// Checks the batches of a journal that is not read from its beginning: that every line is what was
/// hashed, that each follows from the one before it, and that a key which may seal has signed the
/// last one's hash, on which all the others hang.
///
/// Feed it batches in order. What only the whole journal shows, the tree's root, it does not look at.
package struct BatchCheck: Sendable {
    private var lineage: LogLineage
    /// The last entry's hash; nil before the first batch.
    private var head: Hash32?
    private var next: Int64 = 0

    /// - Parameter lineage: who may seal, and the log's name, before the first batch.
    package init(_ lineage: LogLineage) {
        self.lineage = lineage
    }

    /// Takes in the next batch; after an error nothing has changed.
    package mutating func take(_ batch: StoredBatch) throws(VerificationFault) {
        let first = batch.firstSequence
        guard first >= 0, first < Int64.max - Int64(batch.lines.count) else {
            throw VerificationFault(
                .batchMismatch,
                sequence: max(0, first),
                "no batch begins with entry \(first)"
            )
        }
        guard head == nil || first == next else {
            throw VerificationFault(
                .sequenceGap,
                sequence: first,
                "sequence gap: expected a batch from \(next), got \(first)"
            )
        }
        let before: Hash32
        if let head { before = head } else { before = try Self.previousHash(of: batch) }
        let last = try Self.head(of: batch, behind: before)
        var lineage = lineage
        // Signed with the first line, so that it can be believed once the seal is.
        lineage.sealedSize = first
        lineage.sealedHead = before
        try lineage.follow(entriesOf: batch)
        lineage.sealed(try Self.seal(of: batch, over: last, lineage))
        self.lineage = lineage
        head = last
        next = first + batch.count
    }

    /// What the batch's first line says that it follows.
    private static func previousHash(of batch: StoredBatch) throws(VerificationFault) -> Hash32 {
        let first = batch.firstSequence
        let line = [UInt8](batch.lines.prefix { $0 != UInt8(ascii: "\n") })
        let entry = try line.withUnsafeBufferPointer { (text) throws(VerificationFault) in
            try EntryReader(UnsafeRawBufferPointer(text), expected: first)
        }
        let hash = entry.previousHash.flatMap { Hash32(hexDigits: [UInt8]($0.utf8)) }
        guard let hash, first > 0 || hash == .zero else {
            throw VerificationFault(
                .previousHashMismatch,
                sequence: first,
                "the entry does not say what it follows"
            )
        }
        return hash
    }

    /// The last line's hash, where each follows from the one before it.
    private static func head(
        of batch: StoredBatch,
        behind before: Hash32
    ) throws(VerificationFault) -> Hash32 {
        var line = StoredLine(head: before)
        var head = before
        var sequence = batch.firstSequence
        var rest = batch.lines[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let parts = rest[..<end].withUnsafeBytes { line.parts(of: $0, sequence: sequence) }
            guard let parts, parts.isHashRight else {
                throw VerificationFault(
                    .hashOrSignatureInvalid,
                    sequence: sequence,
                    "the entry is not what was hashed, or does not follow the one before it"
                )
            }
            head = parts.entryHash
            line.setPreviousHash(head)
            sequence += 1
            rest = rest[(end + 1)...]
        }
        guard rest.isEmpty, sequence > batch.firstSequence,
            sequence - batch.firstSequence == batch.count
        else {
            throw VerificationFault(
                .batchMismatch,
                sequence: batch.firstSequence,
                "the batch has not the entries that it says it has"
            )
        }
        return head
    }

    /// What the batch's seal says, where it is over these entries and by one that may seal them.
    private static func seal(
        of batch: StoredBatch,
        over head: Hash32,
        _ lineage: LogLineage
    ) throws(VerificationFault) -> SealNote {
        let last = batch.firstSequence + batch.count - 1
        guard let seal = SignedSeal(batch.seal) else {
            throw VerificationFault(
                .sealMalformed,
                sequence: last,
                "the seal is not a checkpoint"
            )
        }
        if let fault = lineage.fault(of: seal, at: last) { throw fault }
        guard lineage.origin == nil || seal.note.origin == lineage.origin else {
            throw VerificationFault(
                .sealOriginMismatch,
                sequence: last,
                "the seal is of another log, \(seal.note.origin)"
            )
        }
        guard seal.note.size == last + 1, seal.note.head == head else {
            throw VerificationFault(
                .sealRootMismatch,
                sequence: last,
                "the seal is over other entries than these"
            )
        }
        guard batch.atMs == nil || batch.atMs == seal.note.timeMs else {
            throw VerificationFault(
                .batchMismatch,
                sequence: batch.firstSequence,
                "the batch's time is not its seal's"
            )
        }
        return seal.note
    }
}
