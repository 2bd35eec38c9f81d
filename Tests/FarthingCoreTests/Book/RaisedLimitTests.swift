import FarthingCore
import Testing

@Suite("A limit that an approval raised")
struct RaisedLimitTests {
    private static func budget(_ unit: BudgetUnit = .money("USD"), limit: Int64 = 100) -> Budget {
        Budget(
            id: "soft",
            unit: unit,
            limit: limit,
            window: .day,
            thresholds: [],
            warnsByDefault: false
        )
    }

    private var book = Book()

    init() {
        _ = book.apply(.setBudget(Self.budget(), opening: [:]), nowMs: 0)
        _ = book.apply(.charge(Self.request(1, 90)), nowMs: 1)
    }

    private static func request(
        _ number: UInt64,
        _ amount: Int64,
        _ ask: ApprovalAsk? = nil,
        source: HoldID? = nil,
        bound: HoldBound? = nil,
        isSent: Bool = false
    ) -> HoldRequest {
        HoldRequest(
            id: HoldID(random: 3, number),
            lines: [HoldLine(budget: "soft", scope: "", base: amount)],
            expiresAtMs: 1_000_000,
            isSent: isSent,
            source: source,
            approval: ask,
            bound: bound,
            context: .test()
        )
    }

    private static func ask(_ group: String, _ needed: Int64 = 1, lifts: Bool = true) -> ApprovalAsk
    {
        ApprovalAsk(
            subject: "call",
            terms: ApprovalTerms(group: group, needed: needed),
            limitIsReason: lifts,
            lifts: lifts ? ["soft"] : []
        )
    }

    private var account: AccountStatement? {
        book.statements().last { $0.key.budget == "soft" && ($0.held > 0 || $0.spent > 0) }
    }

    private mutating func vote(_ number: UInt64, _ voter: String = "alice") {
        let vote = ApprovalVote(id: HoldID(random: 3, number), voter: voter, isFor: true)
        _ = book.apply(.vote(vote), nowMs: 2)
    }

    private mutating func code(_ request: HoldRequest) -> RefusalCode? {
        guard case .refused(let refusal) = book.apply(.hold(request), nowMs: 3) else { return nil }
        return refusal.code
    }

    /// A granted hold of 20 where 10 are left, admitted.
    private mutating func admitted() {
        #expect(code(Self.request(2, 20, Self.ask("g"))) == .approvalPending)
        vote(2)
        #expect(code(Self.request(3, 20, Self.ask("g"))) == nil)
        #expect(account?.topUps == 10)
    }

    private mutating func settle(_ amount: Int64, _ evidence: Evidence) {
        let request = SettleRequest(
            id: HoldID(random: 3, 3),
            amounts: [amount],
            evidence: evidence
        )
        guard case .settled = book.apply(.settle(request), nowMs: 4) else {
            Issue.record("not settled")
            return
        }
    }

    @Test("falls with a correction as with a settlement, and not below what was there")
    mutating func correction() throws {
        admitted()
        settle(20, .estimated)
        #expect(account?.topUps == 10)
        settle(5, .reported)
        #expect(account?.topUps == 0)
        #expect(account?.spent == 95)
        #expect(code(Self.request(4, 6)) == .overLimit)
        #expect(code(Self.request(5, 5)) == nil)
        let restored = try #require(Book(snapshot: book.snapshot()))
        #expect(restored.snapshot() == book.snapshot())
    }

    @Test("a snapshot between settlement and correction loses nothing")
    mutating func snapshot() throws {
        admitted()
        settle(20, .estimated)
        book = try #require(Book(snapshot: book.snapshot()))
        // The driver finds what has left memory.
        book.recall(
            HoldRecord(
                id: HoldID(random: 3, 3),
                key: nil,
                state: .settled(.estimated),
                lines: [
                    HoldRecord.Line(
                        account: try #require(account?.key),
                        held: 20,
                        charged: 20
                    )
                ],
                openedSequence: 5,
                closedSequence: 6
            )
        )
        settle(16, .reported)
        #expect(account?.topUps == 6)
        #expect(account?.spent == 106)
    }

    @Test("goes along when an edit begins the accounts anew")
    mutating func edit() {
        admitted()
        var monthly = Self.budget()
        monthly.window = .month
        _ = book.apply(.setBudget(monthly, opening: ["": 90]), nowMs: 5)
        #expect(account?.held == 20)
        #expect(account?.topUps == 10)
        #expect(code(Self.request(4, 1)) == .overLimit)
        settle(12, .reported)
        #expect(account?.spent == 102)
        #expect(account?.topUps == 2)
        #expect(account?.overrun == 0)
    }

    @Test("a yes to less is none to more: the next try asks those who are needed by then")
    mutating func asksAnew() {
        #expect(code(Self.request(2, 8, Self.ask("g", lifts: false))) == .approvalPending)
        // Somebody else has taken the room; at the limit the board decides.
        #expect(code(Self.request(9, 10)) == nil)
        vote(2)
        #expect(book.approval(HoldID(random: 3, 2))?.state == .pending)
        #expect(code(Self.request(3, 8, Self.ask("board", 2))) == .approvalPending)
        #expect(book.approvals(limit: 9).map(\.terms.group) == ["g", "board"])
        vote(3, "bob")
        vote(3, "carol")
        #expect(book.approval(HoldID(random: 3, 3))?.state == .granted)
        #expect(code(Self.request(4, 8, Self.ask("board", 2))) == nil)
    }

    @Test("calls follow into another currency by its rate; what they are drawn from ends")
    mutating func currency() throws {
        let rupees: Int64 = 90_000_000_000
        let bound = HoldBound(nanosUSD: 4, tokens: 0)
        #expect(code(Self.request(2, 6, isSent: false)) == nil)
        let parent = HoldID(random: 3, 2)
        #expect(code(Self.request(3, 4, source: parent, bound: bound, isSent: true)) == nil)
        #expect(code(Self.request(4, 4, bound: bound, isSent: true)) == nil)
        let edited = Self.budget(.money("INR"), limit: 9_000)
        _ = book.apply(
            .setBudget(edited, opening: ["": 8_100], rateNanos: rupees),
            nowMs: 5
        )
        let account = try #require(account)
        #expect(account.unit == .money("INR"))
        #expect(account.held == 2 * 360)
        #expect(code(Self.request(5, 181)) == .overLimit)
        #expect(code(Self.request(6, 1, source: parent)) == .expired)
        // Whoever holds settles in the unit in which it asked.
        settle(2, .reported)
        let spent = self.account?.spent
        #expect(spent == 8_280)
    }
}
