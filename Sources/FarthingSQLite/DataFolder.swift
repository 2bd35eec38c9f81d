#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A ledger's folder: its files by name, and the lock that keeps a second server out.
package struct DataFolder: Sendable {
    /// Under which name the folder keeps the signing key of now, for those who only look.
    package static let keyValue = "signing_key"
    /// Under which name it keeps the key that the log began with.
    package static let firstKeyValue = "public_key"

    package let path: String

    package init(path: String) {
        self.path = path
    }

    package var database: String { path + "/ledger.sqlite" }
    package var snapshot: String { path + "/book.snapshot" }
    package var privateKey: String { path + "/private.key" }
    /// The public key's file, which anybody may read.
    package var publicKey: String { path + "/public.key" }
    package var adminSocket: String { path + "/admin.sock" }
    package var keys: String { path + "/keys" }
    var lock: String { path + "/lock" }

    /// Makes the folder, readable by its owner alone, where it does not exist.
    package func make() throws(FolderError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        throw FolderError("cannot make the data folder \(path): \(lastError())")
    }

    /// Makes the database's file, where there is none, readable by its owner alone; SQLite gives
    /// the files beside it the same mode.
    func makeDatabase() throws(FolderError) {
        let descriptor = open(database, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        // Never opened when it is there: closing it would drop SQLite's locks.
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw FolderError("cannot make \(database): \(lastError())")
        }
        close(descriptor)
    }

    /// Waits until the write-ahead log, as it is now, is on the disk.
    ///
    /// What has left the log by then is on the disk already: SQLite syncs the database before it
    /// empties its log.
    func syncLog() throws(FolderError) {
        let path = database + "-wal"
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw FolderError("cannot sync \(path): \(lastError())")
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw FolderError("cannot sync \(path): \(lastError())")
        }
        FileBytes.syncFolder(of: path)
    }

    /// Whether SQLite can do what it must to read the database beside others.
    var isWritable: Bool { access(path, W_OK) == 0 && access(database, W_OK) == 0 }

    /// Whether somebody may have the database open, or has left a log that belongs into it.
    var isInUse: Bool {
        ["-wal", "-journal", "-shm"].contains { suffix in
            var status = stat()
            return stat(database + suffix, &status) == 0 && status.st_size > 0
        }
    }

    /// The database's path as it stands in a `file:` address.
    var encodedDatabase: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in database.utf8 {
            if "%?#".utf8.contains(byte) {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a ledger is in the folder.
    package var holdsLedger: Bool { access(database, F_OK) == 0 }
}

/// Why a data folder cannot be used.
package struct FolderError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String
    /// Whether another process uses the folder, which may be over soon.
    package internal(set) var isTaken = false

    package init(_ message: String) {
        self.message = message
    }

    package var description: String { message }
}

/// The system's words for the latest error of a call.
func lastError() -> String { String(cString: strerror(errno)) }
