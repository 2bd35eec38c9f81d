import FarthingCore
import FarthingReceipts
import FarthingSQLite
import FarthingTesting
import Testing

@Suite("The registry keeps what people have set up")
struct RegistryTests {
    @Test("an item comes back as it was put, with its version, time and entry, after a restart too")
    func roundTrip() async throws {
        let folder = try TestFolder()
        var ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        let made = try await ledger.edit(.agent("a", #"{ "b": 2, "a": 1 }"#))
        #expect(made.map(\.words) == [#"a 1 {"a":1,"b":2}"#])
        #expect(made.map(\.sequence) == [1] && made.map(\.changedAtMs) == [Sample.startMs])
        folder.clock.advance(byMs: 1_000)
        let again = try await ledger.edit(.agent("a", #"{"a":2}"#, expects: .version(1)))
        #expect(again.map(\.words) == [#"a 2 {"a":2}"#])
        #expect(
            again.map(\.sequence) == [2] && again.map(\.changedAtMs) == [Sample.startMs + 1_000]
        )
        for _ in 0..<2 {
            #expect(try await ledger.registryItem("agents", "a") == again[0])
            #expect(try await ledger.registry("agents", after: nil, limit: 9) == again)
            #expect(try JournalReader(folder.folder).registryItem("agents", "a") == again[0])
            #expect(try JournalReader(folder.folder).registry("agents") == again)
            #expect(try await ledger.registryItem("agents", "b") == nil)
            #expect(try await ledger.registryItem("tools", "a") == nil)
            #expect(try JournalReader(folder.folder).registryItem("tools", "a") == nil)
            await ledger.close()
            ledger = try await folder.open()
        }
        await ledger.close()
        #expect(try folder.entries() == ["setBudget", "registry 1", "registry 2"])
        #expect(try folder.verify().isWhole)
    }

    @Test("the entry says who did it and why")
    func telling() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await ledger.register(
            [.agent("a", "{}"), .agent("b", "{}")],
            by: "person:ann@example.com",
            note: "as agreed"
        )
        await ledger.close()
        var told: [String] = []
        try JournalReader(folder.folder).forEachBatch { first, lines, _ in
            for line in JournalLines(lines) {
                guard
                    case .note(.registry(let change)) = try Entry(line: line, sequence: first).body
                else { continue }
                told.append("\(change.collection)/\(change.id) \(change.by): \(change.note)")
            }
        }
        #expect(
            told == ["a", "b"].map { "agents/\($0) person:ann@example.com: as agreed" }
        )
    }

    @Test("a document that looks like an entry, or a note that does, is none")
    func lookalikes() async throws {
        let folder = try TestFolder()
        var ledger = try await folder.open()
        let documents = [
            #"{"kind":"keyRotation"}"#, #"{"kind":"logOrigin","to":"other"}"#,
            #"{"kind":"settle","triggeredCap":{"reason":null}}"#,
            #"{"decision":{"kind":"hold"},"sequence":0}"#,
        ]
        for (number, document) in documents.enumerated() {
            try await ledger.edit(.agent("\(number)", document))
        }
        _ = try await ledger.register(
            [.agent("4", "{}")],
            by: #""kind":"keyRotation""#,
            note: "\u{0}\n{\"kind\":\"keyDelegation\"}"
        )
        await ledger.close()
        #expect(try folder.verify().isWhole)
        ledger = try await folder.open()
        let items = try await ledger.registry("agents", after: nil, limit: 9)
        #expect(
            items.map { String(decoding: $0.document ?? [], as: UTF8.self) } == documents + ["{}"]
        )
        await ledger.close()
    }

    @Test("a removed item is gone, and its version goes on when it comes again")
    func removal() async throws {
        let folder = try TestFolder()
        var ledger = try await folder.open()
        try await ledger.edit(.agent("a", "{}"))
        #expect(try await ledger.edit(.agent("a", nil)).map(\.words) == ["a 2 removed"])
        await ledger.close()
        ledger = try await folder.open()
        #expect(try await ledger.registryItem("agents", "a") == nil)
        #expect(try await ledger.registry("agents", after: nil, limit: 9).isEmpty)
        #expect(try JournalReader(folder.folder).registryItem("agents", "a") == nil)
        #expect(try JournalReader(folder.folder).registry("agents").isEmpty)
        let twice = try await ledger.register([.agent("a", nil)], by: "admin", note: "")
        #expect(twice.words == "stale 0, nothing")
        let again = try await ledger.edit(.agent("a", "{}", expects: .absent))
        #expect(again.map(\.words) == ["a 3 {}"])
        await ledger.close()
        #expect(try folder.entries() == ["registry 1", "registry 2", "registry 3"])
        #expect(try folder.verify().isWhole)
    }

