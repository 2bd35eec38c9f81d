#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A ledger's folder: its files by name, and the lock that keeps a second server out.
package struct DataFolder: Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    package var database: String { path + "/ledger.sqlite" }
    package var snapshot: String { path + "/book.snapshot" }
    package var privateKey: String { path + "/private.key" }
    package var adminSocket: String { path + "/admin.sock" }
    package var keys: String { path + "/keys" }
    var lock: String { path + "/lock" }

    /// Makes the folder, readable by its owner alone, where it does not exist.
    package func make() throws(FolderError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        throw FolderError("cannot make the data folder \(path): \(lastError())")
    }

    /// Whether a ledger is in the folder.
    package var holdsLedger: Bool { access(database, F_OK) == 0 }
}

/// The exclusive right to write in a data folder, held until it is closed or the process ends.
package final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: ``FolderError`` when another process has it, naming what to do.
    package init(_ folder: DataFolder) throws(FolderError) {
        descriptor = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw FolderError("cannot open \(folder.lock): \(lastError())")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason =
                errno == EWOULDBLOCK
                ? "another farthing server uses it; stop that one or choose another --data"
                : lastError()
            close(descriptor)
            throw FolderError("the data folder \(folder.path) is locked: \(reason)")
        }
    }

    deinit { close(descriptor) }
}

/// Why a data folder cannot be used.
package struct FolderError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) {
        self.message = message
    }

    package var description: String { message }
}

/// The system's words for the latest error of a call.
func lastError() -> String { String(cString: strerror(errno)) }
