import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Logging

/// Opens a data folder's ledger with its key and seal.
enum LedgerOpening {
    /// Opens a ledger for somebody who leaves its keys as they are.
    static func open(
        _ folder: DataFolder,
        _ settings: Settings,
        isNew: Bool,
        patience: LockPatience = .none,
        _ logger: Logger
    ) async throws(Failure) -> SQLiteLedger {
        try await openWithKeys(folder, settings, isNew: isNew, patience: patience, logger).ledger
    }

    /// - Parameters:
    ///   - isNew: whether a folder and a key may be made where there are none.
    ///   - acceptsLoss: whether to go on with a journal that has lost entries.
    ///   - isRestored: whether the log goes on under a new name, its data being from a backup.
    ///   - signing: the keys, where somebody has them already.
    ///   - patience: how long to wait where another process uses the folder.
    /// - Returns: the ledger, and the keys that seal it.
    static func openWithKeys(
        _ folder: DataFolder,
        _ settings: Settings,
        isNew: Bool,
        acceptsLoss: Bool = false,
        isRestored: Bool = false,
        signing known: SigningDesk? = nil,
        patience: LockPatience = .none,
        _ logger: Logger
    ) async throws(Failure) -> (ledger: SQLiteLedger, signing: SigningDesk) {
        let isDurable = try settings.choice(.durability) != "relaxed"
        let signsEach = try settings.choice(.sign) == "each"
        do {
            if isNew { try folder.make() }
            let signing: SigningDesk
            if let known {
                signing = known
            } else {
                signing = try await SigningDesk(
                    folder,
                    settings,
                    isNew: isNew,
                    acceptsLoss: acceptsLoss,
                    isRestored: isRestored,
                    logger
                )
            }
            if !acceptsLoss { try ArchivedStart.check(folder, trusted: signing.trusted) }
            let ledger = try await SQLiteLedger.open(
                folder,
                isDurable: isDurable,
                acceptsLoss: acceptsLoss,
                patience: patience,
                makeSeal: signing.makeSeal(signsEach: signsEach),
                clockMs: systemNowMs,
                log: { logger.error("\($0)") }
            )
            do {
                try await signing.take(ledger, isNew: isNew)
            } catch {
                await ledger.close()
                throw error
            }
            return (ledger, signing)
        } catch {
            throw Failure(describing: error)
        }
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
