#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Whole small files: read at once, or written so that a crash leaves the old one or the new one.
enum FileBytes {
    /// Reads a file of at most `bytesMax`; nil when there is none.
    static func read(_ path: String, bytesMax: Int) throws(FolderError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw FolderError("cannot read \(path): \(lastError())")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size <= bytesMax else {
            throw FolderError("cannot read \(path): larger than \(bytesMax) bytes")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var done = 0
        while done < bytes.count {
            let left = bytes.count - done
            let count = bytes.withUnsafeMutableBytes { buffer in
                buffer.baseAddress.map { systemRead(descriptor, $0 + done, left) } ?? 0
            }
            guard count > 0 else { throw FolderError("cannot read \(path): \(lastError())") }
            done += count
        }
        return bytes
    }

    /// Writes a file beside its place, syncs it, and moves it there.
    static func replace(_ path: String, with bytes: [UInt8]) throws(FolderError) {
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw FolderError("cannot write \(temporary): \(lastError())")
        }
        var done = 0
        while done < bytes.count {
            let left = bytes.count - done
            let count = bytes.withUnsafeBytes { buffer in
                buffer.baseAddress.map { systemWrite(descriptor, $0 + done, left) } ?? 0
            }
            guard count > 0 else {
                let reason = lastError()
                close(descriptor)
                unlink(temporary)
                throw FolderError("cannot write \(temporary): \(reason)")
            }
            done += count
        }
        let isSynced = fsync(descriptor) == 0
        close(descriptor)
        guard isSynced, rename(temporary, path) == 0 else {
            throw FolderError("cannot write \(path): \(lastError())")
        }
        syncFolder(of: path)
    }

    /// Makes a rename itself durable.
    static func syncFolder(of path: String) {
        guard let slash = path.lastIndex(of: "/") else { return }
        let descriptor = open(String(path[..<slash]), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }

    /// The names in a folder.
    static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let item = readdir(directory) {
            let name = withUnsafePointer(to: &item.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}

// Inside the enum the names `read` and `write` mean its own functions.
private func systemRead(_ descriptor: Int32, _ to: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, to, count)
}

private func systemWrite(_ descriptor: Int32, _ from: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, from, count)
}
