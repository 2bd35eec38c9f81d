import FarthingCore
import Testing

@Suite("A limit of an account's own, as it is kept")
struct OwnLimitEntryTests {
    private static func entry(_ text: String) throws -> Entry? {
        Entry(try JSONDocument([UInt8](text.utf8)).root)
    }

    private static func text(_ entry: Entry) -> String {
        var json = JSONWriter()
        entry.write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static let time = #""timestamp":"1970-01-01T00:00:00.005Z""#

    private static let spelt: [(limit: Int64?, note: String, text: String)] = [
        (30, "", #"{"budget":"b","kind":"setLimit","limit":30,"scope":"agent=a1",\#(time)}"#),
        (0, "", #"{"budget":"b","kind":"setLimit","limit":0,"scope":"agent=a1",\#(time)}"#),
        (
            nil, "over",
            #"{"budget":"b","kind":"setLimit","limit":null,"note":"over","scope":"agent=a1",\#(time)}"#
        ),
    ]

    @Test("an entry is written in the order of its members, and read as it was", arguments: 0..<3)
    func round(index: Int) throws {
        let (limit, note, text) = Self.spelt[index]
        let body = Entry.Body.setLimit(budget: "b", scope: "agent=a1", limit: limit, note: note)
        #expect(Self.text(Entry(atMs: 5, body: body)) == text)
        let read = try #require(try Self.entry(text))
        #expect(Self.text(read) == text)
    }

    private static let wrong: [(from: String, to: String)] = [
        (#""limit":30,"#, ""),
        (#""limit":30"#, #""limit":"30""#),
        (#""limit":30"#, #""limit":true"#),
        (#""limit":30"#, #""limit":9223372036854775808"#),
        (#""budget":"b","#, ""),
        (#","scope":"agent=a1""#, ""),
    ]

    @Test("an entry without its members is none", arguments: wrong.indices)
    func missing(index: Int) throws {
        let (from, to) = Self.wrong[index]
        let whole = Self.spelt[0].text
        #expect(whole.contains(from))
        let text = whole.split(separator: from, omittingEmptySubsequences: false)
            .joined(separator: to)
        #expect(try Self.entry(text) == nil)
    }

    private static let edits: [(text: String, reason: String?)] = [
        (spelt[0].text, nil),
        (spelt[2].text, nil),
        (#"{"budget":"z","kind":"setLimit","limit":3,"scope":"",\#(time)}"#, "was never set"),
        (#"{"budget":"b","kind":"setLimit","limit":-3,"scope":"",\#(time)}"#, "the limit -3"),
        (#"{"budget":"b","kind":"setLimit","limit":9223372036854775807,"scope":"",\#(time)}"#, nil),
    ]

    @Test(
        "what anybody may have written is refused, or changes nothing but a limit",
        arguments: 0..<5
    )
    func objection(index: Int) throws {
        let (text, reason) = Self.edits[index]
        var book = Book()
        _ = book.apply(.setBudget(OwnLimitTests.budget(), opening: [:]), nowMs: 0)
        let entry = try #require(try Self.entry(text))
        let found = book.objection(to: entry)
        #expect((found == nil) == (reason == nil))
        if let reason { #expect(found?.contains(reason) == true) } else { book.replay(entry) }
        _ = book.apply(.hold(OwnLimitTests.request(1, 1)), nowMs: 6)
    }

    /// A book with limits of all sorts, over two windows, and the entries that led there.
    private static func book(_ window: Window = .day) -> (book: Book, entries: [Entry]) {
        var book = Book()
        let commands: [Command] = [
            .setBudget(OwnLimitTests.budget(window: window), opening: ["agent=a1": 5]),
            .hold(OwnLimitTests.request(1, 20)),
            OwnLimitTests.set(30),
            OwnLimitTests.set(0, agent: "a3", note: "none"),
            .hold(OwnLimitTests.request(2, 20, agent: "a2")),
            OwnLimitTests.set(200, agent: "a2"),
            OwnLimitTests.set(1, agent: "a4"),
            OwnLimitTests.set(nil, agent: "a4"),
        ]
        for command in commands { _ = book.apply(command, nowMs: 10) }
        // The first day's accounts close, and wait for their holds.
        _ = book.apply(
            .charge(OwnLimitTests.request(3, 30)),
            nowMs: OwnLimitTests.dayMs + 10
        )
        return (book: book, entries: book.takeEntries())
    }

    @Test(
        "a snapshot and a replay lead to the same limits",
        arguments: [Window.day, .call, .total]
    )
    func kept(window: Window) throws {
        let (book, entries) = Self.book(window)
        let bytes = book.snapshot()
        var restored = try #require(Book(snapshot: bytes))
        #expect(restored.snapshot() == bytes)
        var replayed = Book()
        for entry in entries {
            let read = try #require(try Self.entry(Self.text(entry)))
            #expect(replayed.objection(to: read) == nil)
            replayed.replay(read)
        }
        #expect(replayed.snapshot() == bytes)
        #expect(restored.statements() == book.statements())
        #expect(replayed.statements() == book.statements())
        var original = book
        for (number, agent) in ["a1", "a2", "a3", "a4"].enumerated() {
            // A window's account may be open or not: what it admits is the same.
            let command = Command.hold(
                OwnLimitTests.request(UInt64(10 + number), 1_000, agent: agent)
            )
            let nowMs = OwnLimitTests.dayMs + 20
            let outcome = original.apply(command, nowMs: nowMs)
            #expect(restored.apply(command, nowMs: nowMs) == outcome)
            #expect(replayed.apply(command, nowMs: nowMs) == outcome)
            guard case .refused(let refusal) = outcome else {
                Issue.record("\(agent) holds a thousand")
                continue
            }
            #expect(refusal.limit == ["a1": 30, "a2": 200, "a3": 0][agent] ?? 100)
        }
        // What closes late finds the limit that its account has, not another.
        for number in [1, 2] as [UInt64] {
            let command = OwnLimitTests.settle(number, 90)
            let nowMs = OwnLimitTests.dayMs + 30
            let outcome = original.apply(command, nowMs: nowMs)
            #expect(restored.apply(command, nowMs: nowMs) == outcome)
            #expect(replayed.apply(command, nowMs: nowMs) == outcome)
        }
        #expect(restored.snapshot() == original.snapshot())
    }

    @Test("a snapshot without such limits says nothing of them, and is read as before")
    func old() throws {
        var book = Book()
        _ = book.apply(.setBudget(OwnLimitTests.budget(), opening: [:]), nowMs: 0)
        _ = book.apply(.hold(OwnLimitTests.request(1, 20)), nowMs: 1)
        let bytes = book.snapshot()
        #expect(!String(decoding: bytes, as: UTF8.self).contains("ownLimits"))
        #expect(try #require(Book(snapshot: bytes)).statements().map(\.limit) == [100])
        _ = book.apply(OwnLimitTests.set(30), nowMs: 2)
        _ = book.apply(OwnLimitTests.set(nil), nowMs: 3)
        #expect(!String(decoding: book.snapshot(), as: UTF8.self).contains("ownLimits"))
    }

    @Test("a budget has so many of them, and not one more")
    func many() {
        var book = Book()
        #expect(book.ownLimitsMax == 1_000_000)
        book.ownLimitsMax = 3
        _ = book.apply(.setBudget(OwnLimitTests.budget(), opening: [:]), nowMs: 0)
        for agent in ["a", "b", "c"] {
            _ = book.apply(OwnLimitTests.set(7, agent: agent), nowMs: 1)
        }
        let more = OwnLimitTests.set(7, agent: "d")
        #expect(book.apply(more, nowMs: 1) == .refused(Refusal(.invalid)))
        // Those that are there can be changed, and make room.
        #expect(book.apply(OwnLimitTests.set(8, agent: "c"), nowMs: 1) == .applied(sequence: 4))
        #expect(book.apply(OwnLimitTests.set(nil, agent: "c"), nowMs: 1) == .applied(sequence: 5))
        #expect(book.apply(more, nowMs: 1) == .applied(sequence: 6))
    }
}
