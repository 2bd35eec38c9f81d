import FarthingCore
import FarthingSQLite
import Testing

@Suite("Access keys have another end by a submission to the registry, or keep theirs")
struct RegistryKeyEndTests {
    private static func ledger(_ folder: TestFolder) async throws -> SQLiteLedger {
        let ledger = try await folder.open()
        for id in ["key_1", "key_2"] { try await ledger.add(.sample(id)) }
        return ledger
    }

    private static func ends(_ ledger: SQLiteLedger) async throws -> [Int64?] {
        try await ledger.accessKeys().map(\.expiresAtMs)
    }

    @Test("keys end as told, with the edit beside them, and after a kill too")
    func ends() async throws {
        let folder = try TestFolder()
        let ledger = try await Self.ledger(folder)
        for atMs in [Sample.startMs + 5, nil] {
            let outcome = try await ledger.register(
                [.agent("a", "{}")],
                expiring: [(id: "key_1", atMs: atMs)],
                by: "admin",
                note: ""
            )
            guard case .done = outcome else { throw TestFailure("\(outcome)") }
            #expect(try await Self.ends(ledger) == [atMs, nil])
            let again = try await folder.copyAsAfterKill().open()
            #expect(try await Self.ends(again) == [atMs, nil])
            await again.close()
        }
        await ledger.close()
    }

    @Test(
        "a key that is not there, and a time that is none, leave everything undone",
        arguments: [("key_9", Int64(5)), ("key_1", -1), ("key_1", 253_402_300_800_000)]
    )
    func refused(_ id: String, _ atMs: Int64) async throws {
        let folder = try TestFolder()
        let ledger = try await Self.ledger(folder)
        do throws(LedgerError) {
            _ = try await ledger.register(
                [.agent("a", "{}")],
                expiring: [(id: "key_2", atMs: 7), (id: id, atMs: atMs)],
                by: "admin",
                note: ""
            )
            Issue.record("it was done")
        } catch {
            #expect(error.code == .invalid)
        }
        #expect(try await Self.ends(ledger) == [nil, nil])
        #expect(try await ledger.registry("agents", after: nil, limit: 9).isEmpty)
        // It goes on all the same.
        try await ledger.edit(.agent("a", "{}"))
        await ledger.close()
    }

    @Test("an edit that comes too late changes no key's end")
    func stale() async throws {
        let folder = try TestFolder()
        let ledger = try await Self.ledger(folder)
        let outcome = try await ledger.register(
            [.agent("a", "{}", expects: .version(3))],
            expiring: [(id: "key_1", atMs: 7)],
            by: "admin",
            note: ""
        )
        guard case .stale = outcome else { throw TestFailure("\(outcome)") }
        #expect(try await Self.ends(ledger) == [nil, nil])
        await ledger.close()
    }
}
