import FarthingCore
import FarthingReceipts
import FarthingSQLite
import FarthingTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A data folder of one test, gone with it, and ledgers over it.
final class TestFolder: Sendable {
    let path: String
    let key: SigningKey
    let clock = ManualClock(nowMs: Sample.startMs)

    static let origin = "farthing/test"

    init(key: SigningKey = SigningKey()) throws {
        var template = [CChar]("\(P_tmpdir)/farthing-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestFailure("no temporary folder") }
        path = template.withUnsafeBufferPointer { characters in
            String(decoding: characters.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        self.key = key
    }

    deinit { removeAll(path) }

    var folder: DataFolder { DataFolder(path: path) }

    func open(
        isDurable: Bool = true,
        acceptsLoss: Bool = false,
        verifiesEach: Bool = true,
        patience: LockPatience = .none,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(LedgerError) -> SQLiteLedger {
        let key = key
        let clock = clock
        return try await SQLiteLedger.open(
            folder,
            isDurable: isDurable,
            acceptsLoss: acceptsLoss,
            patience: patience,
            makeSeal: {
                try JournalSeal(
                    origin: TestFolder.origin,
                    signer: key,
                    verifiesSignatures: verifiesEach
                )
            },
            clockMs: { clock.nowMs },
            log: log
        )
    }

    /// The message with which the folder is refused; nil when it opens.
    func refusal(verifiesEach: Bool = true) async -> String? {
        do throws(LedgerError) {
            await (try open(verifiesEach: verifiesEach)).close()
            return nil
        } catch {
            return error.message
        }
    }

    /// What a kill of the process would leave at this moment: the files, without a goodbye.
    func copyAsAfterKill() throws -> TestFolder {
        let copy = try TestFolder(key: key)
        for inner in ["", "/keys"] {
            mkdir(copy.path + inner, 0o700)
            // What ends in `.new` is being written beside us, and may be renamed at any moment.
            for name in names(path + inner)
            where name != "lock" && name != "keys" && !name.hasSuffix(".new") {
                try write(try bytes(inner + "/" + name), to: copy.path + inner + "/" + name)
            }
        }
        return copy
    }

    func bytes(_ name: String) throws -> [UInt8] {
        guard let file = fopen(path + name, "r") else { throw TestFailure("no \(name)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            bytes += buffer[..<count]
            if count < buffer.count { return bytes }
        }
    }

    /// Changes one byte of a file.
    func damage(_ name: String, at offset: (Int) -> Int) throws {
        var content = try bytes(name)
        content[offset(content.count)] ^= 0x40
        try write(content, to: path + name)
    }

    /// Puts another folder's file in the place of this one's.
    func replace(_ name: String, from other: TestFolder) throws {
        try write(try other.bytes(name), to: path + name)
    }

    func remove(_ name: String) {
        removeAll(path + name)
    }

    /// Verifies the journal as it stands.
    func verify() throws -> Verification {
        var verifier = Verifier(keys: [key.verifyingKey], origin: TestFolder.origin) {
            _,
            decision in
            Entry(decision) == nil ? "not an entry" : nil
        }
        try JournalReader(folder).forEach { batch in
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

struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

private func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "w") else { throw TestFailure("cannot write \(path)") }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
        throw TestFailure("cannot write \(path)")
    }
}

func names(_ folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let item = readdir(directory) {
        let name = withUnsafePointer(to: &item.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}

func removeAll(_ path: String) {
    for name in names(path) { removeAll(path + "/" + name) }
    if unlink(path) != 0 { rmdir(path) }
}
