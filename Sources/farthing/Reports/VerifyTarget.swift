import FarthingReceipts
import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What is to be verified: a data folder, or an export.
enum VerifyTarget {
    case folder(DataFolder)
    case file(String)

    init(_ path: String) throws(Failure) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw Failure(.unreadable, "\(path): cannot be read: \(systemReason())")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            self = .file(path)
            return
        }
        let folder = DataFolder(path: path)
        guard folder.holdsLedger else {
            throw Failure(.unreadable, "\(path): there is no ledger in this folder")
        }
        self = .folder(folder)
    }

    var path: String {
        switch self {
        case .folder(let folder): folder.path
        case .file(let path): path
        }
    }

    /// Feeds everything to a verifier and says what it found.
    func verify(
        keys: [VerifyingKey],
        expectedHead: Hash32? = nil,
        onEntry: Verifier.EntryHook?
    ) throws(Failure) -> Verification {
        do {
            switch self {
            case .folder(let folder):
                let reader = try JournalReader(folder)
                var verifier = Verifier(
                    keys: keys,
                    origin: try reader.origin(),
                    expectedHead: expectedHead,
                    onEntry: onEntry
                )
                try reader.forEach { batch in
                    if !verifier.isFaulty { verifier.add(StoredBatch(batch)) }
                }
                return verifier.finish()
            case .file(let path):
                var verifier = Verifier(
                    keys: keys,
                    expectedHead: expectedHead,
                    onEntry: onEntry
                )
                try Self.forEachChunk(path) { chunk in
                    verifier.add(chunk)
                    return !verifier.isFaulty
                }
                return verifier.finish()
            }
        } catch {
            throw Failure(.unreadable, Failure(describing: error).message)
        }
    }

    private static func forEachChunk(
        _ path: String,
        _ body: ([UInt8]) -> Bool
    ) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(.unreadable, "\(path): cannot be read: \(systemReason())")
        }
        defer { close(descriptor) }
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count >= 0 else {
                throw Failure(.unreadable, "\(path): cannot be read: \(systemReason())")
            }
            if count == 0 || !body([UInt8](chunk[0..<count])) { return }
        }
    }
}
