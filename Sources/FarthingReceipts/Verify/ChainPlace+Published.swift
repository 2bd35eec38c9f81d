internal import FarthingCore

extension ChainPlace {
    /// What is wrong between a journal that was read to its end and the checkpoint that was
    /// published of it; nil where nothing is.
    ///
    /// A checkpoint under an earlier name of the log is one that a restore has left; it says
    /// nothing of what goes on under the new name.
    ///
    /// - Parameter first: the first entry that was read, where those before were archived.
    func fault(ofPublished bytes: [UInt8], _ first: Int64) -> VerificationFault? {
        let last = max(0, next - 1)
        guard let published = SignedCheckpoint(bytes) else {
            return VerificationFault(
                .checkpointInvalid,
                sequence: last,
                "the published checkpoint beside the journal is none"
            )
        }
        let checkpoint = published.checkpoint
        if lineage.hasBeen(checkpoint.origin) { return nil }
        guard let origin, checkpoint.isOf(origin: origin) else {
            return VerificationFault(
                .checkpointInvalid,
                sequence: last,
                "the published checkpoint beside the journal is of another log, "
                    + checkpoint.origin
            )
        }
        guard published.note.verdict(keys: lineage.everyKey(named: origin)) == .valid else {
            return VerificationFault(
                .checkpointInvalid,
                sequence: last,
                "the published checkpoint beside the journal, over \(checkpoint.size) entries, is "
                    + "by none of the keys that the given ones have led to"
            )
        }
        if checkpoint.size > tree.size {
            return VerificationFault(
                .checkpointAhead,
                sequence: tree.size,
                "the published checkpoint beside the journal is over \(checkpoint.size) entries: "
                    + "the journal's end was cut off, or it is an older copy"
            )
        }
        if first > 0, tree.size == first, checkpoint.size < first {
            return VerificationFault(
                .checkpointInvalid,
                sequence: last,
                "all \(first) entries are said to be archived, and the published checkpoint beside "
                    + "the journal is over \(checkpoint.size): only what is published is archived away"
            )
        }
        // One from before what was read cannot be compared.
        guard let publishedRoot, publishedRoot != checkpoint.root else { return nil }
        return VerificationFault(
            .logForked,
            sequence: checkpoint.size - 1,
            "the published checkpoint beside the journal is over other entries than these"
        )
    }
}

extension LogLineage {
    /// Whether the log had a name before the one that it has now.
    fileprivate func hasBeen(_ name: String) -> Bool {
        events.contains { event in
            guard case .logOrigin(let change) = event.note else { return false }
            return change.from.utf8.elementsEqual(name.utf8)
        }
    }

    /// Every key that could seal at some time, as signed notes name them.
    fileprivate func everyKey(named name: String) -> [NoteKey] {
        everyKey.compactMap { try? NoteKey(name: name, kind: .signature, key: $0) }
    }
}
