import FarthingCore
import FarthingReceipts
import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A ledger in a folder of its own, sealed as the server seals it, and the means to check it.
struct TrialLedger: Sendable {
    let folder: DataFolder
    let key: SigningKey
    var signsEach = false
    var isDurable = true

    /// As the server names its log, so that it can go on from a trial's folder.
    var origin: String { "farthing/" + key.fingerprint }

    /// Uses the key in the folder, or makes one there.
    init(path: String, signsEach: Bool = false) throws {
        folder = DataFolder(path: path)
        try folder.make()
        key = try KeyFile.signingKey(atOrMadeAt: folder.privateKey).key
        self.signsEach = signsEach
    }

    func open() async throws -> SQLiteLedger {
        let signsEach = signsEach
        let key = key
        let origin = origin
        return try await SQLiteLedger.open(
            folder,
            isDurable: isDurable,
            makeSeal: {
                try JournalSeal(
                    origin: origin,
                    signer: key,
                    signsEach: signsEach,
                    verifiesSignatures: false
                )
            },
            clockMs: wallClockMs,
            log: { complain($0) }
        )
    }

    /// Reads the whole journal, verifies it, and hands every entry to `onEntry`, in order.
    func verify(onEntry: @escaping (Int64, Entry) -> Void = { _, _ in }) throws -> Verification {
        let reader = try JournalReader(folder)
        var verifier = Verifier(keys: [key.verifyingKey], origin: origin) {
            sequence,
            decision in
            guard let entry = Entry(decision) else { return "the entry cannot be read" }
            onEntry(sequence, entry)
            return nil
        }
        try reader.forEach { batch in
            verifier.add(
                StoredBatch(
                    firstSequence: batch.firstSequence,
                    count: batch.count,
                    atMs: batch.atMs,
                    lines: batch.lines,
                    seal: batch.seal
                )
            )
        }
        return verifier.finish()
    }
}

/// Says something that is not a result, on the error stream.
func complain(_ text: String) {
    let line = [UInt8]("farthing-bench: \(text)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
}

/// Removes a folder of ours with everything in it.
func removeFolder(_ path: String) {
    guard let directory = opendir(path) else { return }
    while let item = readdir(directory) {
        let name = withUnsafePointer(to: &item.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        let inner = path + "/" + name
        if unlink(inner) != 0 { removeFolder(inner) }
    }
    closedir(directory)
    rmdir(path)
}
