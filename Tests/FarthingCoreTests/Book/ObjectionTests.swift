import FarthingCore
import Testing

@Suite("An entry that cannot follow from those before it")
struct ObjectionTests {
    private static let budget = Budget(
        id: "b",
        unit: .money("USD"),
        limit: 100,
        window: .day,
        thresholds: [],
        warnsByDefault: false
    )

    private static func id(_ number: UInt64) -> HoldID { HoldID(random: 7, number) }

    private static func request(
        _ number: UInt64,
        _ amount: Int64,
        ask: ApprovalAsk? = nil,
        source: HoldID? = nil
    ) -> HoldRequest {
        HoldRequest(
            id: id(number),
            lines: [HoldLine(budget: "b", scope: "", base: amount)],
            expiresAtMs: 1_000_000,
            isSent: false,
            source: source,
            approval: ask,
            context: .test()
        )
    }

    /// Every kind of entry that posts, each in the place where it follows.
    private static let journal: [String] = {
        var book = Book()
        let ask = ApprovalAsk(
            subject: "call",
            terms: ApprovalTerms(group: "g", needed: 1, withinMs: 7_777_000),
            limitIsReason: true,
            lifts: ["b"]
        )
        let change = AccountChange(budget: "b", scope: "", amount: 5, note: "", key: "")
        var edited = budget
        edited.window = .month
        let commands: [Command] = [
            .setBudget(budget, opening: ["": 1]),
            .hold(request(1, 10)),
            .dispatch(id(1)),
            .extend(
                ExtendRequest(
                    id: id(1),
                    lines: [HoldLine(budget: "b", scope: "", base: 12)],
                    output: OutputBound(),
                    expiresAtMs: 2_000_000
                )
            ),
            .setBudget(edited, opening: ["": 1]),
            .settle(SettleRequest(id: id(1), amounts: [9], evidence: .estimated)),
            .settle(SettleRequest(id: id(1), amounts: [8], evidence: .reported)),
            .charge(request(2, 3)),
            .hold(request(3, 4)),
            .release(id(3), why: "not sent"),
            .topUp(change), .refund(change),
            .hold(request(4, 99, ask: ask)),
            .vote(ApprovalVote(id: id(4), voter: "a", isFor: true)),
            .hold(request(5, 99, ask: ask)),
            .setLimit(budget: "b", scope: "", limit: 77, note: ""),
            .pause(budget: "b", scope: nil, note: ""),
            .reset(budget: "b", scope: nil, note: ""),
            .balance,
        ]
        for command in commands { _ = book.apply(command, nowMs: 10) }
        _ = book.apply(.tick, nowMs: 90_000_000)
        return book.takeEntries().map { entry in
            var json = JSONWriter()
            entry.write(to: &json)
            return String(decoding: json.bytes, as: UTF8.self)
        }
    }()

    /// Posts what can be posted; the first entry that cannot, and why.
    private static func posted(_ journal: [String]) throws -> (place: Int, reason: String)? {
        var book = Book()
        var closed: [HoldID: HoldRecord] = [:]
        for (place, text) in journal.enumerated() {
            let document = try JSONDocument([UInt8](text.utf8))
            let entry = try #require(Entry(document.root), "\(text)")
            if case .hold(let id) = book.missing(for: entry), let record = closed[id] {
                book.recall(record)
            }
            if let reason = book.objection(to: entry) { return (place, reason) }
            book.replay(entry)
            for record in book.takeClosed() { closed[record.id] = record }
            book.forgetRecalled()
        }
        return nil
    }

    private static func place(_ kind: String) -> Int? {
        journal.firstIndex { $0.contains("\"kind\":\"\(kind)\"") }
    }

    @Test("the book's own entries all can be posted")
    func own() throws {
        #expect(try Self.posted(Self.journal) == nil)
        for kind in ["move", "approvalGrant", "betterSettle", "expire"] {
            #expect(Self.place(kind) != nil, "\(kind) in \(Self.journal)")
        }
    }

