import FarthingCore
import FarthingNotify
import Testing

@Suite("Events from entries")
struct EventMapperTests {
    private static let account = AccountKey(
        budget: "daily",
        scope: "agent=a1",
        windowStartMs: 0,
        generation: 0
    )

    private static func entry(_ body: Entry.Body) -> Entry { Entry(atMs: 1_000, body: body) }

    /// As the journal has it, since only the book makes one.
    private static func refusal(
        _ code: RefusalCode = .overLimit,
        _ account: AccountKey? = account,
        rule: String? = nil
    ) -> Entry {
        var json = JSONWriter()
        var made = Refusal(
            code,
            account: account,
            unit: .money("USD"),
            limit: 10_000_000_000,
            spent: 9_500_000_000,
            held: 250_000_000,
            needed: 1_000_000_000,
            windowEndsMs: 86_400_000
        )
        made.rule = rule
        made.write(to: &json)
        let refusal = String(decoding: json.bytes, as: UTF8.self)
        let text = """
            {"decisionId":"\(holdID)","enforcementMode":"enforce","kind":"refusal",\
            "modelRequested":"gpt-4o","modelResolved":"gpt-4o","policyId":"acme",\
            "policyVersion":1,"priceBook":"book","principal":"key_1",\
            "projectedNanos":1000000000,"provider":"openai","refusal":\(refusal),\
            "timestamp":"1970-01-01T00:00:01.000Z"}
            """
        guard let root = try? JSONDocument(Array(text.utf8)).root, let entry = Entry(root) else {
            Issue.record("the refusal cannot be read: \(text)")
            return entry(.removeBudget("none"))
        }
        return entry
    }

    private static var holdID: String {
        var bytes: [UInt8] = []
        HoldID(random: 1, 2).append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static var topUp: Entry {
        let change = AccountChange(
            budget: "daily",
            scope: "agent=a1",
            amount: 5_000_000_000,
            note: "for the demo",
            key: "k"
        )
        return entry(.topUp(account, change))
    }

    private static func mapper(next: Int64 = 0) -> EventMapper {
        let budget = Budget(id: "daily", unit: .money("USD"), limit: 10_000_000_000, window: .day)
        return EventMapper(exhaustion: ExhaustionLog(next: next), budgets: [budget])
    }

    @Test("a warning says what is spent, of how much, and at which share")
    func warning() throws {
        var mapper = Self.mapper()
        let warning = Warning(
            account: Self.account,
            atBasisPoints: 8_050,
            spent: 8_100_000_000,
            limit: 10_000_000_000
        )
        let events = mapper.take(Self.entry(.warning(warning)), at: 7)
        let event = try #require(events.first)
        #expect(event.type == .budgetWarning)
        #expect(
            String(decoding: event.json(ledger: "l1"), as: UTF8.self)
                == #"{"type":"budget.warning","id":"l1-7","timestamp":"1970-01-01T00:00:01.000Z","#
                + #""data":{"text":"budget daily (agent=a1) has passed 80.50 % of its limit: "#
                + #"8.10 USD of 10.00 USD spent","receipt":7,"budget":"daily","#
                + #""scope":"agent=a1","unit":"USD","limit":10000000000,"spent":8100000000,"#
                + #""share_basis_points":8050}}"#
        )
    }

    @Test("only the first refusal over the limit says that a budget is exhausted")
    func exhausted() {
        var mapper = Self.mapper()
        let first = mapper.take(Self.refusal(), at: 10)
        #expect(first.map(\.type) == [.callRefused, .budgetExhausted])
        #expect(first.map(\.place.text) == ["10", "10.1"])
        #expect(first.map(\.principal) == ["key_1", nil])
        #expect(mapper.take(Self.refusal(), at: 11).map(\.type) == [.callRefused])
        #expect(mapper.take(Self.refusal(.paused), at: 12).map(\.type) == [.callRefused])
        #expect(mapper.take(Self.refusal(.overLimit, nil), at: 13).map(\.type) == [.callRefused])
    }

