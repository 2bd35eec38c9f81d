#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The socket's path: bound by nobody else meanwhile, and taken away when it is over.
///
/// A lock on `<path>.lock` says who has it. Without that a second server would take the path from a
/// living one, and remove the other's socket when it ends.
package struct SidecarSocket: Sendable {
    /// Systems take 104 or 108 bytes with the closing zero.
    package static let pathBytesMax = 100
    /// Who may connect, beside what ``PeerCredentials`` says: owner and group.
    static let mode: mode_t = 0o660
    private static let backlog: Int32 = 1_024
    private static let lockTriesMax = 100

    package let path: String
    /// The listening socket; whoever serves takes it over.
    package let descriptor: Int32
    private let lock: Int32
    private let device: UInt64
    private let inode: UInt64

    /// Binds and listens: makes the folder where it is missing, and replaces a socket that nobody
    /// listens on any more.
    ///
    /// - Throws: ``SidecarError`` for a path that is too long, in use, or no socket, and for what
    ///   the system says.
    package init(_ path: String) throws(SidecarError) {
        guard !path.isEmpty, path.utf8.count <= Self.pathBytesMax else {
            throw SidecarError(
                "The sidecar's path must have 1 to \(Self.pathBytesMax) bytes, because systems "
                    + "take no longer one: \(path)"
            )
        }
        try Self.makeFolder(of: path)
        let lock = try Self.locked(path)
        var bound: Int32 = -1
        do throws(SidecarError) {
            try Self.removeStale(path)
            bound = try Self.bound(path)
            let (device, inode) = try Self.identity(path)
            self.path = path
            self.lock = lock
            self.device = device
            self.inode = inode
            descriptor = bound
        } catch {
            if bound >= 0 { _ = Self.closeFile(bound) }
            Self.unlock(lock, path)
            throw error
        }
    }

    /// Removes the socket, where it is still ours, and the lock, and lets the path go.
    package func leave() {
        if let (device, inode) = try? Self.identity(path), device == self.device,
            inode == self.inode
        {
            unlink(path)
        }
        Self.unlock(lock, path)
    }

    /// Takes the lock, and makes its file where there is none.
    private static func locked(_ path: String) throws(SidecarError) -> Int32 {
        let name = path + ".lock"
        // Each turn that fails is another server's that has just left.
        for _ in 0..<lockTriesMax {
            let lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard lock >= 0 else { throw SidecarError.system("open \(name)") }
            guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
                let isTaken = errno == EWOULDBLOCK
                let error = SidecarError.system("lock \(name)")
                _ = closeFile(lock)
                if isTaken { break }
                throw error
            }
            if isInPlace(lock, name) { return lock }
            _ = closeFile(lock)
        }
        throw SidecarError("Another sidecar serves \(path); stop it, or choose another path.")
    }

    private static func unlock(_ lock: Int32, _ path: String) {
        // While it is held: whoever has opened it meanwhile finds that it is the path's no longer.
        if isInPlace(lock, path + ".lock") { unlink(path + ".lock") }
        _ = closeFile(lock)
    }

    /// Whether a name still leads to an open file.
    private static func isInPlace(_ descriptor: Int32, _ name: String) -> Bool {
        var held = stat()
        var found = stat()
        return fstat(descriptor, &held) == 0 && lstat(name, &found) == 0
            && held.st_dev == found.st_dev && held.st_ino == found.st_ino
    }

    private static func makeFolder(of path: String) throws(SidecarError) {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        var folders: [String] = []
        var folder = String(path[..<slash])
        while !folder.isEmpty, access(folder, F_OK) != 0 {
            folders.append(folder)
            guard let next = folder.lastIndex(of: "/") else { break }
            folder = String(folder[..<next])
        }
        for folder in folders.reversed() where mkdir(folder, 0o750) != 0 && errno != EEXIST {
            throw SidecarError.system("make the folder \(folder)")
        }
    }

    /// Only under the lock: nobody of us listens there.
    private static func removeStale(_ path: String) throws(SidecarError) {
        var found = stat()
        guard lstat(path, &found) == 0 else {
            if errno == ENOENT { return }
            throw SidecarError.system("look at \(path)")
        }
        guard found.st_mode & S_IFMT == S_IFSOCK else {
            throw SidecarError("\(path) is there and is no socket; it is not touched.")
        }
        // Another program may listen there, which knows nothing of the lock.
        let probe = try newSocket()
        defer { _ = closeFile(probe) }
        if withAddress(path, { connect(probe, $0, $1) }) == 0 {
            throw SidecarError(
                "Another program listens on \(path); stop it, or choose another path."
            )
        }
        guard errno == ECONNREFUSED else {
            throw SidecarError.system("see whether anybody listens on \(path)")
        }
        guard unlink(path) == 0 || errno == ENOENT else {
            throw SidecarError.system("remove the stale socket \(path)")
        }
    }

    private static func bound(_ path: String) throws(SidecarError) -> Int32 {
        let descriptor = try newSocket()
        // Nobody connects before it listens, so that its mode counts from the first.
        guard withAddress(path, { bind(descriptor, $0, $1) }) == 0 else {
            let error = SidecarError.system("bind \(path)")
            _ = closeFile(descriptor)
            throw error
        }
        guard chmod(path, mode) == 0, listen(descriptor, backlog) == 0 else {
            let error = SidecarError.system("listen on \(path)")
            unlink(path)
            _ = closeFile(descriptor)
            throw error
        }
        return descriptor
    }

    private static func newSocket() throws(SidecarError) -> Int32 {
        #if canImport(Glibc)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw SidecarError.system("make a socket") }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    private static func withAddress(
        _ path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { place in
            place.copyBytes(from: path.utf8.prefix(place.count - 1))
        }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    private static func identity(_ path: String) throws(SidecarError) -> (UInt64, UInt64) {
        var found = stat()
        guard lstat(path, &found) == 0 else { throw SidecarError.system("look at \(path)") }
        return (UInt64(truncatingIfNeeded: found.st_dev), UInt64(found.st_ino))
    }

    private static func closeFile(_ descriptor: Int32) -> Int32 {
        #if canImport(Glibc)
        Glibc.close(descriptor)
        #elseif canImport(Musl)
        Musl.close(descriptor)
        #else
        Darwin.close(descriptor)
        #endif
    }
}

/// Why the sidecar cannot serve.
package struct SidecarError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) { self.message = message }

    /// What the system said of something that was tried.
    static func system(_ what: String) -> SidecarError {
        let code = errno
        return SidecarError("Cannot \(what): \(String(cString: strerror(code))).")
    }

    package var description: String { message }
}
