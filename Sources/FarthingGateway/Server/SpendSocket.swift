#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A Unix socket on which the spend verbs are served: who may connect is the file system's matter,
/// who may spend the key's.
package struct SpendSocket: Sendable {
    /// The longest path that every system takes.
    package static let pathBytesMax = 103

    package let path: String

    /// A socket at an absolute path; nil for a path that none can have.
    package init?(path: String) {
        guard path.hasPrefix("/"), !path.hasSuffix("/"), !path.utf8.contains(0),
            path.utf8.count <= Self.pathBytesMax, path.split(separator: "/").last != "admin.sock"
        else { return nil }
        self.path = path
    }

    /// Why a socket cannot be listened on.
    package enum Problem: Error {
        case noFolder
        /// Something else than a socket is there.
        case occupied
        /// Another process listens there.
        case inUse
        case system(CInt)
    }

    /// Makes room for the socket: what a process left that is gone is removed, and nothing else.
    func clear() throws(Problem) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        var found = stat()
        guard stat(folder.isEmpty ? "/" : folder, &found) == 0, found.st_mode & S_IFMT == S_IFDIR
        else { throw .noFolder }
        guard lstat(path, &found) == 0 else {
            if errno == ENOENT { return }
            throw .system(errno)
        }
        guard found.st_mode & S_IFMT == S_IFSOCK else { throw .occupied }
        guard !isListenedOn() else { throw .inUse }
        guard unlink(path) == 0 || errno == ENOENT else { throw .system(errno) }
    }

    /// Lets the owner and the group connect.
    func protect() throws(Problem) {
        guard chmod(path, 0o660) == 0 else { throw .system(errno) }
    }

    func remove() { unlink(path) }

    private func isListenedOn() -> Bool {
        #if canImport(Glibc)
        let kind = CInt(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { place in
            place.copyBytes(from: bytes.prefix(place.count - 1))
        }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                connect(descriptor, pointer, size) == 0
            }
        }
    }
}

/// Why a gateway does not start that was to have a spend socket.
package struct SpendSocketFailure: Error {
    package let socket: SpendSocket
    package let problem: SpendSocket.Problem
}
