#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Small files of a log: read at once, replaced so that a reader sees the old one or the new one.
package enum LogFile {
    /// Reads a file; nil where there is none. A longer one than `bytesMax` is cut behind it by a
    /// byte too much, so that its length is wrong.
    package static func read(_ path: String, bytesMax: Int) throws(LogError) -> [UInt8]? {
        // Not blocking, so that a pipe in the place of a file does not hang the reader.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("cannot read \(path)")
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
        var done = 0
        while done < bytes.count {
            let left = bytes.count - done
            let count = bytes.withUnsafeMutableBytes { buffer in
                buffer.baseAddress.map { systemRead(file, $0 + done, left) } ?? 0
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("cannot read \(path)")
            }
            if count == 0 { break }
            done += count
        }
        bytes.removeLast(bytes.count - done)
        return bytes
    }

    /// Writes a file beside its place and moves it there.
    ///
    /// - Parameter isDurable: whether its bytes are on the disk before it has its name.
    package static func replace(
        _ path: String,
        with bytes: [UInt8],
        isDurable: Bool
    ) throws(LogError) {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { throw failure("cannot write \(temporary)") }
        do throws(LogError) {
            try write(bytes, to: file, temporary)
            if isDurable, fsync(file) != 0 { throw failure("cannot write \(temporary)") }
        } catch {
            close(file)
            unlink(temporary)
            throw error
        }
        close(file)
        guard rename(temporary, path) == 0 else { throw failure("cannot write \(path)") }
    }

    private static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws(LogError) {
        var done = 0
        while done < bytes.count {
            let left = bytes.count - done
            let count = bytes.withUnsafeBytes { buffer in
                buffer.baseAddress.map { systemWrite(file, $0 + done, left) } ?? 0
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("cannot write \(path)") }
            done += count
        }
    }

    /// Makes a folder and those above it.
    package static func makeFolders(_ path: String) throws(LogError) {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT else { throw failure("cannot make the folder \(path)") }
        let above = parent(of: path)
        guard above != path else { throw failure("cannot make the folder \(path)") }
        try makeFolders(above)
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw failure("cannot make the folder \(path)")
        }
    }

    /// Makes names in a folder durable.
    static func syncFolder(_ path: String) {
        let folder = open(path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        _ = fsync(folder)
        close(folder)
    }

    /// Removes a folder of files; nothing where there is none.
    static func removeFolder(_ path: String) {
        guard let folder = opendir(path) else { return }
        var names: [String] = []
        while let item = readdir(folder) {
            names.append(
                withUnsafePointer(to: &item.pointee.d_name) { name in
                    name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
            )
        }
        closedir(folder)
        for name in names where name != "." && name != ".." { unlink(path + "/" + name) }
        rmdir(path)
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Gives a folder another name; false where there is none.
    static func move(_ path: String, to other: String) throws(LogError) -> Bool {
        if rename(path, other) == 0 { return true }
        if errno == ENOENT { return false }
        throw failure("cannot move \(path) to \(other)")
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return path }
        return String(path[..<slash])
    }

    private static func failure(_ what: String) -> LogError {
        LogError("\(what): \(String(cString: strerror(errno)))")
    }
}

// Inside the enum the names `read` and `write` mean its own functions.
private func systemRead(_ file: Int32, _ to: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(file, to, count)
}

private func systemWrite(_ file: Int32, _ from: UnsafeRawPointer, _ count: Int) -> Int {
    write(file, from, count)
}
