import FarthingCore
import FarthingPolicy
import FarthingReceipts
import FarthingSQLite

/// Why a command ends without having done what it was asked: one clear line, and an exit code.
struct Failure: Error {
    /// The codes of sysexits.h, so that scripts can tell them apart.
    enum Code: Int32 {
        /// What was checked is not whole.
        case invalid = 1
        case unreadable = 2
        /// The command line is wrong.
        case usage = 64
        /// The ledger or an address cannot be used now.
        case unavailable = 69
        /// A file cannot be made.
        case cannotCreate = 73
        /// A file, an environment variable or a policy says something wrong.
        case configuration = 78
    }

    var code: Code
    /// Names the place, the reason and the fix; never a key.
    var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// An error of another room, told in one line.
    init(describing error: any Error) {
        switch error {
        case let error as Failure: self = error
        case let error as PolicyFileErrors: self.init(.configuration, error.description)
        case let error as PolicyError: self.init(.configuration, "policy: \(error.message)")
        case let error as DamagedBatch: self.init(damaged: error)
        case let error as LogError: self.init(.unavailable, error.message)
        case let error as KeyError: self.init(.configuration, error.message)
        case let error as FolderError: self.init(.cannotCreate, error.message)
        case let error as SealError: self.init(.unavailable, error.message)
        case let error as LedgerError:
            let detail = error.detail.isEmpty ? "" : " (\(error.detail))"
            self.init(.unavailable, error.message + detail)
        default: self.init(.unavailable, String(describing: error))
        }
    }
    private init(damaged batch: DamagedBatch) {
        self.init(
            .invalid,
            "the journal is not what was sealed, and nothing from there on is passed on: entry "
                + "\(batch.sequence): \(batch.reason) (batch_mismatch); run farthing verify"
        )
    }
}