    @Test("what a rule refuses names the rule, and no budget")
    func ruled() throws {
        var mapper = Self.mapper()
        let events = mapper.take(Self.refusal(.rule, nil, rule: "too-long"), at: 10)
        #expect(events.map(\.type) == [.callRefused])
        let event = try #require(events.first)
        #expect(event.text == "a call was refused: rule (rule too-long)")
        let json = String(decoding: event.json(ledger: "l"), as: UTF8.self)
        #expect(json.contains(#""code":"rule","rule":"too-long","provider":"openai""#))
        #expect(!json.contains(#""budget""#))
        let unmatched = mapper.take(Self.refusal(.unmatched, nil), at: 11)
        #expect(unmatched.first?.text == "a call was refused: unmatched")
    }

    @Test("more room makes the next refusal the first again")
    func room() {
        for room in [
            Self.topUp,
            Self.entry(.reset(budget: "daily", scope: nil, generation: 1, note: "")),
            Self.entry(
                .setBudget(
                    Budget(id: "daily", unit: .money("USD"), limit: .max, window: .day),
                    generation: 0,
                    opening: [:]
                )
            ),
        ] {
            var mapper = Self.mapper()
            _ = mapper.take(Self.refusal(), at: 10)
            _ = mapper.take(room, at: 11)
            #expect(mapper.take(Self.refusal(), at: 12).count == 2)
        }
    }

    @Test("room for another account changes nothing")
    func otherRoom() {
        var mapper = Self.mapper()
        _ = mapper.take(Self.refusal(), at: 10)
        _ = mapper.take(
            Self.entry(.reset(budget: "daily", scope: "agent=a2", generation: 1, note: "")),
            at: 11
        )
        #expect(mapper.take(Self.refusal(), at: 12).count == 1)
    }

    @Test("entries that are read again make the same events, after a restart too")
    func again() throws {
        var mapper = Self.mapper()
        let entries = [Self.refusal(), Self.refusal(), Self.topUp, Self.refusal(), Self.refusal()]
        let events = entries.enumerated().map { mapper.take($0.element, at: Int64($0.offset)) }
        var json = JSONWriter()
        mapper.exhaustion.write(to: &json)
        let kept = try #require(ExhaustionLog(try JSONDocument(json.bytes).root))
        #expect(kept == mapper.exhaustion)
        for start in entries.indices {
            var later = EventMapper(exhaustion: kept)
            for index in entries[start...].indices {
                let found = later.take(entries[index], at: Int64(index))
                #expect(found.map(\.type) == events[index].map(\.type), "from \(start) at \(index)")
            }
        }
    }

    @Test("an operator's acts are events with the note")
    func acts() {
        let table: [(Entry.Body, EventType, String?)] = [
            (.pause(budget: "daily", scope: nil, note: "why"), .budgetPaused, nil),
            (.pause(budget: "daily", scope: "agent=a1", note: "why"), .budgetPaused, "agent=a1"),
            (.resume(budget: "daily", scope: nil, note: "why"), .budgetResumed, nil),
            (.freeze(budget: "daily", note: "why"), .budgetFrozen, nil),
            (.unfreeze(budget: "daily", note: "why"), .budgetUnfrozen, nil),
            (.reset(budget: "daily", scope: nil, generation: 3, note: "why"), .budgetReset, nil),
        ]
        for (body, type, scope) in table {
            var mapper = Self.mapper()
            let events = mapper.take(Self.entry(body), at: 1)
            #expect(events.map(\.type) == [type])
            #expect(events.first?.budget == "daily")
            #expect(events.first?.scope == scope)
            #expect(events.first?.note == "why")
            #expect(events.first?.text.hasSuffix("why") == true)
        }
    }

