import FarthingCore
import Testing

@Suite("A reset while holds are open")
struct ResetTests {
    /// What is open when the budget is reset.
    enum Open: CaseIterable {
        /// A hold of 40.
        case hold
        /// A hold of 40 out of an allowance of 60.
        case drawn
        /// The same, whose allowance was given back before.
        case drawnAlone
        /// A call of 40 that people have let pass.
        case approved
        /// The same where 30 were left, so that the limit was raised.
        case raised
        /// The money of one that people have let pass and that has not come back yet.
        case granted

        /// What is held beside the call's 40.
        var rest: Int64 { self == .drawn ? 20 : 0 }
        var spent: Int64 { self == .raised ? 70 : 0 }
    }

    private var book = Book()
    private let old: AccountKey

    init() throws {
        let budget = Budget(
            id: "a",
            unit: .money("USD"),
            limit: 100,
            window: .total,
            thresholds: [],
            warnsByDefault: false
        )
        _ = book.apply(.setBudget(budget, opening: [:]), nowMs: 1)
        old = try #require(book.statement(budget: "a", scope: "", nowMs: 1)).key
    }

    private static func request(
        _ number: UInt64,
        _ amount: Int64,
        from source: UInt64? = nil,
        asks: Bool = false
    ) -> HoldRequest {
        HoldRequest(
            id: HoldID(random: 5, number),
            lines: [HoldLine(budget: "a", scope: "", base: amount)],
            expiresAtMs: 1_000_000,
            isSent: true,
            source: source.map { HoldID(random: 5, $0) },
            approval: asks
                ? ApprovalAsk(
                    subject: "call",
                    terms: ApprovalTerms(group: "g"),
                    limitIsReason: true
                ) : nil,
            context: .test()
        )
    }

    private mutating func hold(_ request: HoldRequest) -> RefusalCode? {
        guard case .refused(let refusal) = book.apply(.hold(request), nowMs: 2) else { return nil }
        return refusal.code
    }

    /// Opens what is to be open; the call is hold 2.
    private mutating func open(_ open: Open) {
        switch open {
        case .hold: #expect(hold(Self.request(2, 40)) == nil)
        case .drawn, .drawnAlone:
            #expect(hold(Self.request(1, 60)) == nil)
            #expect(hold(Self.request(2, 40, from: 1)) == nil)
            if open == .drawnAlone {
                _ = book.apply(.release(HoldID(random: 5, 1), why: ""), nowMs: 2)
            }
        case .approved, .granted, .raised:
            if open == .raised { _ = book.apply(.charge(Self.request(3, 70)), nowMs: 2) }
            #expect(hold(Self.request(1, 40, asks: true)) == .approvalPending)
            let vote = ApprovalVote(id: HoldID(random: 5, 1), voter: "alice", isFor: true)
            _ = book.apply(.vote(vote), nowMs: 2)
            if open != .granted { #expect(hold(Self.request(2, 40, asks: true)) == nil) }
        }
    }

    private mutating func settle(_ amount: Int64, _ evidence: Evidence = .metered) {
        let request = SettleRequest(
            id: HoldID(random: 5, 2),
            amounts: [amount],
            evidence: evidence
        )
        guard case .settled = book.apply(.settle(request), nowMs: 3) else {
            Issue.record("not settled")
            return
        }
    }

    /// An entry as a replay finds it.
    private static func stored(_ entry: Entry) throws -> Entry? {
        var json = JSONWriter()
        entry.write(to: &json)
        return Entry(try JSONDocument(json.bytes).root)
    }

    private var now: [Int64]? {
        book.statement(budget: "a", scope: "", nowMs: 3).map { [$0.spent, $0.held, $0.topUps] }
    }

    private var before: [Int64]? {
        book.sums(of: old, atMs: 3).map { [$0.spent, $0.held, $0.topUps] }
    }

    @Test(
        "what is open counts in the account in which it was held, once, and in no other",
        arguments: Open.allCases
    )
    mutating func settles(open: Open) throws {
        self.open(open)
        let raised: Int64 = open == .raised ? 10 : 0
        #expect(now == [open.spent, 40 + open.rest, raised])
        guard case .applied = book.apply(.reset(budget: "a", scope: nil, note: ""), nowMs: 3)
        else {
            Issue.record("no reset")
            return
        }
        #expect(now == [0, 0, 0])
        #expect(before == [open.spent, 40 + open.rest, raised])
        #expect(hold(Self.request(9, 101)) == .overLimit)
        #expect(hold(Self.request(10, 100)) == nil)
        // What people have let pass is paid for from what was set aside for it.
        if open == .granted { #expect(hold(Self.request(2, 40, asks: true)) == nil) }
        #expect(before == [open.spent, 40 + open.rest, raised])
        let entries = book.takeEntries()
        var restored = try #require(Book(snapshot: book.snapshot()))
        var replayed = Book()
        for entry in entries {
            let read = try #require(try Self.stored(entry))
            #expect(replayed.objection(to: read) == nil)
            replayed.replay(read)
        }
        #expect(replayed.snapshot() == book.snapshot())
        for way in 0..<3 {
            if way == 1 { book = restored }
            if way == 2 { book = replayed }
            settle(35)
            #expect(before == [open.spent + 35, open == .drawn ? 25 : 0, max(0, raised - 5)])
            #expect(now == [0, 100, 0])
            if way == 0 { restored.keepsEntries = true }
        }
        if open == .drawn {
            // The allowance goes on, where it is.
            #expect(hold(Self.request(4, 26, from: 1)) == .allowanceExceeded)
            #expect(hold(Self.request(4, 25, from: 1)) == nil)
            #expect(before == [35, 25, 0])
            #expect(now == [0, 100, 0])
        }
    }
}
