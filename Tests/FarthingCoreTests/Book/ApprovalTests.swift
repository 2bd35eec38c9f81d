import FarthingCore
import Testing

@Suite("Approvals in the book")
struct ApprovalTests {
    private func book() -> Book {
        var book = Book()
        let budget = Budget(id: "a", unit: .money("USD"), limit: 1_000_000, window: .total)
        _ = book.apply(.setBudget(budget, opening: [:]), nowMs: 0)
        return book
    }

    private func ask(_ number: UInt64, _ context: CallContext, _ terms: ApprovalTerms) -> Command {
        .hold(
            HoldRequest(
                id: HoldID(random: 7, number),
                lines: [HoldLine(budget: "a", scope: "", base: 1)],
                expiresAtMs: Int64.max,
                isSent: false,
                approval: ApprovalAsk(subject: "subject \(number)", terms: terms),
                context: context
            )
        )
    }

    private func code(_ outcome: Outcome) -> RefusalCode? {
        if case .refused(let refusal) = outcome { return refusal.code }
        return nil
    }

    @Test("at most 10,000 approvals are open, of all keys together")
    func openBound() {
        var book = book()
        let terms = ApprovalTerms(group: "finance")
        for principal in 0..<100 {
            let context = CallContext.test("key \(principal)")
            for number in 0..<100 {
                let command = ask(UInt64(principal * 100 + number), context, terms)
                #expect(code(book.apply(command, nowMs: 1)) == .approvalPending)
            }
        }
        let more = ask(20_000, .test("another"), terms)
        #expect(code(book.apply(more, nowMs: 1)) == .tooManyApprovals)
        #expect(book.nextDeadlineMs == 1_001)
        // When their time is over there is room again, and the latest are still known.
        #expect(code(book.apply(more, nowMs: 3_600_001)) == .approvalPending)
        #expect(book.approvals(limit: Int.max).count == 10_001)
        #expect(book.approvals(limit: 2).map(\.state) == [.pending, .expired])
        _ = book.apply(.withdrawApproval(HoldID(random: 7, 20_000), note: ""), nowMs: 3_600_002)
        #expect(book.approvals(limit: Int.max).count == 10_000)
        #expect(book.approval(HoldID(random: 7, 20_000))?.state == .withdrawn)
        #expect(book.approval(HoldID(random: 7, 0)) == nil)
    }

    @Test("a snapshot keeps approvals, whatever became of them")
    func snapshot() throws {
        var book = book()
        let context = CallContext.test("key")
        let terms = ApprovalTerms(group: "finance", needed: 1, withinMs: 60_000, waitMs: 5)
        for number in UInt64(1)...5 { _ = book.apply(ask(number, context, terms), nowMs: 1) }
        for number in UInt64(2)...4 {
            let vote = ApprovalVote(
                id: HoldID(random: 7, number),
                voter: "alice",
                isFor: number != 4,
                note: "because"
            )
            _ = book.apply(.vote(vote), nowMs: 2)
        }
        guard case .hold(var used) = ask(2, context, terms) else { return }
        used.id = HoldID(random: 8, 2)
        guard case .held = book.apply(.hold(used), nowMs: 3) else {
            Issue.record("the approved call was not admitted")
            return
        }
        _ = book.apply(.withdrawApproval(HoldID(random: 7, 5), note: "no"), nowMs: 4)
        let states: [ApprovalState] = [.pending, .granted, .withdrawn, .used, .denied]
        #expect(book.approvals(limit: 9).map(\.state) == states)
        let bytes = book.snapshot()
        var restored = try #require(Book(snapshot: bytes))
        #expect(restored.snapshot() == bytes)
        #expect(restored.approvals(limit: 9) == book.approvals(limit: 9))
        #expect(restored.openHolds(limit: 9) == book.openHolds(limit: 9))
        _ = restored.apply(.tick, nowMs: 60_002)
        _ = book.apply(.tick, nowMs: 60_002)
        let ended: [ApprovalState] = [.expired, .expired, .withdrawn, .used, .denied]
        #expect(Set(restored.approvals(limit: 9).map(\.state)) == Set(ended))
        #expect(restored.approvals(limit: 9) == book.approvals(limit: 9))
        #expect(restored.openHolds(limit: 9).map(\.id) == [used.id])
    }

    @Test("terms out of bounds, or two lines for one budget, are refused")
    func bounds() {
        var book = book()
        let wrong = [
            ApprovalTerms(group: ""), ApprovalTerms(group: "f", needed: 0),
            ApprovalTerms(group: "f", needed: ApprovalTerms.neededMax + 1),
            ApprovalTerms(group: "f", withinMs: 59_999),
            ApprovalTerms(group: "f", withinMs: 2_592_000_001),
        ]
        for terms in wrong {
            #expect(code(book.apply(ask(1, .test("key"), terms), nowMs: 1)) == .invalid)
        }
        guard case .hold(var request) = ask(1, .test("key"), ApprovalTerms(group: "f")) else {
            return
        }
        request.lines.append(HoldLine(budget: "a", scope: "agent=other", base: 1))
        #expect(code(book.apply(.hold(request), nowMs: 1)) == .invalid)
        request.approval = nil
        #expect(code(book.apply(.hold(request), nowMs: 1)) == nil)
    }

