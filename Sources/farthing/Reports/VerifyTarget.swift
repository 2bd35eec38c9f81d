import FarthingCore
import FarthingReceipts
import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What is to be verified: a data folder, or files that are one journal in their order, with or
/// without the folder that goes on behind them.
enum VerifyTarget {
    case folder(DataFolder)
    case files([String])
    case filesAndFolder([String], DataFolder)

    init(_ paths: [String]) throws(Failure) {
        for path in paths {
            guard let found = opendir(path) else {
                if errno == ENOTDIR { continue }
                throw Failure(.unreadable, "\(path): cannot be read: \(systemReason())")
            }
            closedir(found)
            guard path == paths.last else {
                throw Failure(.unreadable, "\(path): a data folder comes last, behind its segments")
            }
            let folder = DataFolder(path: path)
            guard folder.holdsLedger else {
                throw Failure(.unreadable, "\(path): there is no ledger in this folder")
            }
            self =
                paths.count == 1
                ? .folder(folder) : .filesAndFolder(Array(paths.dropLast()), folder)
            return
        }
        self = .files(paths)
    }

    var path: String {
        switch self {
        case .folder(let folder): folder.path
        case .files(let paths): paths.joined(separator: " ")
        case .filesAndFolder(let paths, let folder):
            (paths + [folder.path]).joined(separator: " ")
        }
    }

    /// The data folder, where there is one.
    var folder: DataFolder? {
        switch self {
        case .folder(let folder), .filesAndFolder(_, let folder): folder
        case .files: nil
        }
    }

    /// What counts, beside what is in the journal.
    struct Terms {
        var keys: [VerifyingKey]
        var expectedHead: Hash32?
        /// Takes what agentguard-spend takes.
        var isLenient = false
        /// Takes entries for which no seal vouches.
        var allowsUnsealed = false
        /// The checkpoint that a data folder has published.
        var published: [UInt8]?
    }

    /// What was found, and in which of several files the fault is.
    struct Found {
        var verification: Verification
        var faultyFile: String?
    }

    /// Feeds everything to a verifier and says what it found.
    func verify(
        _ terms: Terms,
        onEntry: Verifier.EntryHook?
    ) throws(Failure) -> Found {
        do {
            var terms = terms
            // Before the journal is read: a server beside may publish while it is.
            if let folder { terms.published = try LogPublication.store(folder).checkpoint() }
            switch self {
            case .folder(let folder):
                let reader = try Self.reader(folder)
                let base = try reader.base()
                // Where what was pruned is at hand, the whole is verified.
                let files = base.map { folder.archive.chain(endingAt: $0.first).map(\.path) } ?? []
                return try Self.verify(files, reader, files.isEmpty ? base : nil, terms, onEntry)
            case .files(let paths): return try Self.verify(paths, nil, nil, terms, onEntry)
            case .filesAndFolder(let paths, let folder):
                return try Self.verify(paths, Self.reader(folder), nil, terms, onEntry)
            }
        } catch {
            throw Failure(.unreadable, Failure(describing: error).message)
        }
    }

    /// Opens a folder's journal, which has to say of which log and form it is, as a server wants
    /// it too.
    static func reader(_ folder: DataFolder) throws -> JournalReader {
        let reader = try JournalReader(folder)
        // What cannot be counted is told when it is read.
        guard let count = try? reader.entryCount(), count > 0 else { return reader }
        for name in ["format", "origin"] {
            let value: [UInt8]?
            do throws(LedgerError) {
                value = try reader.folderValue(name)
            } catch {
                throw Failure(.unreadable, "\(folder.database): \(error.message)")
            }
            guard value == nil else { continue }
            throw Failure(
                .unreadable,
                "\(folder.database): the table folder has no “\(name)”: somebody has emptied it"
            )
        }
        return reader
    }

    /// Whether what is to be verified names a key of this fingerprint as its own.
    func names(_ fingerprint: String) -> Bool {
        if let folder, (try? KeyFile.verifyingKey(at: folder.publicKey))?.fingerprint == fingerprint
        {
            return true
        }
        guard case .files(let paths) = self, let path = paths.first,
            let start = try? LogFile.read(path, bytesMax: 1 << 16)
        else { return false }
        return String(decoding: start, as: UTF8.self)
            .contains(#""signerFingerprint":"\#(fingerprint)""#)
    }

    /// Verifies files in their order, and the batches of a folder that go on behind them.
    private static func verify(
        _ paths: [String],
        _ reader: JournalReader?,
        _ base: JournalBase?,
        _ terms: Terms,
        _ onEntry: Verifier.EntryHook?
    ) throws -> Found {
        let header = base.flatMap { SegmentHeader($0.line) }
        if base != nil, header == nil {
            throw Failure(.unreadable, "where the folder's journal begins cannot be read")
        }
        var verifier = verifier(terms, origin: try reader?.origin(), header?.base, onEntry)
        var faulty: String?
        for path in paths where !verifier.isFaulty {
            try forEachChunk(path) { chunk in
                verifier.add(chunk)
                return !verifier.isFaulty
            }
            verifier.endFile()
            if verifier.isFaulty, paths.count > 1 || reader != nil { faulty = path }
        }
        // A folder that was never pruned is read from its beginning, whatever stands there.
        let first = paths.isEmpty ? header?.base.first ?? 0 : verifier.nextSequence
        do {
            try reader?.forEach(from: first) { batch in
                if !verifier.isFaulty { verifier.add(StoredBatch(batch)) }
            }
        } catch let damage as DamagedBatch {
            verifier.addDamaged(damage.reason)
        }
        return Found(verification: verifier.finish(), faultyFile: faulty)
    }

    private static func verifier(
        _ terms: Terms,
        origin: String?,
        _ base: SegmentBase?,
        _ onEntry: Verifier.EntryHook?
    ) -> Verifier {
        Verifier(
            keys: terms.keys,
            origin: origin,
            expectedHead: terms.expectedHead,
            base: base,
            isLenient: terms.isLenient,
            allowsUnsealed: terms.allowsUnsealed,
            published: terms.published,
            onEntry: onEntry,
            spread: spread
        )
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
