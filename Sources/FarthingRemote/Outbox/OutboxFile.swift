import Farthing

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A file of lines of one length, each a record or blank: made in its full size, so that a record finds
/// its room on a disk that has become full since.
///
/// Locked for as long as it is open: what a process that died has left is there for the next one.
final class OutboxFile: Sendable {
    /// A line with the longest names of provider and model, and several amounts.
    static let lineBytes = 2_048
    /// Files that one folder may have for one server and key: processes at once.
    private static let filesMax = 1_024

    private let descriptor: CInt
    let path: String

    private init(_ descriptor: CInt, _ path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Takes the first file of the folder that no other process has, and with it the records of all
    /// that nobody has.
    static func take(
        _ folder: String,
        _ name: String,
        lines: Int
    ) throws(SpendError) -> (file: OutboxFile, records: [Int: OutboxRecord]) {
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw unusable(folder, errno)
        }
        var own: OutboxFile?
        var records: [Int: OutboxRecord] = [:]
        var foreign: [OutboxFile] = []
        var left: [OutboxRecord] = []
        for number in 0..<filesMax {
            let path = "\(folder)/outbox-\(name)-\(number).jsonl"
            if own != nil, access(path, F_OK) != 0 { break }
            guard let file = try lock(path) else { continue }
            let found = try file.read()
            if own == nil {
                (own, records) = (file, found)
            } else {
                foreign.append(file)
                left += found.values
            }
        }
        guard let own else {
            throw SpendError(
                .ledgerUnavailable,
                "All \(filesMax) outboxes of \(folder) are in use by other processes. Use another "
                    + "folder."
            )
        }
        // Ours stay where they are, so that a crash on the way loses none.
        let taken = records.count + left.count
        let count = max(lines, taken, (records.keys.max() ?? -1) + 1)
        var free = (0..<count).lazy.filter { [records] in records[$0] == nil }.makeIterator()
        for record in left {
            guard let line = free.next() else { break }
            records[line] = record
        }
        try own.fill(records, lines: count)
        // Theirs go when ours are on the disk; a crash between the two repeats them, which is harmless.
        for file in foreign { file.empty() }
        try sync(folder)
        return (own, records)
    }

    /// Makes the names of new files last.
    private static func sync(_ folder: String) throws(SpendError) {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard descriptor >= 0 else { throw unusable(folder, errno) }
        defer { close(descriptor) }
        // Some file systems have no such thing as a folder's sync.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw unusable(folder, errno) }
    }

    /// Opens a file for this process alone; nil where another one has it.
    private static func lock(_ path: String) throws(SpendError) -> OutboxFile? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw unusable(path, errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            if code == EWOULDBLOCK { return nil }
            throw unusable(path, code)
        }
        return OutboxFile(descriptor, path)
    }

    /// The records by the numbers of their lines.
    private func read() throws(SpendError) -> [Int: OutboxRecord] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = pread(descriptor, &chunk, chunk.count, off_t(bytes.count))
            if count < 0 { throw Self.unusable(path, errno) }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        var records: [Int: OutboxRecord] = [:]
        for start in stride(from: 0, to: bytes.count, by: Self.lineBytes) {
            let line = bytes[start..<min(start + Self.lineBytes, bytes.count)]
            switch OutboxRecord.read(line) {
            case .record(let record): records[start / Self.lineBytes] = record
            case .blank: continue
            case .unknown: throw otherVersion()
            }
        }
        return records
    }

    private func otherVersion() -> SpendError {
        SpendError(
            .ledgerUnavailable,
            "The outbox \(path) has a record that this version does not know. Let the version of "
                + "Farthing that wrote it send it (RemoteLedger.flush), or use another folder; nothing "
                + "in it was changed."
        )
    }

    /// Writes every line, blank ones too, so that each has its room on the disk.
    private func fill(_ records: [Int: OutboxRecord], lines: Int) throws(SpendError) {
        var blank = [UInt8](repeating: UInt8(ascii: " "), count: Self.lineBytes)
        blank[Self.lineBytes - 1] = UInt8(ascii: "\n")
        for line in 0..<lines {
            let bytes = records[line].flatMap { $0.line(bytes: Self.lineBytes) } ?? blank
            guard write(bytes, line) else { throw Self.unusable(path, errno) }
        }
        ftruncate(descriptor, off_t(lines * Self.lineBytes))
        guard fsync(descriptor) == 0 else { throw Self.unusable(path, errno) }
    }

    private func empty() {
        ftruncate(descriptor, 0)
    }

    /// Writes a record and returns once it is on the disk; false where the disk has failed.
    func keep(_ line: [UInt8], at index: Int) -> Bool {
        write(line, index) && sync()
    }

    /// Blanks a line. Not waited for: what comes back after a crash is sent again, and answered as
    /// before.
    func clear(_ index: Int) {
        var blank = [UInt8](repeating: UInt8(ascii: " "), count: Self.lineBytes)
        blank[Self.lineBytes - 1] = UInt8(ascii: "\n")
        _ = write(blank, index)
    }

    private func write(_ line: [UInt8], _ index: Int) -> Bool {
        var written = 0
        while written < line.count {
            let count = line[written...].withUnsafeBytes { bytes in
                pwrite(
                    descriptor,
                    bytes.baseAddress,
                    bytes.count,
                    off_t(index * Self.lineBytes + written)
                )
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    private func sync() -> Bool {
        #if canImport(Darwin)
        return fcntl(descriptor, F_FULLFSYNC) != -1
        #else
        return fdatasync(descriptor) == 0
        #endif
    }

    private static func unusable(_ path: String, _ code: CInt) -> SpendError {
        SpendError(
            .ledgerUnavailable,
            "The outbox \(path) cannot be used: \(String(cString: strerror(code))). Make the folder's "
                + "parent, free space or give rights."
        )
    }
}
