import FarthingCore
import Testing

@Suite("The book knows which policy is in force")
struct PolicyMarkTests {
    private func hold(_ number: UInt64, version: Int64) -> HoldRequest {
        HoldRequest(
            id: HoldID(random: 1, number),
            lines: [HoldLine(budget: "a", scope: "", base: 10)],
            expiresAtMs: 60_000,
            isSent: true,
            context: CallContext(
                principal: "key",
                provider: "openai",
                modelRequested: "m",
                modelResolved: "m",
                policyID: "p",
                policyVersion: version,
                isEnforced: true,
                priceBook: "book",
                scope: Scope()
            )
        )
    }

    private func word(_ outcome: Outcome) -> String {
        switch outcome {
        case .held: "held"
        case .settled: "settled"
        case .refused(let refusal): refusal.code.rawValue
        default: "other"
        }
    }

    private func book(version: Int64) -> Book {
        var book = Book()
        _ = book.apply(.setPolicy(id: "p", version: version, hash: "h"), nowMs: 1)
        let budget = Budget(id: "a", unit: .money("USD"), limit: 100, window: .total)
        _ = book.apply(.setBudget(budget, opening: [:]), nowMs: 1)
        return book
    }

    @Test("a call that was planned under an earlier version is refused without an entry")
    func outdated() {
        var book = book(version: 3)
        let before = book.nextSequence
        for command in [Command.hold(hold(1, version: 2)), .charge(hold(2, version: 2))] {
            #expect(word(book.apply(command, nowMs: 2)) == "unknownBudget")
        }
        #expect(book.nextSequence == before)
        #expect(word(book.apply(.hold(hold(1, version: 3)), nowMs: 2)) == "held")
        #expect(word(book.apply(.charge(hold(2, version: 3)), nowMs: 2)) == "settled")
    }

    @Test("a hold that is open keeps its plan: it extends and settles under the next version")
    func open() {
        var book = book(version: 1)
        let request = hold(1, version: 1)
        #expect(word(book.apply(.hold(request), nowMs: 2)) == "held")
        _ = book.apply(.setPolicy(id: "p", version: 2, hash: "h2"), nowMs: 3)
        #expect(word(book.apply(.hold(request), nowMs: 3)) == "held")
        let extend = ExtendRequest(
            id: request.id,
            lines: [HoldLine(budget: "a", scope: "", base: 20)],
            output: OutputBound(),
            expiresAtMs: 70_000
        )
        #expect(word(book.apply(.extend(extend), nowMs: 4)) == "held")
        let settle = SettleRequest(id: request.id, amounts: [20], evidence: .reported)
        #expect(word(book.apply(.settle(settle), nowMs: 5)) == "settled")
    }

    @Test("without a policy nothing is outdated")
    func none() {
        var book = Book()
        let budget = Budget(id: "a", unit: .money("USD"), limit: 100, window: .total)
        _ = book.apply(.setBudget(budget, opening: [:]), nowMs: 1)
        #expect(book.policy == nil)
        #expect(word(book.apply(.hold(hold(1, version: 1)), nowMs: 2)) == "held")
    }

    @Test("a snapshot keeps it, and one without it is read as well")
    func snapshot() throws {
        let book = book(version: 7)
        let again = try #require(Book(snapshot: book.snapshot()))
        #expect(again.policy == PolicyMark(id: "p", version: 7, hash: "h"))
        let empty = try #require(Book(snapshot: Book().snapshot()))
        #expect(empty.policy == nil)
    }
}
