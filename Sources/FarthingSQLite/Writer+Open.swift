import FarthingCore
import GRDB

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Writer {
    /// Opens the folder, brings the book up to the journal's end, and runs `body` with it.
    ///
    /// - Parameter afterFailure: whether a commit may have been written and not synced; its pages
    ///   are then written again before anything is built on them.
    func withSession(afterFailure: Bool, _ body: (inout Session) throws -> Void) throws {
        // Asked before a database is made, so that a refused start leaves the folder as it was.
        let traces = try JournalTraces(folder)
        if !folder.holdsLedger { _ = try checkLoss(traces, nil, afterFailure: afterFailure) }
        try folder.makeDatabase()
        let queue = try DatabaseQueue(
            path: folder.database,
            configuration: Store.configuration(isDurable: isDurable)
        )
        // Before anything of it is changed.
        try queue.read { try FolderFormat.check($0, folder) }
        try Store.migrations.migrate(queue)
        try queue.writeWithoutTransaction { database in
            let store = try Store(database, in: folder)
            if afterFailure { try store.checkpoint() }
            let snapshot = try checkLoss(traces, store, afterFailure: afterFailure)
            var session = try restore(database, store, snapshot)
            try body(&session)
        }
    }

    /// Refuses a journal that is shorter than the folder shows that it was, unless that is accepted.
    ///
    /// - Parameter store: nil where there is no database.
    /// - Returns: the snapshot to go on from.
    private func checkLoss(
        _ traces: JournalTraces,
        _ store: Store?,
        afterFailure: Bool
    ) throws -> Snapshot? {
        let loss = try traces.loss(
            count: try store?.entryCount() ?? 0,
            hasOrigin: try store?.folderValue("origin") != nil,
            empty: try makeSeal()
        ) { end, seal in try store?.ends(at: end, seal: seal) ?? false }
        guard let loss else { return traces.snapshot }
        guard acceptsLoss, !afterFailure else {
            throw LedgerError(.unavailable, loss.message(folder))
        }
        if let store { try accept(loss, store) }
        return nil
    }

    /// Notes what is lost where it stays, and puts away what would be compared with again.
    private func accept(_ loss: JournalTraces.Loss, _ store: Store) throws {
        let nowMs = clockMs()
        let kept = folder.snapshot + ".lost-\(nowMs)"
        if access(folder.snapshot, F_OK) == 0, rename(folder.snapshot, kept) != 0 {
            throw FolderError("cannot move \(folder.snapshot) to \(kept): \(lastError())")
        }
        for name in FileBytes.names(in: folder.keys) { unlink(folder.keys + "/" + name) }
        let wanted = loss.wanted.map { "\($0)" } ?? "unknown"
        let note = "at_ms=\(nowMs) entries=\(loss.count) had=\(wanted) shown_by=\(loss.place)\n"
        // What begins anew is another log, so that no head of the old one is looked for in it.
        if loss.count == 0 { try store.removeFolderValue("origin") }
        let notes = try store.folderValue("accepted_losses") ?? []
        try store.setFolderValue("accepted_losses", notes + [UInt8](note.utf8))
        log("--accept-lost-journal: going on after a loss of entries: \(note.dropLast())")
    }

    private func restore(
        _ database: Database,
        _ store: Store,
        _ snapshot: Snapshot?
    ) throws -> Session {
        let empty = try makeSeal()
        try checkOrigin(store, empty)
        let hash = try indexKey(store)
        var session =
            try from(snapshot, database, store, seal: empty, hash: hash)
            ?? Session(
                database: database,
                store: store,
                book: Book(),
                seal: empty,
                index: KeyIndex(folder: folder.keys, before: 0, hash: hash),
                recent: recent
            )
        let start = session.book.nextSequence
        session.snapshotAt = start
        session.hasSnapshot = start > 0
        session.balancedAt = start
        session.durableAt = start
        if let base = store.base, start < base.first,
            folder.archive.chain(from: 0, to: base.first) == nil
        {
            throw LedgerError(
                .unavailable,
                """
                \(folder.snapshot) is missing or does not fit, and the entries before \(base.first) \
                that make up for it are archived: put all segments in \(folder.archive.path) and \
                start again, which reads them
                """
            )
        }
        session.readsArchive = true
        try store.forEachBatch(from: start) { batch in try session.replay(batch) }
        session.readsArchive = false
        // Going on from its own state makes the seal check the last signature, which stands for all
        // before it, whether or not it checked each.
        let state = session.seal.state
        if session.seal.nextSequence > 0 { try session.seal.restore(state: state) }
        let nowMs = max(session.book.lastMs, clockMs())
        let notes = try session.seal.opening(atMs: nowMs)
        for note in notes { _ = try session.apply(.note(note), nowMs: nowMs) }
        if !notes.isEmpty { try commit(&session) }
        return session
    }

    /// Goes on from the snapshot; nil when there is none that fits the journal.
    private func from(
        _ snapshot: Snapshot?,
        _ database: Database,
        _ store: Store,
        seal: any Seal,
        hash: SipHash
    ) throws -> Session? {
        guard let snapshot else { return nil }
        guard let book = Book(snapshot: snapshot.book),
            try store.ends(at: book.nextSequence, seal: snapshot.headSeal)
        else {
            log("the snapshot in \(folder.path) does not fit the journal; reading all of it")
            return nil
        }
        var seal = seal
        do throws(SealError) {
            try seal.restore(state: snapshot.sealState)
        } catch {
            // Whatever is wrong with the journal itself shows when all of it is read.
            log("the snapshot in \(folder.path) is passed over: \(error.message)")
            return nil
        }
        let index = KeyIndex(folder: folder.keys, before: book.nextSequence, hash: hash)
        guard seal.nextSequence == book.nextSequence, index.covers(before: book.nextSequence)
        else {
            log("files are missing in \(folder.keys); reading the whole journal")
            return nil
        }
        var session = Session(
            database: database,
            store: store,
            book: book,
            seal: seal,
            index: index,
            recent: recent
        )
        session.headSeal = snapshot.headSeal
        return session
    }

    /// The folder's origin must be the seal's, or a foreign key would go on where another began.
    private func checkOrigin(_ store: Store, _ seal: any Seal) throws {
        let origin = [UInt8](seal.origin.utf8)
        guard let stored = try store.folderValue("origin") else {
            try store.setFolderValue("format", [UInt8](FolderFormat.current.utf8))
            try store.setFolderValue("origin", origin)
            // On the disk before anything else shows that the folder has a journal.
            try store.checkpoint()
            return
        }
        guard stored == origin else {
            throw LedgerError(
                .unavailable,
                "the data folder \(folder.path) belongs to another ledger",
                detail: "origin differs"
            )
        }
    }

    private func indexKey(_ store: Store) throws -> SipHash {
        if let stored = try store.folderValue("index_key") {
            // Another one would find no key that a client has used.
            guard stored.count == 16 else {
                throw LedgerError(
                    .unavailable,
                    "\(folder.database) is damaged: its index_key is cut; go on from a backup"
                )
            }
            return SipHash(key0: Writer.word(stored, 0), key1: Writer.word(stored, 8))
        }
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        try store.setFolderValue("index_key", bytes)
        return SipHash(key0: Writer.word(bytes, 0), key1: Writer.word(bytes, 8))
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
    }
}

