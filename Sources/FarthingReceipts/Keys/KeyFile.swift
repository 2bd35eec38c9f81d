#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Keys in files: `private.key`, which only its owner may read, and `public.key`.
package enum KeyFile {
    /// Longest file that is read: a key in hexadecimal is 66 bytes.
    private static let bytesMax = 1024

    /// Reads a signing key: 32 raw bytes, or 64 hexadecimal digits which a line end may follow.
    ///
    /// Refuses a file that others than its owner may read or write.
    package static func signingKey(at path: String) throws(KeyError) -> SigningKey {
        try SigningKey(read(path, isSecret: true), place: path)
    }

    /// Reads a public key in the same two spellings.
    package static func verifyingKey(at path: String) throws(KeyError) -> VerifyingKey {
        do {
            return try VerifyingKey(read(path, isSecret: false))
        } catch {
            throw error.message.hasPrefix(path) ? error : KeyError("\(path): \(error.message)")
        }
    }

    /// Reads the key at `path`, or makes one there when there is no file.
    ///
    /// - Returns: the key, and whether it was made now.
    package static func signingKey(
        atOrMadeAt path: String
    ) throws(KeyError) -> (key: SigningKey, isNew: Bool) {
        guard access(path, F_OK) != 0, errno == ENOENT else {
            return (try signingKey(at: path), false)
        }
        let key = SigningKey()
        try write(key, to: path)
        return (key, true)
    }

    /// Writes a signing key's 32 bytes to a new file that only its owner may read.
    ///
    /// Durable when it returns. Never replaces a file.
    package static func write(_ key: SigningKey, to path: String) throws(KeyError) {
        try write(key.seed, to: path, mode: 0o600)
    }

    /// Writes a public key's 32 bytes to a new file that anybody may read. Never replaces a file.
    package static func write(_ key: VerifyingKey, to path: String) throws(KeyError) {
        try write(key.bytes, to: path, mode: 0o644)
    }

    /// Puts a file in the place of another, at once or not at all; durable when it returns.
    package static func replace(_ path: String, by other: String) throws(KeyError) {
        guard rename(other, path) == 0 else { throw failure(path, "cannot be replaced") }
        guard syncFolder(of: path) else { throw failure(path, "cannot be made durable") }
    }

    private static func read(_ path: String, isSecret: Bool) throws(KeyError) -> [UInt8] {
        // Not blocking, so that a pipe in the place of a file does not hang the start.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw failure(path, "cannot be opened") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure(path, "cannot be examined") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw KeyError("\(path): a key must be a plain file")
        }
        guard !isSecret || status.st_mode & 0o077 == 0 else {
            throw KeyError(
                "\(path): others than its owner may read or write this key; run: chmod 600 \(path)"
            )
        }
        guard status.st_size <= bytesMax else {
            throw KeyError("\(path): a key file is not \(status.st_size) bytes long")
        }
        var bytes = [UInt8](repeating: 0, count: bytesMax)
        var count = 0
        while count < bytesMax {
            let read = bytes.withUnsafeMutableBytes {
                Self.read(file, into: UnsafeMutableRawBufferPointer(rebasing: $0[count...]))
            }
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { throw failure(path, "cannot be read") }
            if read == 0 { break }
            count += read
        }
        return [UInt8](bytes.prefix(count))
    }

    private static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(KeyError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { throw failure(path, "cannot be made") }
        var failed: KeyError?
        // The mode again, because `open` has taken the process's mask off it.
        if fchmod(file, mode) != 0 { failed = failure(path, "cannot be protected") }
        var count = 0
        while failed == nil, count < bytes.count {
            let written = bytes.withUnsafeBytes {
                Self.write(file, UnsafeRawBufferPointer(rebasing: $0[count...]))
            }
            if written < 0, errno == EINTR { continue }
            if written <= 0 { failed = failure(path, "cannot be written") }
            count += written
        }
        if failed == nil, fsync(file) != 0 { failed = failure(path, "cannot be made durable") }
        close(file)
        if failed == nil, !syncFolder(of: path) {
            failed = failure(path, "cannot be made durable")
        }
        guard let failed else { return }
        unlink(path)
        throw failed
    }

    /// Makes a new name durable.
    private static func syncFolder(of path: String) -> Bool {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder =
            switch slash {
            case nil: "."
            case path.startIndex: "/"
            case .some(let slash): String(path[..<slash])
            }
        let file = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard file >= 0 else { return false }
        defer { close(file) }
        return fsync(file) == 0
    }

    private static func failure(_ path: String, _ what: String) -> KeyError {
        let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
        return KeyError("\(path): the key file \(what): \(reason)")
    }

    private static func read(_ file: Int32, into bytes: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.read(file, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
        Musl.read(file, bytes.baseAddress, bytes.count)
        #else
        Darwin.read(file, bytes.baseAddress, bytes.count)
        #endif
    }

    private static func write(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.write(file, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
        Musl.write(file, bytes.baseAddress, bytes.count)
        #else
        Darwin.write(file, bytes.baseAddress, bytes.count)
        #endif
    }
}
