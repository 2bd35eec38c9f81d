import FarthingCore
import FarthingReceipts

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One tenant's `decisions.ndjson`, open at its end.
final class MirrorLog {
    /// What a line's last reason begins with; the journal's entry follows.
    static let mark = "farthing receipt "
    /// The longest line that is looked for at a file's end.
    private static let lineBytesMax: Int64 = 4 << 20

    /// Whose signatures the log has.
    let key: VerifyingKey
    private let descriptor: Int32
    private let path: String
    private var chain: AgentguardChain
    /// The journal's entry that the last line tells of; -1 where there is none.
    private(set) var lastEntry: Int64
    private var size: Int64
    private var pending: [UInt8] = []
    private var isDirty = false

    /// Opens a log, or makes it. What a crash has left of a line is taken away; the log of an earlier
    /// key is put aside.
    static func open(_ folder: String, _ key: VerifyingKey) throws -> MirrorLog {
        try MirrorFolder.make(folder)
        let keyFile = folder + "/public.key"
        if SmallFile.exists(keyFile) {
            let old = try SmallFile.read(keyFile, bytesMax: 1_024, what: "the mirror's key")
            if old != key.bytes { try putAside(folder, old) }
        }
        if !SmallFile.exists(keyFile) { try SmallFile.write(keyFile, key.bytes) }
        let path = folder + "/decisions.ndjson"
        let descriptor = systemOpen(path)
        guard descriptor >= 0 else {
            throw Failure(.cannotCreate, "\(path): cannot be written: \(systemReason())")
        }
        do {
            var end = try tail(descriptor, path)
            if end.size == 0 { end.lastEntry = try lastEntry(putAsideIn: folder) }
            return MirrorLog(descriptor, path, key, end)
        } catch {
            close(descriptor)
            throw error
        }
    }

    private struct Tail {
        var chain = AgentguardChain()
        var lastEntry: Int64 = -1
        var size: Int64 = 0
    }

    private init(_ descriptor: Int32, _ path: String, _ key: VerifyingKey, _ end: Tail) {
        self.key = key
        self.descriptor = descriptor
        self.path = path
        chain = end.chain
        lastEntry = end.lastEntry
        size = end.size
    }

    deinit { close(descriptor) }

    /// Adds a line for the journal's `entry`, unless it is there; ``write()`` writes it.
    func add(
        _ decision: AgentguardDecision,
        entry: Int64,
        by signer: some Signer
    ) throws(SealError) {
        guard entry > lastEntry else { return }
        var decision = decision
        decision.reasons.append(Self.mark + String(entry))
        try chain.append(decision, by: signer, to: &pending)
        lastEntry = entry
    }

    /// Writes what was added. After an error the log must be opened again.
    func write() throws(Failure) {
        guard !pending.isEmpty else { return }
        var rest = pending[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0, size) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw Failure(.cannotCreate, "\(path): cannot be written: \(systemReason())")
            }
            rest = rest.dropFirst(count)
            size += Int64(count)
        }
        pending.removeAll(keepingCapacity: true)
        isDirty = true
    }

    /// Brings what was written to the disk.
    func sync() throws(Failure) {
        guard isDirty else { return }
        guard fsync(descriptor) == 0 else {
            throw Failure(.cannotCreate, "\(path): cannot be written: \(systemReason())")
        }
        isDirty = false
    }

    // MARK: The end of a file

    private static func tail(_ descriptor: Int32, _ path: String) throws -> Tail {
        let size = Int64(lseek(descriptor, 0, SEEK_END))
        guard size > 0 else { return Tail() }
        let start = max(0, size - lineBytesMax)
        let bytes = systemRead(descriptor, from: start, count: Int(size - start))
        guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else {
            guard start == 0 else { throw foreign(path) }
            try cut(descriptor, path, at: 0)
            return Tail()
        }
        let kept = start + Int64(end) + 1
        let before = bytes[..<end].lastIndex(of: UInt8(ascii: "\n"))
        guard before != nil || start == 0 else { throw foreign(path) }
        let line = bytes[(before.map { $0 + 1 } ?? 0)..<end]
        guard let root = try? JSONDocument(Array(line)).root,
            let sequence = root.member("sequence")?.int64,
            let hash = root.member("entryHash")?.string,
            let chain = AgentguardChain(lastSequence: sequence, entryHash: hash),
            let reasons = root.member("decision")?.member("reasons"),
            let reason = reasons.elements.compactMap(\.string).last, reason.hasPrefix(mark),
            let entry = Int64(reason.dropFirst(mark.utf8.count))
        else { throw foreign(path) }
        // Only when it is known to be ours.
        if kept < size { try cut(descriptor, path, at: kept) }
        return Tail(chain: chain, lastEntry: entry, size: kept)
    }

    private static func cut(_ descriptor: Int32, _ path: String, at size: Int64) throws(Failure) {
        guard ftruncate(descriptor, off_t(size)) == 0 else {
            throw Failure(.cannotCreate, "\(path): cannot be written: \(systemReason())")
        }
    }

    private static func foreign(_ path: String) -> Failure {
        Failure(
            .cannotCreate,
            "\(path): another program has written its last line, and nothing is added; move the "
                + "file away, or name another folder with --mirror-agentguard"
        )
    }

    /// The last entry that the logs of earlier keys tell of; -1 where there are none.
    private static func lastEntry(putAsideIn folder: String) throws -> Int64 {
        guard let directory = opendir(folder) else { return -1 }
        defer { closedir(directory) }
        var last: Int64 = -1
        while let item = readdir(directory) {
            let name = withUnsafeBytes(of: item.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasPrefix("decisions-"), name.hasSuffix(".ndjson") else { continue }
            let path = folder + "/" + name
            let descriptor = systemOpen(path)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            last = max(last, try tail(descriptor, path).lastEntry)
        }
        return last
    }

    /// The format knows one key for a file.
    private static func putAside(_ folder: String, _ key: [UInt8]) throws(Failure) {
        let name = (try? VerifyingKey(key).fingerprint) ?? "unknown"
        for (file, other) in [
            ("decisions.ndjson", "decisions-\(name).ndjson"), ("public.key", "public-\(name).key"),
        ] where SmallFile.exists(folder + "/" + file) {
            guard rename(folder + "/" + file, folder + "/" + other) == 0 else {
                throw Failure(
                    .cannotCreate,
                    "\(folder)/\(file): cannot be put aside: \(systemReason())"
                )
            }
        }
    }
}

private func systemOpen(_ path: String) -> Int32 { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644) }

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ at: Int64) -> Int {
    pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(at))
}

private func systemRead(_ descriptor: Int32, from start: Int64, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { room, done in
        let place = UnsafeMutableRawBufferPointer(room)
        done = max(0, pread(descriptor, place.baseAddress, count, off_t(start)))
    }
}
