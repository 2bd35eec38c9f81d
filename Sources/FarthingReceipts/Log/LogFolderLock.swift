#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The exclusive right to write in a folder, held until it is let go or the process ends.
package final class LogFolderLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: where another process has it.
    package init(_ path: String, owner: String) throws(LogError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            throw LogError("cannot open \(path): \(String(cString: strerror(errno)))")
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            let reason = isTaken ? "\(owner) uses it already" : String(cString: strerror(errno))
            close(file)
            throw LogError("\(path) is locked: \(reason)")
        }
        descriptor = file
    }

    deinit { close(descriptor) }
}
