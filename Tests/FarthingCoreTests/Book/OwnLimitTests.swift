import FarthingCore
import Testing

@Suite("A limit of an account's own")
struct OwnLimitTests {
    static let dayMs: Int64 = 86_400_000

    static func budget(
        _ unit: BudgetUnit = .money("USD"),
        limit: Int64 = 100,
        window: Window = .day,
        thresholds: [Threshold?] = []
    ) -> Budget {
        Budget(
            id: "b",
            per: [.agent],
            unit: unit,
            limit: limit,
            window: window,
            thresholds: thresholds.compactMap { $0 },
            warnsByDefault: false
        )
    }

    static func request(_ number: UInt64, _ amount: Int64, agent: String = "a1") -> HoldRequest {
        HoldRequest(
            id: HoldID(random: 9, number),
            lines: [HoldLine(budget: "b", scope: "agent=" + agent, base: amount)],
            expiresAtMs: 10 * dayMs,
            isSent: true,
            context: .test()
        )
    }

    static func set(_ limit: Int64?, agent: String = "a1", note: String = "") -> Command {
        .setLimit(budget: "b", scope: "agent=" + agent, limit: limit, note: note)
    }

    static func settle(_ number: UInt64, _ amount: Int64) -> Command {
        .settle(
            SettleRequest(id: HoldID(random: 9, number), amounts: [amount], evidence: .reported)
        )
    }

    private var book = Book()

    init() { _ = book.apply(.setBudget(Self.budget(), opening: [:]), nowMs: 0) }

    private func account(_ agent: String = "a1") -> AccountStatement? {
        book.statements().first { $0.key.scope == "agent=" + agent }
    }

    private mutating func hold(_ number: UInt64, _ amount: Int64, _ agent: String = "a1")
        -> Refusal?
    {
        let outcome = book.apply(.hold(Self.request(number, amount, agent: agent)), nowMs: 10)
        guard case .refused(let refusal) = outcome else { return nil }
        return refusal
    }

    private static let bounds: [(command: Command, code: RefusalCode?)] = [
        (set(0), nil),
        (set(Money.maxNanos), nil),
        (set(-1), .invalid),
        (set(Money.maxNanos + 1), .invalid),
        (set(.max), .invalid),
        (set(.min), .invalid),
        (.setLimit(budget: "none", scope: "", limit: 1, note: ""), .unknownBudget),
        (.setLimit(budget: "none", scope: "", limit: -1, note: ""), .invalid),
        (set(1, agent: String(repeating: "a", count: AccountKey.scopeBytesMax - 6)), nil),
        (set(1, agent: String(repeating: "a", count: AccountKey.scopeBytesMax - 5)), .invalid),
        (set(1, note: String(repeating: "n", count: 1_024)), nil),
        (set(1, note: String(repeating: "n", count: 1_025)), .invalid),
    ]

    @Test("is within its bounds, or nothing is changed", arguments: bounds.indices)
    mutating func bound(index: Int) {
        let (command, code) = Self.bounds[index]
        let before = book.nextSequence
        switch book.apply(command, nowMs: 1) {
        case .applied(let sequence):
            #expect(code == nil)
            #expect(sequence == before)
        case .refused(let refusal):
            #expect(refusal.code == code)
            #expect(book.nextSequence == before)
        default: Issue.record("neither applied nor refused")
        }
    }

    @Test("set once more, or taken away where there is none, changes nothing and writes nothing")
    mutating func again() {
        #expect(book.apply(Self.set(nil), nowMs: 1) == .unchanged)
        #expect(book.apply(Self.set(7), nowMs: 1) == .applied(sequence: 1))
        #expect(book.apply(Self.set(7, note: "again"), nowMs: 1) == .unchanged)
        #expect(book.apply(Self.set(8), nowMs: 1) == .applied(sequence: 2))
        #expect(book.apply(Self.set(nil), nowMs: 1) == .applied(sequence: 3))
        #expect(book.apply(Self.set(nil), nowMs: 1) == .unchanged)
        #expect(book.nextSequence == 4)
    }

    private static let rooms: [(own: Int64?, amount: Int64, isHeld: Bool)] = [
        (nil, 100, true), (nil, 101, false),
        (30, 30, true), (30, 31, false),
        (250, 250, true), (250, 251, false),
        (0, 0, true), (0, 1, false),
        (Money.maxNanos, Money.maxNanos, true),
    ]

    @Test("is the limit of that account alone", arguments: rooms.indices)
    mutating func room(index: Int) {
        let (own, amount, isHeld) = Self.rooms[index]
        if own != nil { _ = book.apply(Self.set(own), nowMs: 1) }
        let refusal = hold(1, amount)
        #expect((refusal == nil) == isHeld)
        if let refusal {
            #expect(refusal.code == .overLimit)
            #expect(refusal.limit == own ?? 100)
            #expect(refusal.free == own ?? 100)
            #expect(refusal.needed == amount)
        }
        #expect(account()?.limit == own ?? 100)
        #expect(hold(2, 100, "a2") == nil)
        #expect(hold(3, 1, "a2")?.limit == 100)
    }

    @Test("acts at once on the open account, either way, and is gone when it is taken away")
    mutating func atOnce() {
        #expect(hold(1, 60) == nil)
        _ = book.apply(Self.set(50), nowMs: 20)
        #expect(account()?.limit == 50)
        #expect(account()?.free == 0)
        #expect(hold(2, 1)?.limit == 50)
        // What it was lowered below is no overrun, nor is spending what was held.
        _ = book.apply(Self.settle(1, 60), nowMs: 30)
        #expect(account()?.overrun == 0)
        #expect(account()?.spent == 60)
        _ = book.apply(Self.set(400), nowMs: 40)
        #expect(hold(3, 340) == nil)
        #expect(hold(4, 1)?.limit == 400)
        _ = book.apply(Self.set(nil), nowMs: 50)
        #expect(account()?.limit == 100)
        #expect(hold(5, 1)?.limit == 100)
    }

