import FarthingCore
import Testing

@Suite("Calls that the rules refuse, in the journal")
struct RefusedCallTests {
    private static func call(
        _ number: UInt64,
        _ rule: String?,
        code: RefusalCode = .rule,
        projectedNanos: Int64 = 7
    ) -> Command {
        var scope = Scope()
        scope[.agent] = "a1"
        let context = CallContext(
            principal: "key",
            provider: "openai",
            modelRequested: "gpt-4o",
            modelResolved: "gpt-4o-mini",
            policyID: "p",
            policyVersion: 3,
            isEnforced: true,
            priceBook: "book",
            scope: scope,
            reasons: ["rule \"dear\" says block: cost 3.20 > 2.00"]
        )
        return .refuse(
            RefusedCall(
                id: HoldID(random: 1, number),
                code: code,
                rule: rule,
                projectedNanos: projectedNanos,
                context: context
            )
        )
    }

    private static func refusal(_ outcome: Outcome) -> Refusal? {
        if case .refused(let refusal) = outcome { return refusal }
        return nil
    }

    private static func text(_ entry: Entry) -> String {
        var json = JSONWriter()
        entry.write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test("the entry says who asked for what, and which rule refused it, and reads as written")
    func entry() throws {
        var book = Book()
        let refusal = try #require(Self.refusal(book.apply(Self.call(1, "dear"), nowMs: 1)))
        #expect(refusal.code == .rule)
        #expect(refusal.rule == "dear")
        #expect(refusal.sequence == 0)
        #expect(refusal.reached.isEmpty)
        let entry = try #require(book.takeEntries().first)
        let text = Self.text(entry)
        #expect(text.contains(#""kind":"refusal""#))
        #expect(text.contains(#""reasons":["rule \"dear\" says block: cost 3.20 > 2.00"]"#))
        let numbers = #""code":"rule","held":0,"limit":0,"needed":0,"rule":"dear","spent":0}"#
        #expect(text.contains(#""refusal":{"# + numbers))
        let again = try #require(Entry(try JSONDocument(Array(text.utf8)).root))
        #expect(Self.text(again) == text)
        guard case .refusal(let refused) = again.body else {
            Issue.record("not a refusal")
            return
        }
        #expect(refused.refusal.rule == "dear")
        #expect(refused.context.modelRequested == "gpt-4o")
    }

    @Test("an entry from before rules were recorded still reads")
    func old() throws {
        var book = Book()
        _ = book.apply(Self.call(1, nil, code: .unmatched), nowMs: 1)
        let entry = try #require(book.takeEntries().first)
        let text = Self.text(entry)
        #expect(!text.contains(#""rule""#))
        guard case .refusal(let refused)? = Entry(try JSONDocument(Array(text.utf8)).root)?.body
        else {
            Issue.record("not a refusal")
            return
        }
        #expect(refused.refusal.rule == nil)
        #expect(refused.refusal.code == .unmatched)
    }

    @Test("repeats are told apart by rule, through a snapshot and a replay too")
    func repeats() throws {
        var book = Book()
        _ = book.apply(Self.call(1, "dear"), nowMs: 1)
        _ = book.apply(Self.call(2, "tool"), nowMs: 1)
        let entries = book.takeEntries()
        var replayed = Book()
        for entry in entries { replayed.replay(entry) }
        let copy = try #require(Book(snapshot: book.snapshot()))
        for var book in [book, copy, replayed] {
            #expect(Self.refusal(book.apply(Self.call(3, "tool"), nowMs: 900))?.sequence == 1)
            #expect(Self.refusal(book.apply(Self.call(4, "dear"), nowMs: 900))?.sequence == 0)
            #expect(Self.refusal(book.apply(Self.call(5, "new"), nowMs: 900))?.sequence == 2)
            _ = book.takeEntries()
            _ = book.apply(.tick, nowMs: 1_001)
            let due = book.takeEntries().compactMap { entry in
                if case .refusals(let repeats) = entry.body { repeats } else { nil }
            }
            #expect(due.map(\.rule) == ["dear", "tool"])
            #expect(due.map(\.count) == [1, 1])
        }
    }

    @Test("a bound beyond all bounds is recorded as the largest, and a foreign code is none")
    func bounds() throws {
        var book = Book()
        _ = book.apply(Self.call(1, "dear", projectedNanos: .max), nowMs: 1)
        guard case .refusal(let refused)? = book.takeEntries().first?.body else {
            Issue.record("no entry")
            return
        }
        #expect(refused.projectedNanos == Money.maxNanos)
        for code in RefusalCode.allCases where code != .rule && code != .unmatched {
            let outcome = book.apply(Self.call(2, "dear", code: code), nowMs: 1)
            #expect(Self.refusal(outcome)?.code == .invalid)
        }
        #expect(book.takeEntries().isEmpty)
    }

    @Test("an overrun that fits every budget but one is that one's")
    func overrun() throws {
        var book = Book()
        for (id, limit) in [("a", 100), ("b", 120)] as [(String, Int64)] {
            let budget = Budget(id: id, unit: .money("USD"), limit: limit, window: .total)
            _ = book.apply(.setBudget(budget, opening: [:]), nowMs: 1)
        }
        guard case .refuse(let call) = Self.call(1, nil) else { return }
        let request = HoldRequest(
            id: call.id,
            lines: ["a", "b"].map { HoldLine(budget: $0, scope: "", base: 90) },
            expiresAtMs: 1_000,
            isSent: true,
            context: call.context
        )
        _ = book.apply(.hold(request), nowMs: 1)
        let settle = SettleRequest(id: call.id, amounts: [110, 110], evidence: .reported)
        guard case .settled(let settled) = book.apply(.settle(settle), nowMs: 2) else {
            Issue.record("not settled")
            return
        }
        #expect(settled.overrunNanos == 10)
    }
}
