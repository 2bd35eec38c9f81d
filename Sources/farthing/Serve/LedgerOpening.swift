import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Logging

/// Opens a data folder's ledger with its key and seal.
enum LedgerOpening {
    /// - Parameters:
    ///   - isNew: whether a folder and a key may be made where there are none.
    ///   - acceptsLoss: whether to go on with a journal that has lost entries.
    ///   - patience: how long to wait where another process uses the folder.
    static func open(
        _ folder: DataFolder,
        _ settings: Settings,
        isNew: Bool,
        acceptsLoss: Bool = false,
        patience: LockPatience = .none,
        _ logger: Logger
    ) async throws(Failure) -> SQLiteLedger {
        let isDurable = try settings.choice(.durability) != "relaxed"
        let signsEach = try settings.choice(.sign) == "each"
        do {
            if isNew { try folder.make() }
            let key = try SigningKeyChoice.choose(settings, folder, makesIt: isNew)
            let origin = origin(of: key, folder, acceptsLoss: acceptsLoss)
            let ledger = try await SQLiteLedger.open(
                folder,
                isDurable: isDurable,
                acceptsLoss: acceptsLoss,
                patience: patience,
                makeSeal: {
                    try JournalSeal(
                        origin: origin,
                        signer: key,
                        signsEach: signsEach,
                        verifiesSignatures: false
                    )
                },
                clockMs: systemNowMs,
                log: { logger.error("\($0)") }
            )
            if isNew { try await publish(key.verifyingKey, folder, ledger) }
            return ledger
        } catch {
            throw Failure(describing: error)
        }
    }

    /// The log's name: that of the journal that is there, or one of the key's.
    ///
    /// Where a journal is lost and that is accepted, a new name: two logs of one name would look as
    /// if one of them were forged.
    private static func origin(
        of key: SigningKey,
        _ folder: DataFolder,
        acceptsLoss: Bool
    ) -> String {
        let usual = "farthing/" + key.fingerprint
        let reader = folder.holdsLedger ? try? JournalReader(folder) : nil
        let stored = (try? reader?.origin()) ?? nil
        let isEmpty = ((try? reader?.entryCount()) ?? nil) ?? 0 == 0
        let hadOne = SmallFile.exists(folder.publicKey) || SmallFile.exists(folder.snapshot)
        if acceptsLoss, isEmpty, hadOne { return "\(usual)/\(systemNowMs())" }
        // Of another key: the ledger says so when it is opened.
        guard let stored, stored == usual || stored.hasPrefix(usual + "/") else { return usual }
        return stored
    }

    /// Puts the public key where verifiers look for it.
    private static func publish(
        _ key: VerifyingKey,
        _ folder: DataFolder,
        _ ledger: SQLiteLedger
    ) async throws {
        let path = folder.publicKey
        if SmallFile.exists(path) {
            guard try KeyFile.verifyingKey(at: path) != key else { return }
            // Whoever trusts the old one must not be told that the new one is its.
            throw Failure(
                .configuration,
                "\(path): not the public key of the signing key in use; move it away, or start with "
                    + "the key that sealed this journal"
            )
        }
        try KeyFile.write(key, to: path)
        try await ledger.setFolderValue("public_key", key.bytes)
    }
}

extension LockPatience {
    /// A command that writes has the folder for a moment, a server that stops for longer: five
    /// seconds are enough for the one, and soon enough to hear of the other.
    private static let usualWaitMs: Int64 = 5_000

    /// A server's: a supervisor that starts it again must not fail by a command's chance.
    static func ofServer(_ logger: Logger) -> LockPatience {
        LockPatience(
            waitMs: usualWaitMs,
            begins: {
                logger.notice(
                    "the data folder is in use; waiting for it",
                    metadata: ["waitMs": "\(usualWaitMs)"]
                )
            }
        )
    }

    /// A command's: until a server listens that it can ask instead.
    static func ofCommand(_ folder: DataFolder) -> LockPatience {
        LockPatience(waitMs: usualWaitMs, goesOn: { !AdminClient.finds(folder) })
    }
}
