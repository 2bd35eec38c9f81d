import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file that is being written. In place of another it has a name of its own, for its owner alone,
/// until it is whole: whatever fails before leaves the other as it was.
final class OutputDraft {
    let descriptor: Int32
    private let path: String
    /// Nil where the file has its name from the beginning.
    private let temporary: String?
    /// Whether an empty file that is left is to be taken away again.
    private let isNew: Bool
    private var isDone = false

    /// Opens a file to be read and written.
    ///
    /// - Parameter place: nil for what is no file, as a pipe.
    init(
        _ path: String,
        _ place: OutputPlace?,
        _ existing: OutputFile.Existing
    ) throws(Failure) {
        self.path = place?.path ?? path
        isNew = place != nil && existing != .continued
        if let place, place.isThere, existing == .replaced {
            let number = UInt64.random(in: UInt64.min...UInt64.max)
            temporary = place.folder + "/.farthing-\(String(number, radix: 16)).new"
        } else {
            temporary = nil
        }
        let flags =
            place == nil ? O_WRONLY : O_RDWR | O_CREAT | O_CLOEXEC | (isNew ? O_EXCL : 0)
        let opened = systemOpen(temporary ?? self.path, flags, temporary == nil ? 0o644 : 0o600)
        // Set last: what throws behind the last stored property is ended by `deinit` all the same.
        guard opened >= 0 else { throw Self.failure(path) }
        descriptor = opened
    }

    deinit {
        if !isDone {
            if let temporary { unlink(temporary) } else if isNew { removeEmpty() }
        }
        close(descriptor)
    }

    /// Gives the whole file its name.
    func finish() throws(Failure) {
        if let temporary {
            // Whoever could read the other can read this one.
            if let old = FileStatus(path, follows: true) {
                fchmod(descriptor, mode_t(old.permissions))
            }
            guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
                throw Self.failure(path)
            }
        }
        isDone = true
    }

    /// Writes some bytes behind those before.
    func write(_ bytes: some Collection<UInt8>) throws(Failure) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path) }
            rest = rest.dropFirst(count)
        }
    }

    /// Removes the empty file that was opened; nothing else that has its name by now.
    private func removeEmpty() {
        guard let opened = FileStatus(descriptor), let named = FileStatus(path, follows: false),
            opened.isSame(as: named), opened.kind == .regular, opened.size == 0
        else { return }
        unlink(path)
    }

    private static func failure(_ path: String) -> Failure {
        Failure(.cannotCreate, "\(Shown.safe(path)): cannot be written: \(systemReason())")
    }
}

private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
    open(path, flags, mode)
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