    private static let edits: [(kind: String, from: String, to: String, reason: String)] = [
        ("hold", #""budget":"b""#, #""budget":"z""#, "the budget z was never set"),
        ("hold", #""held":10"#, #""held":-10"#, "the amount -10"),
        ("hold", #""held":10"#, #""held":9223372036854775807"#, "out of bounds"),
        ("charge", #""amounts":[3]"#, #""amounts":[-3]"#, "the amount -3"),
        ("charge", #""budget":"b""#, #""budget":"z""#, "the budget z was never set"),
        ("extend", #""held":[12]"#, #""held":[12,12]"#, "2 amounts for 1 lines"),
        ("extend", #""held":[12]"#, #""held":[9223372036854775807]"#, "out of bounds"),
        ("settle", #""amounts":[9]"#, #""amounts":[9,9]"#, "2 amounts for 1 lines"),
        ("settle", #""amounts":[9]"#, #""amounts":[-9223372036854775808]"#, "the amount"),
        ("settle", #""amounts":[9]"#, #""amounts":[9223372036854775807]"#, "out of bounds"),
        ("betterSettle", #""amounts":[8]"#, #""amounts":[8,8]"#, "2 amounts for 1 lines"),
        ("betterSettle", #""amounts":[8]"#, #""amounts":[9223372036854775807]"#, "out of bounds"),
        ("topUp", #""amount":5"#, #""amount":9223372036854775807"#, "out of bounds"),
        ("topUp", #""budget":"b""#, #""budget":"z""#, "the budget z was never set"),
        ("refund", #""amount":5"#, #""amount":-9223372036854775808"#, "the amount"),
        ("move", #""line":0"#, #""line":1"#, "has no line 1"),
        ("move", #""held":12"#, #""held":9223372036854775807"#, "out of bounds"),
        ("setBudget", #""opening":{"":1}"#, #""opening":{"":-9223372036854775808}"#, "the amount"),
        ("approvalAsk", #""withinMs":7777000"#, #""withinMs":9223372036854775807"#, "a time of"),
        ("approvalGrant", #""budget":"b""#, #""budget":"z""#, "the budget z was never set"),
        ("approvalGrant", #""topUp":"#, #""topUp":922337203685477580"#, "out of bounds"),
        ("setLimit", #""budget":"b""#, #""budget":"z""#, "the budget z was never set"),
        ("setLimit", #""limit":77"#, #""limit":-77"#, "the limit -77"),
        ("pause", #""budget":"b""#, #""budget":"z""#, "the budget z was never set"),
    ]

    @Test("what an entry may not say is refused, and nothing traps", arguments: edits.indices)
    func edited(index: Int) throws {
        let edit = Self.edits[index]
        let place = try #require(Self.place(edit.kind))
        var journal = Self.journal
        let text = journal[place]
        let start = try #require(text.ranges(of: edit.from).first, "\(text)")
        journal[place].replaceSubrange(start, with: edit.to)
        if edit.to == #""held":[12,12]"# {
            journal[place].replace(#""expected":[12]"#, with: #""expected":[12,12]"#)
        }
        let found = try Self.posted(journal)
        #expect(found?.place == place, "\(journal[place])")
        #expect(found?.reason.contains(edit.reason) ?? false, "\(found?.reason ?? "")")
    }

    @Test("an entry that is left out, twice there or too early is refused where that shows")
    func order() throws {
        for place in Self.journal.indices {
            var without = Self.journal
            without.remove(at: place)
            _ = try Self.posted(without)
            var twice = Self.journal
            twice.insert(twice[place], at: place)
            _ = try Self.posted(twice)
            for other in Self.journal.indices {
                var exchanged = Self.journal
                exchanged.swapAt(place, other)
                _ = try Self.posted(exchanged)
            }
        }
        let withoutBudget = try Self.posted(Array(Self.journal.dropFirst()))
        #expect(withoutBudget?.reason == "the budget b was never set")
        let hold = try #require(Self.place("hold"))
        var twice = Self.journal
        twice.insert(twice[hold], at: hold)
        #expect(try Self.posted(twice)?.reason.contains("is open already") ?? false)
    }
}
