import FarthingCore
import Testing

@Suite("What a settlement says of its account")
struct SettledFiguresTests {
    private static func budget(
        _ id: String,
        _ unit: BudgetUnit = .money("USD"),
        limit: Int64 = 1_000,
        window: Window = .total,
        isEnforced: Bool = true,
        thresholds: [Threshold?] = []
    ) -> Budget {
        Budget(
            id: id,
            unit: unit,
            limit: limit,
            window: window,
            isEnforced: isEnforced,
            thresholds: thresholds.compactMap { $0 },
            warnsByDefault: false
        )
    }

    private static let budgets = [
        budget("day", window: .day),
        budget("total", limit: 5_000),
        budget("tokens", .tokens, limit: 9_000),
        budget("shadow", limit: 3_000, isEnforced: false),
        budget("rupees", .money("INR"), limit: 80_000),
        budget("call", limit: 400, window: .call),
        budget("rolling", limit: 700, window: .rolling(lengthMs: 64_000)),
        budget("blocked", thresholds: [Threshold(atBasisPoints: 6_000, action: .block)]),
        budget("own"),
    ]

    private var book = Book()

    init() {
        for budget in Self.budgets { _ = book.apply(.setBudget(budget, opening: [:]), nowMs: 0) }
        _ = book.apply(.setLimit(budget: "own", scope: "", limit: 2_000, note: ""), nowMs: 0)
    }

    private static func request(
        _ number: UInt64,
        _ lines: [(budget: String, amount: Int64, rate: Int64?)],
        source: UInt64? = nil
    ) -> HoldRequest {
        HoldRequest(
            id: HoldID(random: 4, number),
            lines: lines.map {
                HoldLine(budget: $0.budget, scope: "", base: $0.amount, rateNanos: $0.rate)
            },
            expiresAtMs: 1_000_000,
            isSent: true,
            source: source.map { HoldID(random: 4, $0) },
            context: .test()
        )
    }

    private mutating func settle(
        _ number: UInt64,
        _ amounts: [Int64],
        _ evidence: Evidence = .reported,
        nowMs: Int64 = 20
    ) -> Settled? {
        let request = SettleRequest(
            id: HoldID(random: 4, number),
            amounts: amounts,
            evidence: evidence
        )
        guard case .settled(let settled) = apply(.settle(request), nowMs) else { return nil }
        return settled
    }

    /// Keeps every hold that is over, as a store does.
    private var closed = ClosedHolds(keptMax: 100)

    private mutating func apply(_ command: Command, _ nowMs: Int64) -> Outcome {
        if let missing = book.missing(for: command), let record = closed.find(missing) {
            book.recall(record)
        }
        defer {
            for record in book.takeClosed() { closed.note(record) }
            book.forgetRecalled()
        }
        return book.apply(command, nowMs: nowMs)
    }

    private struct Case: Sendable {
        var lines: [(budget: String, amount: Int64, rate: Int64?)]
        var remaining: Int64?
        var spent: Int64?
    }

    /// Each line holds 300 and costs 100.
    private static let cases: [Case] = [
        Case(lines: [("day", 300, nil)], remaining: 900, spent: 100),
        Case(lines: [("own", 300, nil)], remaining: 1_900, spent: 100),
        Case(lines: [("blocked", 300, nil)], remaining: 500, spent: 100),
        Case(lines: [("rolling", 300, nil)], remaining: 600, spent: 100),
        Case(lines: [("call", 300, nil)], remaining: 300, spent: 100),
        Case(lines: [("tokens", 300, nil)], remaining: nil, spent: nil),
        Case(lines: [("shadow", 300, nil)], remaining: nil, spent: nil),
        Case(lines: [], remaining: nil, spent: nil),
        // In the currency itself where there is no rate, in dollars where there is one.
        Case(lines: [("rupees", 300, nil)], remaining: 79_900, spent: 100),
        Case(lines: [("rupees", 300, 40_000_000_000)], remaining: 1_997, spent: 2),
        // The first enforced account of money.
        Case(lines: [("total", 300, nil), ("day", 300, nil)], remaining: 4_900, spent: 100),
        Case(
            lines: [("tokens", 300, nil), ("shadow", 300, nil), ("day", 300, nil)],
            remaining: 900,
            spent: 100
        ),
    ]

    @Test("what is left and what is spent in the first account of money", arguments: cases.indices)
    mutating func settled(index: Int) {
        let wanted = Self.cases[index]
        _ = apply(.hold(Self.request(1, wanted.lines)), 10)
        let settled = settle(1, wanted.lines.map { _ in 100 })
        #expect(settled?.remainingNanos == wanted.remaining)
        #expect(settled?.spentNanos == wanted.spent)
    }

