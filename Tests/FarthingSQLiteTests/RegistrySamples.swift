import FarthingCore
import FarthingSQLite
import Testing

/// What the tests of the registry do over and over.
extension SQLiteLedger {
    /// Edits by `admin` that are to be done; what has become of them.
    @discardableResult
    func edit(
        _ edits: RegistryEdit...,
        keys: [StoredAccessKey] = [],
        revoking: [String] = [],
        with commands: [Command] = []
    ) async throws -> [RegistryItem] {
        let outcome = try await register(
            edits,
            keys: keys,
            revoking: revoking,
            with: commands,
            by: "admin",
            note: ""
        )
        guard case .done(let items, let outcomes) = outcome else {
            throw TestFailure("\(outcome)")
        }
        #expect(items.count == edits.count && outcomes.count == commands.count)
        return items
    }

    /// The ledger tries again every half second after a failed commit.
    func untilAvailable() async throws {
        for _ in 0..<200_000 {
            do throws(LedgerError) {
                _ = try await apply([.tick], nowMs: Sample.startMs)
                return
            } catch {
                guard error.code == .unavailable else { throw error }
                await Task.yield()
            }
        }
        throw TestFailure("it never came back")
    }
}

extension RegistryEdit {
    /// An edit of an item of `agents`; nil removes it.
    static func agent(
        _ id: String,
        _ document: String?,
        expects: Expectation = .any
    ) -> RegistryEdit {
        RegistryEdit(
            collection: "agents",
            id: id,
            document: document.map { Array($0.utf8) },
            expects: expects
        )
    }
}

extension RegistryItem {
    /// The item in a few words.
    var words: String {
        "\(id) \(version) \(document.map { String(decoding: $0, as: UTF8.self) } ?? "removed")"
    }
}

extension RegistryOutcome {
    /// The outcome in a few words.
    var words: String {
        switch self {
        case .done(let items, let outcomes):
            (["done"] + items.map(\.words) + outcomes.map(\.word)).joined(separator: ", ")
        case .stale(let index, let item): "stale \(index), \(item?.words ?? "nothing")"
        case .refused(let index, let refusal): "refused \(index), \(refusal.code.rawValue)"
        }
    }
}

extension StoredAccessKey {
    static func sample(_ id: String, hash: String? = nil) -> StoredAccessKey {
        StoredAccessKey(
            id: id,
            hash: Array((hash ?? id).utf8),
            name: id,
            scope: "{}",
            claims: "[]",
            createdAtMs: 1
        )
    }
}

extension TestFolder {
    /// The entries of the journal that are no balances, as their kinds, `registry` with version.
    func entries() throws -> [String] {
        var words: [String] = []
        try JournalReader(folder).forEachBatch { first, lines, _ in
            for (offset, line) in JournalLines(lines).enumerated() {
                let entry = try Entry(line: line, sequence: first + Int64(offset))
                switch entry.body {
                case .balance: continue
                case .note(.registry(let change)): words.append("registry \(change.version)")
                case .setBudget: words.append("setBudget")
                case .hold: words.append("hold")
                case .refusal: words.append("refusal")
                default: words.append("other")
                }
            }
        }
        return words
    }
}
