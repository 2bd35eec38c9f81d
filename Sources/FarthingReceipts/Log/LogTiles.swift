/// Brings a log's files up to a journal: tiles first, then the checkpoint over them.
///
/// Begin with what was published (``init(store:seal:remakes:)``), take in the stored lines from
/// ``next`` on, and publish. A journal that does not continue what was published under the same
/// name is an error: that would be a fork, which a log must not sign.
package struct LogTiles {
    private let store: TileStore
    private let seal: SignedCheckpoint
    private let published: SignedCheckpoint?
    private var writer: TileWriter
    private var entries: EntryHashes

    /// Finds where to go on.
    ///
    /// Tiles that are not those of the published checkpoint are made again from the first entry.
    /// Files of a log with another name are moved aside, to `<folder>-<size>`.
    ///
    /// - Parameters:
    ///   - seal: the seal to publish.
    ///   - remakes: whether to look at every tile, and make again what is wrong.
    package init(store: TileStore, seal: [UInt8], remakes: Bool = false) throws(LogError) {
        guard let signed = SignedCheckpoint(seal) else {
            throw LogError("the journal's last seal is no checkpoint; run `farthing verify`")
        }
        self.store = store
        self.seal = signed
        var published = try store.checkpoint().flatMap { SignedCheckpoint($0) }
        if let old = published, !old.checkpoint.isOf(origin: signed.checkpoint.origin) {
            try store.moveAside(size: old.checkpoint.size)
            published = nil
        }
        self.published = published
        if let old = published?.checkpoint, old.size > signed.checkpoint.size {
            throw Self.fork(store, old)
        }
        if !remakes, let old = published?.checkpoint, let head = old.head,
            let writer = try TileWriter(store: store, size: old.size, root: old.root)
        {
            self.writer = writer
            entries = EntryHashes(from: old.size, head: head)
        } else {
            writer = TileWriter(store: store)
            entries = EntryHashes(from: 0, head: .zero)
        }
    }

    /// The entry with which to go on; always the first of a batch.
    package var next: Int64 { entries.next }

    /// How many entries the checkpoint is over.
    package var size: Int64 { seal.checkpoint.size }

    /// Whether the same checkpoint is published already.
    package var isPublished: Bool { published?.note.text == seal.note.text }

    /// Takes in the stored lines of the next batches, up to the seal and not beyond.
    package mutating func take(_ lines: [UInt8]) throws(LogError) {
        let old = published?.checkpoint
        let store = store
        let first = entries.next
        do throws(LogError) {
            try entries.read(lines) { (hash) throws(LogError) in
                try writer.append(hash)
                if let old, old.size == writer.size, old.root != writer.root {
                    throw Self.fork(store, old)
                }
            }
        } catch {
            // The very first entry does not follow the one that was published last.
            if let old, old.size == first, entries.next == first { throw Self.fork(store, old) }
            throw error
        }
    }

    /// Writes the checkpoint: the seal, with signatures besides its own.
    ///
    /// Signatures that are published under the same text stay.
    ///
    /// - Returns: the note that is published.
    package mutating func publish(_ signatures: [NoteSignature] = []) throws(LogError) -> SignedNote
    {
        guard writer.size == size, writer.root == seal.checkpoint.root else {
            throw LogError(
                """
                the journal's entries are not those that its seal over \(size) entries covers; \
                run `farthing verify`
                """
            )
        }
        var note = seal.note
        if let published, isPublished { note.merge(published.note.signatures) }
        note.merge(signatures)
        try writer.publish(note.bytes)
        return note
    }

    /// Adds witnesses' signatures to what is published, unless that is another checkpoint by now.
    package static func add(
        _ signatures: [NoteSignature],
        to note: SignedNote,
        in store: TileStore
    ) throws(LogError) {
        guard var published = try store.checkpoint().flatMap({ SignedNote($0) }),
            published.text == note.text
        else { return }
        let before = published
        published.merge(signatures)
        guard published != before else { return }
        try store.write(checkpoint: published.bytes)
        // The next checkpoint has no cosignatures for a while, and none where witnesses are down.
        try store.write(cosigned: published.bytes)
    }

    private static func fork(_ store: TileStore, _ published: Checkpoint) -> LogError {
        LogError(
            """
            \(store.folder)/checkpoint is over \(published.size) entries that this journal does not \
            begin with: it was restored from a backup, or is another one; start once with \
            --restored, so that the log goes on under a new name
            """
        )
    }
}

extension Checkpoint {
    /// The hash of the last entry, as our own checkpoints have it in their second extension line.
    fileprivate var head: Hash32? {
        guard extensions.count == 2, extensions[1].hasPrefix("head ") else { return nil }
        return Hash32(hexDigits: [UInt8](extensions[1].utf8.dropFirst(5)))
    }
}

extension TileStore {
    /// Gives the folder another name, so that nothing of it is lost.
    fileprivate func moveAside(size: Int64) throws(LogError) {
        for attempt in 0..<100 {
            let name = "\(folder)-\(size)" + (attempt > 0 ? ".\(attempt)" : "")
            if LogFile.exists(name) { continue }
            _ = try LogFile.move(folder, to: name)
            return
        }
        throw LogError("\(folder)-\(size): move away the older logs of this name")
    }
}