    @Test("edits of one submission see those before them")
    func inOrder() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        let items = try await ledger.edit(
            .agent("a", #"{"n":1}"#, expects: .absent),
            .agent("a", #"{"n":2}"#, expects: .version(1)),
            .agent("a", nil, expects: .version(2)),
            .agent("a", #"{"n":4}"#, expects: .absent)
        )
        #expect(items.map(\.version) == [1, 2, 3, 4])
        #expect(try await ledger.registryItem("agents", "a") == items[3])
        await ledger.close()
    }

    @Test("ids that are one text in two spellings are two items")
    func spellings() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        let items = try await ledger.edit(
            .agent("\u{E9}", "{}", expects: .absent),
            .agent("e\u{301}", "{}", expects: .absent)
        )
        #expect(items.map(\.version) == [1, 1])
        #expect(try await ledger.registry("agents", after: nil, limit: 9).count == 2)
        await ledger.close()
    }

    @Test("pages go by id, in the order of its bytes, and hold one collection alone")
    func pages() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        let ids = ["Z", "a", "a b", "aa", "b", "é", "～", "😀"]
        for id in ids.shuffled() + ["gone"] { try await ledger.edit(.agent(id, "{}")) }
        try await ledger.edit(.agent("gone", nil))
        try await ledger.edit(
            RegistryEdit(collection: "tools", id: "c", document: Array("{}".utf8))
        )
        for limit in [1, 2, 3, 8, 9] {
            var found: [String] = []
            var after: String?
            while true {
                let page = try await ledger.registry("agents", after: after, limit: limit)
                let read = try JournalReader(folder.folder)
                #expect(try read.registry("agents", after: after, limit: limit) == page)
                #expect(page.count <= limit)
                guard let last = page.last else { break }
                found += page.map(\.id)
                after = last.id
            }
            #expect(found == ids, "\(limit)")
        }
        for limit in [0, -1] {
            #expect(try await ledger.registry("agents", after: nil, limit: limit).isEmpty)
        }
        await ledger.close()
    }

    @Test("a folder of the version before has no items, and takes some when it is opened")
    func before() async throws {
        let folder = try TestFolder()
        var ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        await ledger.close()
        try execute(
            "DROP TABLE registry; DELETE FROM grdb_migrations WHERE identifier = '2026-11 registry'",
            in: folder
        )
        #expect(try JournalReader(folder.folder).registry("agents").isEmpty)
        #expect(try JournalReader(folder.folder).registryItem("agents", "a") == nil)
        ledger = try await folder.open()
        try await ledger.edit(.agent("a", "{}"))
        #expect(try await ledger.registry("agents", after: nil, limit: 9).map(\.id) == ["a"])
        await ledger.close()
        #expect(try folder.verify().isWhole)
    }

    @Test(
        "a row with an odd value is told by its entry, and nothing of it is shown",
        arguments: [
            ("version", "0"), ("version", "'SECRET'"), ("document", "'SECRET'"),
            ("changed_at_ms", "-1"), ("changed_at_ms", "x'53454352'"), ("sequence", "-1"),
        ]
    )
    func oddValues(column: String, value: String) async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        try await ledger.edit(.agent("SECRET", "{}"))
        try execute("UPDATE registry SET \(column) = \(value)", in: folder)
        do {
            _ = try await ledger.registry("agents", after: nil, limit: 9)
            Issue.record("it was read")
        } catch {
            let said = error.message
            #expect(said.contains("in the table registry") && said.contains("\(column) is"))
            #expect(!said.contains("SECRET"), "\(said)")
        }
        #expect(throws: LedgerError.self) { try JournalReader(folder.folder).registry("agents") }
        await #expect(throws: LedgerError.self) { try await ledger.edit(.agent("SECRET", "{}")) }
        // It is nobody else's trouble.
        try await ledger.edit(.agent("other", "{}"))
        await ledger.close()
    }
}
