import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// Publishes a ledger's checkpoints: tiles and signed tree heads as files in the data folder.
struct LogPublication: Sendable {
    let ledger: SQLiteLedger
    let folder: DataFolder
    var hooks = CheckpointHooks()

    /// What a publication has done.
    struct Done: Sendable {
        /// The published checkpoint; nil where the journal has no entries.
        var note: SignedNote?
        /// Entries that it is over.
        var size: Int64 = 0
        /// Whether it is another one than before.
        var isNew = false
    }

    static func store(_ folder: DataFolder) -> TileStore { TileStore(folder: folder.path + "/log") }

    /// Writes balances, tiles and the checkpoint, in this order; witnesses are not asked yet.
    ///
    /// Never to be called twice at a time.
    ///
    /// - Parameter remakes: whether every tile is looked at, and made again where it is wrong.
    func publish(remakes: Bool = false) async throws(Failure) -> Done {
        do {
            let seal = try await ledger.checkpoint()
            if seal.isEmpty { return Done() }
            let reader = try JournalReader(folder)
            var tiles = try LogTiles(
                store: Self.store(folder),
                seal: seal,
                // Not where entries are archived elsewhere: their tiles are as they are.
                remakes: remakes && (try reader.hasAll())
            )
            while tiles.next < tiles.size {
                let lines = try reader.piece(from: tiles.next, to: tiles.size)
                guard !lines.isEmpty else { break }
                try tiles.take(lines)
                // Calls go first.
                await Task.yield()
            }
            let isNew = !tiles.isPublished
            if !isNew, !remakes {
                let note = try Self.store(folder).checkpoint().flatMap { SignedNote($0) }
                return Done(note: note, size: tiles.size)
            }
            return Done(
                note: try tiles.publish(try await rootSignatures(over: seal)),
                size: tiles.size,
                isNew: isNew
            )
        } catch {
            throw Failure(describing: error)
        }
    }

    /// Asks the witnesses, and adds what they say to the published checkpoint.
    ///
    /// - Parameter isUrgent: whether witnesses that have failed are asked before their time.
    /// - Returns: whether none is to be asked again.
    func askWitnesses(_ note: SignedNote, isUrgent: Bool = false) async throws(Failure) -> Bool {
        let store = Self.store(folder)
        guard let ask = hooks.witnesses,
            let offer = CheckpointOffer(note, in: store, isUrgent: isUrgent)
        else { return true }
        let answer = await ask(offer)
        do {
            try LogTiles.add(answer.cosignatures, to: note, in: store)
        } catch {
            throw Failure(describing: error)
        }
        return answer.isComplete
    }

    /// Asks the witnesses that still owe the published checkpoint a cosignature, where their time has
    /// come.
    ///
    /// - Returns: whether none is to be asked again.
    func askAgain() async throws(Failure) -> Bool {
        let note: SignedNote?
        do {
            note = try Self.store(folder).checkpoint().flatMap { SignedNote($0) }
        } catch {
            throw Failure(describing: error)
        }
        guard let note else { return true }
        return try await askWitnesses(note)
    }

    private func rootSignatures(over seal: [UInt8]) async throws -> [NoteSignature] {
        guard let text = SignedNote(seal)?.text, let line = try await hooks.rootSignature(text)
        else { return [] }
        guard let signatures = SignedNote.signatures(in: line) else {
            throw LogError("the root key's signature line is malformed")
        }
        return signatures
    }
}