    @Test("is what a settlement overruns")
    mutating func overrun() {
        _ = book.apply(Self.set(30), nowMs: 1)
        #expect(hold(1, 20) == nil)
        guard case .settled(let settled) = book.apply(Self.settle(1, 45), nowMs: 20) else {
            Issue.record("not settled")
            return
        }
        #expect(settled.overrunNanos == 15)
        #expect(account()?.overrun == 15)
        _ = book.apply(Self.set(1_000), nowMs: 30)
        _ = book.apply(.hold(Self.request(2, 20)), nowMs: 30)
        guard case .settled(let more) = book.apply(Self.settle(2, 500), nowMs: 40) else {
            Issue.record("not settled")
            return
        }
        #expect(more.overrunNanos == 0)
    }

    @Test("is what top-ups are added to")
    mutating func topUp() {
        _ = book.apply(Self.set(30), nowMs: 1)
        let change = AccountChange(budget: "b", scope: "agent=a1", amount: 5)
        _ = book.apply(.topUp(change), nowMs: 2)
        #expect(hold(1, 36)?.limit == 35)
        #expect(hold(2, 35) == nil)
    }

    @Test("is the whole of which thresholds are shares")
    mutating func thresholds() {
        let edited = Self.budget(
            thresholds: [
                Threshold(atBasisPoints: 5_000, action: .warn),
                Threshold(atBasisPoints: 8_000, action: .pause),
            ]
        )
        _ = book.apply(.setBudget(edited, opening: [:]), nowMs: 1)
        _ = book.apply(Self.set(1_000), nowMs: 2)
        _ = book.apply(.charge(Self.request(1, 500)), nowMs: 3)
        guard case .settled(let settled) = book.apply(.charge(Self.request(2, 1)), nowMs: 4) else {
            Issue.record("not settled")
            return
        }
        let warning = settled.warnings.first
        #expect(warning?.atBasisPoints == 5_000)
        #expect(warning?.spent == 501)
        #expect(warning?.limit == 1_000)
        var request = Self.request(3, 200)
        request.lines[0].thresholdBasisPoints = 7_000
        guard case .refused(let passed) = book.apply(.hold(request), nowMs: 5) else {
            Issue.record("a share of the own limit was passed and nobody was told")
            return
        }
        #expect(passed.code == .thresholdReached)
        #expect(passed.reached.first?.passedBasisPoints == 7_010)
        let refusal = hold(4, 300)
        #expect(refusal?.limit == 800)
        #expect(refusal?.thresholdBasisPoints == 8_000)
        #expect(account()?.isPaused == true)
    }

    @Test("stays in the next window, after a reset, and in a window that comes back to it")
    mutating func windows() {
        _ = book.apply(Self.set(30), nowMs: 1)
        #expect(hold(1, 30) == nil)
        let nextDay = book.apply(.hold(Self.request(2, 31)), nowMs: Self.dayMs + 1)
        #expect(nextDay.code == .overLimit)
        #expect(book.apply(.hold(Self.request(3, 30)), nowMs: Self.dayMs + 1).code == nil)
        _ = book.apply(.reset(budget: "b", scope: "agent=a1", note: ""), nowMs: Self.dayMs + 2)
        #expect(book.apply(.hold(Self.request(4, 31)), nowMs: Self.dayMs + 3).code == .overLimit)
        _ = book.apply(.reset(budget: "b", scope: nil, note: ""), nowMs: Self.dayMs + 4)
        #expect(book.apply(.hold(Self.request(5, 31)), nowMs: Self.dayMs + 5).code == .overLimit)
        #expect(book.apply(.hold(Self.request(6, 30)), nowMs: Self.dayMs + 5).code == nil)
        // The hold of the first day still settles, and is past no limit.
        guard case .settled(let settled) = book.apply(Self.settle(1, 30), nowMs: Self.dayMs + 6)
        else {
            Issue.record("not settled")
            return
        }
        #expect(settled.overrunNanos == 0)
    }

    @Test("is looked at on the short way, too")
    mutating func plain() {
        book.keepsEntries = false
        _ = book.apply(Self.set(30), nowMs: 1)
        let plan = PlainPlan(budget: "b", scope: "agent=a1", context: .test())
        var hold = PlainHold(
            id: HoldID(random: 9, 1),
            amount: 31,
            outputTokens: 0,
            expiresAtMs: 100,
            isSent: true
        )
        #expect(book.holdPlainly(hold, plan, near: 0, nowMs: 2) == nil)
        hold.amount = 29
        let held = book.holdPlainly(hold, plan, near: 0, nowMs: 2)
        #expect(held?.remainingNanos == 1)
        _ = book.apply(Self.set(1_000), nowMs: 3)
        hold.id = HoldID(random: 9, 2)
        hold.amount = 971
        let near = held?.account ?? 0
        #expect(book.holdPlainly(hold, plan, near: near, nowMs: 4)?.remainingNanos == 0)
    }
}

extension Outcome {
    /// Why it was refused; nil where it was not.
    fileprivate var code: RefusalCode? {
        if case .refused(let refusal) = self { return refusal.code }
        return nil
    }
}