    @Test("a top-up says how much")
    func toppedUp() {
        var mapper = Self.mapper()
        let event = mapper.take(Self.topUp, at: 1).first
        #expect(event?.amount == 5_000_000_000)
        #expect(
            event?.text == "budget daily (agent=a1) was topped up by 5.00 USD: for the demo"
        )
    }

    private static func approval(_ members: String) -> Entry? {
        let text = #"{\#(members),"timestamp":"1970-01-01T00:00:01.000Z"}"#
        return (try? JSONDocument(Array(text.utf8)).root).flatMap { Entry($0) }
    }

    @Test("what becomes of an approval says who asked and for what")
    func approvals() throws {
        let members = #"""
            "action":"approve","decisionId":"\#(Self.holdID)","enforcementMode":"enforce",\#
            "group":"finance","kind":"approvalAsk","limitIsReason":false,\#
            "lines":[{"amount":5,"budget":"daily","scope":""}],"modelRequested":"gpt-5",\#
            "modelResolved":"gpt-5","needed":2,"policyId":"acme","policyVersion":1,\#
            "priceBook":"book","principal":"key_1","projectedCents":200,\#
            "projectedNanos":2000000000,"provider":"openai","subject":"run 7",\#
            "untilMs":86400000,"waitMs":0,"why":["big-call"],"withinMs":3600000
            """#
        let ask = try #require(Self.approval(members))
        let reference = #""approval":3,"approvalId":"\#(Self.holdID)""#
        let table: [(String, [EventType])] = [
            (#""for":true,"kind":"approvalVote","voter":"key_2""#, [.approvalVoted]),
            (
                #""for":false,"kind":"approvalVote","note":"no","voter":"key_2""#,
                [.approvalVoted, .approvalDenied]
            ),
            (#""kind":"approvalExpire""#, [.approvalExpired]),
            (#""kind":"approvalWithdraw","note":"no""#, [.approvalWithdrawn]),
        ]
        var mapper = Self.mapper()
        let asked = mapper.take(ask, at: 3)
        #expect(asked.map(\.type) == [.approvalRequested])
        #expect(asked.first?.text.hasSuffix("is asked of finance for 2.00 USD") == true)
        for (members, types) in table {
            let entry = try #require(Self.approval("\(reference),\(members)"))
            let events = mapper.take(entry, at: 4) { $0 == 3 ? ask : nil }
            #expect(events.map(\.type) == types)
            for event in events {
                #expect(event.principal == "key_1" && event.group == "finance")
                #expect(event.amount == 2_000_000_000)
            }
            // Where the entry that asked cannot be read, the event still comes.
            #expect(mapper.take(entry, at: 4).map(\.type) == types)
        }
    }

    @Test("what a call does not name is left out of its events")
    func unnamed() throws {
        let members = #"""
            "action":"approve","decisionId":"\#(Self.holdID)","enforcementMode":"enforce",\#
            "group":"finance","kind":"approvalAsk","limitIsReason":false,\#
            "lines":[{"amount":5,"budget":"daily","scope":""}],"modelRequested":"none",\#
            "modelResolved":"none","needed":1,"policyId":"acme","policyVersion":1,\#
            "priceBook":"book","principal":"key_1","projectedCents":200,\#
            "projectedNanos":2000000000,"provider":"none","subject":"run 7",\#
            "untilMs":86400000,"waitMs":0,"why":["big-call"],"withinMs":3600000
            """#
        var mapper = Self.mapper()
        let ask = try #require(Self.approval(members))
        let names = try #require(mapper.take(ask, at: 3).first).details.map(\.name)
        #expect(names.contains("subject") && !names.contains("model"))
        #expect(!names.contains("provider"))
    }

    @Test("thousands of exhausted accounts are remembered within a bound")
    func bound() {
        var mapper = Self.mapper()
        var sequence: Int64 = 0
        for index in 0..<6_000 {
            let account = AccountKey(
                budget: "daily",
                scope: "agent=a\(index)",
                windowStartMs: 0,
                generation: 0
            )
            #expect(mapper.take(Self.refusal(.overLimit, account), at: sequence).count == 2)
            sequence += 1
        }
        var json = JSONWriter()
        mapper.exhaustion.write(to: &json)
        #expect(json.bytes.count < 700_000)
    }
}