extension Writer.Session {
    /// Takes a stored batch in: its chain and seal are checked, its entries posted.
    mutating func replay(_ batch: Store.Batch) throws {
        guard batch.firstSequence == book.nextSequence else {
            throw LedgerError(
                .unavailable,
                "the journal has a gap before entry \(batch.firstSequence); run farthing verify"
            )
        }
        try seal.replay(lines: batch.lines, seal: batch.seal)
        headSeal = batch.seal
        for (offset, line) in JournalLines(batch.lines).enumerated() {
            let sequence = batch.firstSequence + Int64(offset)
            let entry = try Entry(line: line, sequence: sequence)
            note(entry, at: sequence)
            if let missing = book.missing(for: entry), let record = try recall(missing) {
                book.recall(record)
                recalledAt = sequence + 1
            }
            if let objection = book.objection(to: entry) {
                throw LedgerError(unposted: sequence, objection)
            }
            book.replay(entry)
        }
        guard book.nextSequence == batch.firstSequence + batch.count else {
            throw LedgerError(
                .unavailable,
                "the journal's batch from entry \(batch.firstSequence) on has not the "
                    + "\(batch.count) entries that it names; run farthing verify"
            )
        }
        noteClosed()
    }
}

extension LedgerError {
    /// An entry that cannot follow from those before it, whatever its seal says.
    package init(unposted sequence: Int64, _ reason: String) {
        self.init(
            .unavailable,
            """
            entry \(sequence) of the journal does not follow from those before it: \(reason); run \
            farthing verify, and go on from a backup or a new folder
            """
        )
    }

    /// Says what happened to whoever calls, and to the log what SQLite or the system said.
    init(opening error: any Error, folder: DataFolder) {
        switch error {
        case let error as LedgerError: self = error
        case let error as SealError where error.wantsKey:
            self.init(.unavailable, error.message)
        case let error as SealError:
            let place = error.sequence.map { " at entry \($0)" } ?? ""
            self.init(
                .unavailable,
                """
                the journal in \(folder.path) does not verify\(place): \(error.message); run \
                farthing verify, and go on from a backup or a new folder
                """
            )
        case let error as FolderError: self.init(.unavailable, error.message)
        case let error as DatabaseError:
            self.init(
                .unavailable,
                "the ledger in \(folder.path) cannot be used: \(error.message ?? "unknown")",
                detail: "sqlite \(error.extendedResultCode.rawValue)"
            )
        default:
            self.init(
                .unavailable,
                "the ledger in \(folder.path) cannot be used",
                detail: String(reflecting: type(of: error))
            )
        }
    }
}
