import Farthing
import FarthingCore
import FarthingLocal
import FarthingReceipts
import FarthingSQLite
import FarthingTesting

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A folder of one test, gone with it.
final class TestFolder: Sendable {
    let root: String
    /// Below the root, not made yet.
    let path: String
    let clock = ManualClock(nowMs: 1_800_000_000_000)

    init() throws {
        var template = [CChar]("\(P_tmpdir)/farthing-local-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestFailure("no temporary folder") }
        root = template.withUnsafeBufferPointer { characters in
            String(decoding: characters.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        path = root + "/deep/er/data"
    }

    deinit { removeAll(root) }

    var data: DataFolder { DataFolder(path: path) }

    var options: FarthingLocal.Options {
        var options = FarthingLocal.Options()
        options.governor.clock = clock
        options.governor.events = SpendEvents(clock: clock)
        return options
    }

    func open(
        _ limit: BudgetLimit = .usd(5),
        soft: BudgetLimit? = nil,
        downgradeTo: String? = nil,
        perMinute: BudgetLimit? = nil,
        enforce: Bool = true,
        prices: PriceBook? = nil
    ) async throws(LocalError) -> FarthingLocal {
        try await FarthingLocal.open(
            dailyLimit: limit,
            softLimit: soft,
            downgradeTo: downgradeTo,
            perMinuteLimit: perMinute,
            folder: path,
            enforce: enforce,
            prices: prices,
            options: options
        )
    }

    /// The code with which the folder is refused, and the message; nil where it opens.
    func refusal() async -> LocalError? {
        do throws(LocalError) {
            await (try open()).close()
            return nil
        } catch {
            return error
        }
    }

    /// What a kill of the process would leave at this moment: the files, without a goodbye.
    func copyAsAfterKill() throws -> TestFolder {
        let copy = try TestFolder()
        mkdir(copy.root + "/deep", 0o700)
        mkdir(copy.root + "/deep/er", 0o700)
        mkdir(copy.path, 0o700)
        for inner in ["", "/keys"] {
            mkdir(copy.path + inner, 0o700)
            for name in names(path + inner)
            where name != "lock" && name != "keys" && !name.hasSuffix(".new") {
                try copy.write(try bytes(inner + "/" + name), inner + "/" + name)
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

    func write(_ bytes: [UInt8], _ name: String) throws {
        guard let file = fopen(path + name, "w") else { throw TestFailure("cannot write \(name)") }
        fchmod(fileno(file), 0o600)
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw TestFailure("cannot write \(name)")
        }
    }

    func remove(_ name: String) { unlink(path + name) }

    /// The permissions of a file, as `600`.
    func mode(_ name: String = "") -> String {
        var status = stat()
        guard stat(path + name, &status) == 0 else { return "none" }
        return String(status.st_mode & 0o777, radix: 8)
    }

    /// Verifies the journal as `farthing verify` does, with the key beside it.
    func verify() throws -> Verification {
        let key = try KeyFile.verifyingKey(at: data.publicKey)
        var verifier = Verifier(keys: [key]) { _, decision in
            Entry(decision) == nil ? "not an entry" : nil
        }
        try JournalReader(data).forEach { batch in
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

    /// What the journal has of policies and budgets, in order.
    func changes() throws -> [String] {
        try entries().compactMap { entry in
            switch entry.body {
            case .setPolicy(_, let version, _): "policy \(version)"
            case .setBudget(let budget, _, _): "budget \(budget.id)"
            default: nil
            }
        }
    }

    /// The journal's entries, in order.
    func entries() throws -> [Entry] {
        var entries: [Entry] = []
        try JournalReader(data).forEach { batch in
            for (offset, line) in JournalLines(batch.lines).enumerated() {
                entries.append(
                    try Entry(line: line, sequence: batch.firstSequence + Int64(offset))
                )
            }
        }
        return entries
    }
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension Governor {
    /// Makes calls of so much each until one is refused, or `most` have passed.
    func callsUntilRefused(_ usd: String, most: Int) async throws -> Int {
        let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd(usd))
        for count in 0..<most {
            do {
                try await spend(request) { _ in Billed((), .usd(usd)) }
            } catch let error as SpendError where error.isOverLimit {
                return count
            }
        }
        return most
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
    return names
}

private func removeAll(_ path: String) {
    for name in names(path) {
        let inner = path + "/" + name
        if unlink(inner) != 0 { removeAll(inner) }
    }
    rmdir(path)
}
