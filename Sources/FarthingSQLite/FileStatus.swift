#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What the system says of a file: which one it is, of what kind and how long.
package struct FileStatus: Sendable {
    /// What kind of file.
    package enum Kind: Sendable {
        case regular, folder, link
        /// A terminal, a pipe, a socket, a device.
        case other
    }

    package let kind: Kind
    package let size: Int64
    /// Who may read and write it: its permission bits.
    package let permissions: UInt32
    private let device: UInt64
    private let number: UInt64

    /// The file with a path; nil where there is none.
    ///
    /// - Parameter follows: whether a link stands for what it leads to.
    package init?(_ path: String, follows: Bool) {
        var status = stat()
        guard (follows ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        self.init(status)
    }

    /// An open file; nil where the descriptor is none.
    package init?(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .regular
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .link
        default: kind = .other
        }
        size = Int64(status.st_size)
        permissions = UInt32(status.st_mode) & 0o777
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
    }

    /// Whether both are one file.
    package func isSame(as other: FileStatus) -> Bool {
        device == other.device && number == other.number
    }
}
