import FarthingCore
import Testing

@Suite("An entry of the registry says what was changed, and by whom")
struct RegistryChangeTests {
    private func change(
        collection: String = "agents",
        id: String = "ag_1",
        version: Int64 = 1,
        document: [UInt8]? = Array("{}".utf8),
        by: String = "admin",
        note: String = ""
    ) throws(RegistryFault) -> RegistryChange {
        try RegistryChange(
            collection: collection,
            id: id,
            version: version,
            document: document,
            by: by,
            note: note
        )
    }

    private func written(_ change: RegistryChange) -> String {
        var json = JSONWriter()
        Entry(atMs: 1_781_481_600_000, body: .note(.registry(change))).write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private func read(_ text: String) throws -> RegistryChange? {
        guard
            case .note(.registry(let change))? = Entry(try JSONDocument(Array(text.utf8)).root)?
                .body
        else { return nil }
        return change
    }

    @Test("its members are those of the format, in their order")
    func spelling() throws {
        let made = try change(
            version: 3,
            document: Array(#"{"dailyLimitNanos":"5000000000","name":"Ann's \"crawler\""}"#.utf8),
            by: "person:ann@example.com",
            note: "a new\nlimit"
        )
        #expect(
            written(made) == """
                {"by":"person:ann@example.com","collection":"agents","document":\
                {"dailyLimitNanos":"5000000000","name":"Ann's \\"crawler\\""},"id":"ag_1",\
                "kind":"registry","note":"a new\\nlimit","timestamp":"2026-06-15T00:00:00.000Z",\
                "version":3}
                """
        )
        #expect(try read(written(made)) == made)
    }

    @Test("a removal has no document, and comes back as one")
    func removal() throws {
        let made = try change(version: 2, document: nil)
        #expect(written(made).contains(#""document":null"#))
        #expect(try read(written(made)) == made)
    }

    @Test("what is at the bounds is taken and read back")
    func atBounds() throws {
        let name = String(repeating: "é", count: 128)
        let changes = [
            try change(collection: String(repeating: "z", count: 32), id: name, by: name),
            try change(
                collection: "a",
                id: " ",
                by: "x",
                note: String(repeating: "n", count: 1_024)
            ),
            try change(version: 1 << 53),
        ]
        for made in changes { #expect(try read(written(made)) == made) }
    }

    @Test("what is out of bounds is none")
    func outOfBounds() {
        let long = String(repeating: "a", count: 257)
        for collection in ["", "Agents", "agents1", "a b", "ä", String(long.prefix(33))] {
            #expect(throws: RegistryFault.self, "\(collection)") {
                try change(collection: collection)
            }
        }
        for name in [
            "", long, "a\nb", "\u{0}", "a\u{7F}", "a\u{85}", String(long.dropFirst(2)) + "é",
        ] {
            #expect(throws: RegistryFault.self, "\(name.debugDescription)") { try change(id: name) }
            #expect(throws: RegistryFault.self, "\(name.debugDescription)") { try change(by: name) }
        }
        #expect(throws: RegistryFault.self) {
            try change(note: String(repeating: "n", count: 1_025))
        }
        for version in [0, -1, 1 << 53 + 1] as [Int64] {
            #expect(throws: RegistryFault.self, "\(version)") { try change(version: version) }
        }
        let tooLong = [UInt8](repeating: 0x20, count: RegistryChange.documentBytesMax + 1)
        #expect(throws: RegistryFault.self) { try change(document: tooLong) }
    }

    @Test(
        "an entry that lacks a member, or has another sort of value, is none",
        arguments: ["by", "collection", "document", "id", "note", "version"]
    )
    func malformed(member: String) throws {
        let whole = [
            "by": #""admin""#, "collection": #""agents""#, "document": "{}", "id": #""a""#,
            "kind": #""registry""#, "note": #""""#, "timestamp": #""2026-06-15T00:00:00.000Z""#,
            "version": "1",
        ]
        func text(_ members: [String: String]) -> String {
            "{" + members.map { "\"\($0)\":\($1)" }.sorted().joined(separator: ",") + "}"
        }
        #expect(try read(text(whole)) != nil)
        var less = whole
        less[member] = nil
        #expect(try read(text(less)) == nil)
        for value in ["[]", "true", #""""#] where !(member == "note" && value == #""""#) {
            var other = whole
            other[member] = value
            #expect(try read(text(other)) == nil, "\(value)")
        }
    }

    @Test("it moves no money and is no fault of the book")
    func postsNothing() throws {
        var book = Book()
        let outcome = book.apply(.note(.registry(try change())), nowMs: 1)
        guard case .applied(0) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(book.statements().isEmpty && book.nextSequence == 1)
        var replayed = Book()
        let entries = book.takeEntries()
        #expect(entries.count == 1 && replayed.objection(to: entries[0]) == nil)
        for entry in entries { replayed.replay(entry) }
        #expect(replayed.nextSequence == 1)
    }
}