    @Test("a charge says the same", arguments: cases.indices)
    mutating func charged(index: Int) {
        var wanted = Self.cases[index]
        for place in wanted.lines.indices { wanted.lines[place].amount = 100 }
        guard case .settled(let settled) = apply(.charge(Self.request(1, wanted.lines)), 10) else {
            Issue.record("not charged")
            return
        }
        #expect(settled.remainingNanos == wanted.remaining)
        #expect(settled.spentNanos == wanted.spent)
    }

    @Test("what other calls hold is not left, and never less than nothing")
    mutating func beside() {
        _ = apply(.hold(Self.request(1, [("day", 300, nil)])), 10)
        _ = apply(.hold(Self.request(2, [("day", 600, nil)])), 10)
        let settled = settle(1, [100])
        #expect(settled?.remainingNanos == 300)
        #expect(settled?.spentNanos == 100)
        let over = settle(2, [1_200])
        #expect(over?.remainingNanos == 0)
        #expect(over?.spentNanos == 1_300)
    }

    @Test("a repeat says what is left and spent by now")
    mutating func again() {
        for number in 1...2 as ClosedRange<UInt64> {
            _ = apply(.hold(Self.request(number, [("day", 300, nil)])), 10)
            _ = settle(number, [100])
        }
        let repeated = settle(1, [100])
        #expect(repeated?.isRepeated == true)
        #expect(repeated?.remainingNanos == 800)
        #expect(repeated?.spentNanos == 200)
        let command = Command.charge(Self.request(3, [("day", 50, nil)]))
        _ = apply(command, 20)
        guard case .settled(let charged) = apply(command, 30) else {
            Issue.record("not charged")
            return
        }
        #expect(charged.isRepeated)
        #expect(charged.remainingNanos == 750)
        #expect(charged.spentNanos == 250)
    }

    @Test("a better settlement says what is so after it; a weaker one changes nothing")
    mutating func better() {
        _ = apply(.hold(Self.request(1, [("day", 300, nil)])), 10)
        _ = settle(1, [200], .metered)
        let better = settle(1, [150], .invoiced)
        #expect(better?.remainingNanos == 850)
        #expect(better?.spentNanos == 150)
        let weaker = settle(1, [999], .estimated)
        #expect(weaker?.remainingNanos == 850)
        #expect(weaker?.spentNanos == 150)
    }

    @Test("of an account that has left memory it says nothing")
    mutating func over() {
        let nextDay: Int64 = 86_400_000 + 10
        _ = apply(.hold(Self.request(1, [("day", 300, nil)])), 10)
        _ = settle(1, [200], .metered)
        _ = apply(.charge(Self.request(2, [("day", 5, nil)])), nextDay)
        _ = apply(.balance, nextDay)
        let again = settle(1, [200], .metered, nowMs: nextDay)
        #expect(again?.isRepeated == true)
        #expect(again?.remainingNanos == nil)
        #expect(again?.spentNanos == nil)
        let better = settle(1, [150], .invoiced, nowMs: nextDay)
        #expect(better?.isRepeated == false)
        #expect(better?.remainingNanos == nil)
        #expect(better?.spentNanos == nil)
    }

    @Test("of an account that closes it says what is left there")
    mutating func closing() {
        let nextDay: Int64 = 86_400_000 + 10
        var request = Self.request(1, [("day", 300, nil)])
        request.expiresAtMs = 2 * nextDay
        _ = apply(.hold(request), 10)
        _ = apply(.charge(Self.request(2, [("day", 5, nil)])), nextDay)
        let settled = settle(1, [200], nowMs: nextDay)
        #expect(settled?.remainingNanos == 800)
        #expect(settled?.spentNanos == 200)
    }

    @Test("of a call that is drawn from another hold it says what is left in the account")
    mutating func drawn() {
        _ = apply(.hold(Self.request(1, [("day", 600, nil)])), 10)
        _ = apply(.hold(Self.request(2, [("day", 300, nil)], source: 1)), 11)
        let settled = settle(2, [100])
        // 500 are still set aside for the run.
        #expect(settled?.remainingNanos == 400)
        #expect(settled?.spentNanos == 100)
    }

    @Test("what has left a rolling window is not spent in it")
    mutating func rolling() {
        _ = apply(.charge(Self.request(1, [("rolling", 100, nil)])), 1_000)
        _ = apply(.hold(Self.request(2, [("rolling", 50, nil)])), 50_000)
        let settled = settle(2, [0], nowMs: 70_000)
        #expect(settled?.remainingNanos == 700)
        #expect(settled?.spentNanos == 0)
    }
}
