#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Reads a log's files without ever leaving its folder: each step is opened beneath the one before,
/// and none may be a symbolic link.
package struct TileFiles: Sendable {
    /// The folder itself may be reached through one.
    private let folder: String

    /// - Parameter folder: the log's folder, which has the checkpoint and `tile`.
    package init(folder: String) { self.folder = folder }

    /// The published checkpoint; nil where there is none.
    package func checkpoint() throws(LogError) -> [UInt8]? {
        try read(["checkpoint"], bytesMax: SignedNote.bytesMax)
    }

    /// A tile, or a narrower part of the full one that has taken its place.
    package func tile(_ path: TilePath) throws(LogError) -> [UInt8]? {
        let bytesMax = path.width * path.itemBytes
        if let bytes = try read(path.steps, bytesMax: bytesMax) {
            return bytes.count == bytesMax ? bytes : nil
        }
        guard path.full != path else { return nil }
        let full = path.full
        let whole = try read(full.steps, bytesMax: full.width * full.itemBytes)
        guard let whole, whole.count == full.width * full.itemBytes else { return nil }
        return [UInt8](whole.prefix(bytesMax))
    }

    /// Reads a plain file; nil where there is none, or it is longer than it may be.
    private func read(_ steps: [String], bytesMax: Int) throws(LogError) -> [UInt8]? {
        var at = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        for (index, step) in steps.enumerated() where at >= 0 {
            let isLast = index == steps.count - 1
            // Not blocking, so that a pipe in the place of a file does not hang the reader.
            let kind = isLast ? O_NONBLOCK : O_DIRECTORY
            let next = openat(at, step, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | kind)
            let number = errno
            close(at)
            errno = number
            at = next
        }
        guard at >= 0 else {
            // ELOOP is what a symbolic link comes to.
            if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return nil }
            throw LogError("cannot read: error \(errno)")
        }
        defer { close(at) }
        var status = stat()
        guard fstat(at, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return try Self.bytes(of: at, bytesMax: bytesMax)
    }

    private static func bytes(of file: Int32, bytesMax: Int) throws(LogError) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
        var done = 0
        while done < bytes.count {
            let left = bytes.count - done
            let count = bytes.withUnsafeMutableBytes { buffer in
                buffer.baseAddress.map { systemRead(file, $0 + done, left) } ?? 0
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw LogError("cannot read: error \(errno)") }
            if count == 0 { break }
            done += count
        }
        return done > bytesMax ? nil : [UInt8](bytes.prefix(done))
    }
}

extension TilePath {
    fileprivate var steps: [String] { text.split(separator: "/").map(String.init) }
}

/// `read` of the system, whose name the type's own hides.
private func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(file, bytes, count)
}