    /// A hold of three budgets, one of them of running calls, and one that nobody may lift.
    private func call(
        _ number: UInt64,
        _ amount: Int64,
        asking ask: ApprovalAsk? = nil,
        subject: String? = nil
    ) -> Command {
        .hold(
            HoldRequest(
                id: HoldID(random: 9, number),
                lines: [
                    HoldLine(budget: "a", scope: "", base: amount),
                    HoldLine(budget: "hard", scope: "", base: amount),
                    HoldLine(budget: "running", scope: "", base: 1),
                ],
                expiresAtMs: 50_000,
                isSent: false,
                approval: ask,
                approvalSubject: subject,
                context: .test("agent")
            )
        )
    }

    private func wideBook(hard: Int64) -> Book {
        var book = book()
        let money = Budget(id: "hard", unit: .money("USD"), limit: hard, window: .total)
        let running = Budget(id: "running", unit: .concurrent, limit: 1, window: .total)
        _ = book.apply(.setBudget(money, opening: [:]), nowMs: 0)
        _ = book.apply(.setBudget(running, opening: [:]), nowMs: 0)
        return book
    }

    private func vote(_ number: UInt64) -> Command {
        .vote(ApprovalVote(id: HoldID(random: 9, number), voter: "boss", isFor: true))
    }

    @Test("an approval lifts the limits that it names, and no other's")
    func liftsOnlyItsOwn() {
        let terms = ApprovalTerms(group: "finance")
        let ask = ApprovalAsk(subject: "s", terms: terms, limitIsReason: true, lifts: ["a"])
        var book = wideBook(hard: 1_500_000)
        #expect(code(book.apply(call(1, 1_200_000, asking: ask), nowMs: 1)) == .approvalPending)
        #expect(code(book.apply(call(2, 1_600_000, asking: ask), nowMs: 1)) == .overLimit)
        // Others have spent meanwhile: what must not be lifted has no room for it now.
        var spender = book
        let spent = HoldRequest(
            id: HoldID(random: 3, 1),
            lines: [HoldLine(budget: "hard", scope: "", base: 500_000)],
            expiresAtMs: 50_000,
            isSent: true,
            context: .test("other")
        )
        _ = spender.apply(.hold(spent), nowMs: 2)
        _ = spender.apply(vote(1), nowMs: 3)
        #expect(spender.approval(HoldID(random: 9, 1))?.state == .pending)
        #expect(spender.statements().allSatisfy { $0.topUps == 0 })
        _ = book.apply(vote(1), nowMs: 3)
        let topUps = Dictionary(
            uniqueKeysWithValues: book.statements().map { ($0.key.budget, $0.topUps) }
        )
        #expect(topUps["a"] == 200_000)
        #expect(topUps["hard"] == 0)
    }

    @Test("what is granted takes no place among running calls, and is found by its subject")
    func foundBySubject() {
        let ask = ApprovalAsk(subject: "s", terms: ApprovalTerms(group: "finance"))
        var book = wideBook(hard: 1_000_000)
        #expect(code(book.apply(call(1, 600_000, asking: ask), nowMs: 1)) == .approvalPending)
        _ = book.apply(vote(1), nowMs: 2)
        let held = Dictionary(
            uniqueKeysWithValues: book.statements().map { ($0.key.budget, $0.held) }
        )
        #expect(held["a"] == 600_000)
        #expect(held["running"] ?? 0 == 0)
        // Beside what was granted there is no room for as much again; under its subject it is this.
        #expect(code(book.apply(call(3, 600_000), nowMs: 3)) == .overLimit)
        #expect(code(book.apply(call(4, 700_000, subject: "s"), nowMs: 3)) == .overLimit)
        guard case .held = book.apply(call(5, 500_000, subject: "s"), nowMs: 3) else {
            Issue.record("what was granted was not found")
            return
        }
        #expect(book.approval(HoldID(random: 9, 1))?.state == .used)
        // It is used once.
        #expect(code(book.apply(call(6, 600_000, subject: "s"), nowMs: 4)) == .overLimit)
    }

    @Test("what a call does not use of a raised limit is taken back when it ends")
    func takesBack() {
        let terms = ApprovalTerms(group: "finance")
        let ask = ApprovalAsk(subject: "s", terms: terms, limitIsReason: true, lifts: ["a"])
        let id = HoldID(random: 9, 5)
        let ends: [(Command, Int64)] = [
            (.release(id, why: ""), 0),
            (.settle(SettleRequest(id: id, amounts: [10, 10, 0], evidence: .reported)), 0),
            (
                .settle(
                    SettleRequest(id: id, amounts: [1_150_000, 1_150_000, 0], evidence: .reported)
                ),
                150_000
            ),
            (
                .settle(
                    SettleRequest(id: id, amounts: [1_200_000, 1_200_000, 0], evidence: .reported)
                ),
                200_000
            ),
        ]
        for (end, left) in ends {
            var book = wideBook(hard: 2_000_000)
            _ = book.apply(call(1, 1_200_000, asking: ask), nowMs: 1)
            _ = book.apply(vote(1), nowMs: 2)
            guard case .held = book.apply(call(5, 1_200_000, subject: "s"), nowMs: 3) else {
                Issue.record("what was granted was not found")
                return
            }
            _ = book.apply(end, nowMs: 4)
            let account = book.statements().first { $0.key.budget == "a" }
            #expect(account?.topUps == left)
            #expect(account.map { $0.spent <= $0.limit + $0.topUps } == true)
        }
    }
}
