import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Logging

/// The keys that a process seals a journal with: which there are, how one takes over from another,
/// and how a key that is kept elsewhere lets one of ours seal.
actor SigningDesk {
    /// The name that the log began with.
    nonisolated let origin: String
    nonisolated let ring: SigningKeys
    nonisolated let source: SigningSource
    /// The keys that the log began with.
    nonisolated let trusted: [VerifyingKey]
    /// The name under which the log goes on after a restore from a backup.
    nonisolated let newOrigin: String?
    nonisolated let folder: DataFolder
    nonisolated let logger: Logger
    nonisolated let delegationMs: Int64

    var ledger: SQLiteLedger?
    private var isRotating = false
    private var renewing: Task<Void, Never>?

    /// Under which name the folder keeps the key of now, for those who only look.
    static let keyValue = DataFolder.keyValue
    /// The key that the log began with.
    static let firstKeyValue = DataFolder.firstKeyValue

    /// Gets the keys together; a program that signs is asked here, before anything is opened.
    ///
    /// - Parameter isRestored: whether the log is to go on under a new name.
    init(
        _ folder: DataFolder,
        _ settings: Settings,
        isNew: Bool,
        acceptsLoss: Bool,
        isRestored: Bool,
        _ logger: Logger
    ) async throws(Failure) {
        self.folder = folder
        self.logger = logger
        source = try SigningKeyChoice.source(settings, folder, makesIt: isNew)
        let hours = try settings.number(.delegationHours) ?? 24
        delegationMs = Interruption.delegationMs ?? hours * 3_600_000
        let standing = try LogStanding(folder, source.verifyingKey, acceptsLoss: acceptsLoss)
        origin = standing.origin
        trusted = [standing.firstKey]
        guard !isRestored || standing.name != nil else {
            throw Failure(
                .usage,
                "--restored: there is no journal in \(folder.path); restore the backup first"
            )
        }
        newOrigin = isRestored ? "farthing/\(standing.firstKey.fingerprint)/\(systemNowMs())" : nil
        switch source {
        case .environment(let key): ring = SigningKeys([key])
        case .file(_, let key, let next): ring = SigningKeys([key] + (next.map { [$0] } ?? []))
        case .command(let command):
            let online = SigningKey()
            ring = SigningKeys([online])
            let name = standing.name ?? standing.origin
            ring.renew(try await Self.delegation(command, online, name, delegationMs))
        }
    }

    /// Looks at the key that the settings name, and asks the program that they name, before anything
    /// is made; nil where the folder's own key is meant.
    static func named(
        _ settings: Settings,
        acceptsLoss: Bool,
        _ isRestored: Bool
    ) async throws(Failure) -> SigningDesk? {
        let folder = try settings.folder()
        guard try SigningKeyChoice.named(settings, folder) != nil else { return nil }
        return try await SigningDesk(
            folder,
            settings,
            isNew: true,
            acceptsLoss: acceptsLoss,
            isRestored: isRestored,
            LineLogHandler.logger(level: settings.logLevel())
        )
    }

    /// What opens the journal.
    nonisolated func makeSeal(signsEach: Bool) -> @Sendable () throws -> any Seal {
        { [origin, ring, trusted, newOrigin] in
            try JournalSeal(
                origin: origin,
                ring: ring,
                trusted: trusted,
                newOrigin: newOrigin,
                signsEach: signsEach,
                verifiesSignatures: false
            )
        }
    }

    /// Takes the ledger that was opened, and ends what a crash has interrupted.
    ///
    /// - Parameter isNew: whether the public key may be put where verifiers look for it.
    func take(_ ledger: SQLiteLedger, isNew: Bool) async throws {
        self.ledger = ledger
        if isNew { try await publish(to: ledger) }
        guard case .file(let path, let key, let next) = source else {
            return try await keep(source.verifyingKey, in: ledger)
        }
        let roots = try await Self.roots(of: ledger)
        if let next, roots.contains(next.verifyingKey) {
            try await finish(path: path, from: key, to: next, in: ledger)
            logger.notice(
                "a change of the signing key that was interrupted is finished",
                metadata: ["key": "\(next.fingerprint)"]
            )
        } else {
            if next != nil { SmallFile.remove(SigningSource.nextPath(path)) }
            if let next { ring.remove(next.verifyingKey) }
            try await keep(key.verifyingKey, in: ledger)
        }
    }

    /// Begins to renew what must be renewed.
    func start() { renewing = Task { await renewals() } }

    func stop() {
        renewing?.cancel()
        renewing = nil
    }

    // MARK: Rotation

    struct Rotation: Sendable {
        let entry: Int64
        let from: VerifyingKey
        let to: VerifyingKey
        /// The new key's file.
        let path: String
    }

    /// Lets a new key take over, without a call that waits longer than for a commit.
    ///
    /// At whatever point it is interrupted, the next start finds the key that may seal: the new one
    /// is on the disk before the entry, and the old one until after it.
    func rotate(keepOldAt oldPath: String?) async throws(Failure) -> Rotation {
        guard let ledger else { throw Failure(.unavailable, "the ledger is not open") }
        guard !isRotating else { throw Failure(.unavailable, "the key is being changed already") }
        if let oldPath {
            let instead = "move it away"
            try OutputFile.check(oldPath, .kept, option: "--keep-old", instead: instead)
        }
        isRotating = true
        defer { isRotating = false }
        let path: String
        switch source {
        case .file(let file, _, _): path = file
        case .environment:
            throw Failure(
                .usage,
                "the signing key is in \(SigningKeyChoice.variable), where no new one can be put: "
                    + "keep it in a file and start with --signing-key-file"
            )
        case .command:
            throw Failure(
                .usage,
                "the signing key is kept by the signer command; its online keys change at each start"
            )
        }
        do {
            let old = try KeyFile.signingKey(at: path)
            if let oldPath { try KeyFile.write(old, to: oldPath) }
            let new = SigningKey()
            let nextPath = SigningSource.nextPath(path)
            SmallFile.remove(nextPath)
            try KeyFile.write(new, to: nextPath)
            Interruption.at("next key written")
            ring.add(new)
            let entry = try await write(new, ledger, or: [nextPath, oldPath].compactMap { $0 })
            Interruption.at("rotation written")
            try await finish(path: path, from: old, to: new, in: ledger)
            return Rotation(entry: entry, from: old.verifyingKey, to: new.verifyingKey, path: path)
        } catch {
            throw Failure(describing: error)
        }
    }

    private func write(
        _ new: SigningKey,
        _ ledger: SQLiteLedger,
        or files: [String]
    ) async throws -> Int64 {
        do throws(LedgerError) {
            return try await ledger.note { seal, _ in
                guard let seal = seal as? JournalSeal else {
                    throw SealError("the journal has no seal of ours")
                }
                return try seal.rotation(to: new)
            }
        } catch {
            // Where it may have been written, both keys stay, and the journal says which may seal.
            guard error.code != .outcomeUnknown else {
                throw Failure(
                    .unavailable,
                    "\(error.message); whether the key was changed, `farthing keys signing show` "
                        + "tells, and the next start finishes it"
                )
            }
            ring.remove(new.verifyingKey)
            for file in files { SmallFile.remove(file) }
            throw error
        }
    }

    /// What comes after the entry: everything that is signed with the old key, and then the key.
    private func finish(
        path: String,
        from old: SigningKey,
        to new: SigningKey,
        in ledger: SQLiteLedger
    ) async throws {
        let shelf = BookShelf(folder: folder)
        if SmallFile.exists(shelf.path) {
            let book = try BookFile(path: shelf.path)
            if book.isSigned(by: old.verifyingKey) { try shelf.put(book, signedBy: new) }
        }
        Interruption.at("prices signed")
        try await keep(new.verifyingKey, in: ledger)
        try KeyFile.replace(path, by: SigningSource.nextPath(path))
        Interruption.at("key replaced")
        ring.remove(old.verifyingKey)
    }

    // MARK: What others find in the folder

    private func keep(_ key: VerifyingKey, in ledger: SQLiteLedger) async throws {
        guard try await ledger.folderValue(Self.keyValue) != key.bytes else { return }
        try await ledger.setFolderValue(Self.keyValue, key.bytes)
    }

    /// Puts the first key where verifiers look for it: they follow the journal from there.
    private func publish(to ledger: SQLiteLedger) async throws {
        let path = folder.publicKey
        for key in trusted {
            if SmallFile.exists(path) {
                guard try KeyFile.verifyingKey(at: path) != key else { continue }
                // Whoever trusts the old one must not be told that the new one is its.
                throw Failure(
                    .configuration,
                    "\(path): not the public key that this journal begins with; move it away, or "
                        + "start with the key that sealed this journal"
                )
            }
            try KeyFile.write(key, to: path)
            try await ledger.setFolderValue(Self.firstKeyValue, key.bytes)
        }
    }

    /// The key that seals a folder's journal now, as the folder says.
    static func key(of folder: DataFolder) throws -> VerifyingKey {
        let value = (try? JournalReader(folder).folderValue(keyValue)) ?? nil
        if let value, let key = try? VerifyingKey(value) { return key }
        return try KeyFile.verifyingKey(at: folder.publicKey)
    }

    static func roots(of ledger: SQLiteLedger) async throws -> [VerifyingKey] {
        try await ledger.withSeal { ($0 as? JournalSeal)?.lineage.roots ?? [] }
    }
}
