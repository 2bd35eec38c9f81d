import FarthingCore
import Testing

@Suite("A limit of an account's own, and edits of its budget")
struct OwnLimitEditTests {
    private var book = Book()

    init() { _ = book.apply(.setBudget(OwnLimitTests.budget(), opening: [:]), nowMs: 0) }

    private mutating func hold(_ number: UInt64, _ amount: Int64, _ agent: String = "a1")
        -> Refusal?
    {
        let outcome = book.apply(
            .hold(OwnLimitTests.request(number, amount, agent: agent)),
            nowMs: 10
        )
        guard case .refused(let refusal) = outcome else { return nil }
        return refusal
    }

    private static let edits: [(what: String, budget: Budget, limit: Int64)] = [
        ("another limit", OwnLimitTests.budget(limit: 70), 30),
        (
            "a threshold",
            OwnLimitTests.budget(thresholds: [Threshold(atBasisPoints: 100, action: .warn)]), 30
        ),
        ("another window, which begins anew", OwnLimitTests.budget(window: .month), 30),
        ("a window of its own for each call", OwnLimitTests.budget(window: .call), 30),
        ("another unit", OwnLimitTests.budget(.tokens), 100),
        ("another currency", OwnLimitTests.budget(.money("EUR")), 100),
    ]

    @Test("stays with an edit of the budget, unless its unit changes", arguments: edits.indices)
    mutating func edited(index: Int) {
        let edit = Self.edits[index]
        _ = book.apply(OwnLimitTests.set(30), nowMs: 1)
        #expect(hold(1, 10) == nil)
        _ = book.apply(.setBudget(edit.budget, opening: [:]), nowMs: 20)
        let refusal = hold(2, 1_000)
        #expect(refusal?.limit == edit.limit, "\(edit.what)")
        // The budget back as it was does not bring back what was dropped.
        _ = book.apply(.setBudget(OwnLimitTests.budget(), opening: [:]), nowMs: 30)
        #expect(hold(3, 1_000)?.limit == edit.limit, "\(edit.what), and back")
    }

    @Test("goes with its budget")
    mutating func removed() {
        _ = book.apply(OwnLimitTests.set(30), nowMs: 1)
        #expect(hold(1, 30) == nil)
        _ = book.apply(.removeBudget("b"), nowMs: 20)
        #expect(
            book.apply(OwnLimitTests.set(30), nowMs: 20) == .refused(Refusal(.unknownBudget))
        )
        _ = book.apply(.setBudget(OwnLimitTests.budget(), opening: [:]), nowMs: 30)
        // The hold that runs has moved to the new account.
        #expect(hold(2, 70) == nil)
        #expect(hold(3, 1)?.limit == 100)
    }

    @Test("is that of each call where each call has an account")
    mutating func perCall() {
        _ = book.apply(.setBudget(OwnLimitTests.budget(window: .call), opening: [:]), nowMs: 1)
        _ = book.apply(OwnLimitTests.set(30), nowMs: 2)
        #expect(hold(1, 31)?.limit == 30)
        #expect(hold(2, 30) == nil)
        #expect(hold(3, 30) == nil)
        #expect(hold(4, 31, "a2") == nil)
        #expect(book.statements().map(\.limit).sorted() == [30, 30, 100])
        _ = book.apply(OwnLimitTests.set(40), nowMs: 20)
        #expect(book.statements().map(\.limit).sorted() == [40, 40, 100])
        _ = book.apply(OwnLimitTests.set(nil), nowMs: 30)
        #expect(book.statements().map(\.limit) == [100, 100, 100])
    }

    @Test("is that of calls for as long as calls have accounts, whichever book is asked")
    mutating func noLongerPerCall() throws {
        _ = book.apply(.setBudget(OwnLimitTests.budget(window: .call), opening: [:]), nowMs: 1)
        _ = book.apply(OwnLimitTests.set(30), nowMs: 2)
        _ = book.apply(.charge(OwnLimitTests.request(1, 20)), nowMs: 3)
        _ = book.apply(.setBudget(OwnLimitTests.budget(window: .day), opening: [:]), nowMs: 4)
        let records = book.takeClosed()
        book.forgetRecalled()
        var restored = try #require(Book(snapshot: book.snapshot()))
        for record in records {
            book.recall(record)
            restored.recall(record)
        }
        // The account of the call that was is compared with the budget's limit now.
        let request = SettleRequest(
            id: HoldID(random: 9, 1),
            amounts: [150],
            evidence: .invoiced
        )
        let outcome = book.apply(.settle(request), nowMs: 6)
        #expect(restored.apply(.settle(request), nowMs: 6) == outcome)
        guard case .settled(let settled) = outcome else {
            Issue.record("not settled")
            return
        }
        #expect(settled.overrunNanos == 50)
    }
}
