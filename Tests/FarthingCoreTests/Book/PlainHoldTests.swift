import FarthingCore
import Testing

@Suite("The short way of plain holds")
struct PlainHoldTests {
    /// One book that takes the short way wherever it can, one that never does.
    private struct Pair {
        var short = Book()
        var long = Book()
        var shortClosed = ClosedHolds(keptMax: 1_000)
        var longClosed = ClosedHolds(keptMax: 1_000)
        var open: [(id: HoldID, slot: Int, held: Int64)] = []
        var ids: [HoldID] = []
        var shortCount = 0
        var longCount = 0

        init() {
            short.keepsEntries = false
            long.keepsEntries = false
        }

        mutating func both(_ command: Command, _ nowMs: Int64) -> (Outcome, Outcome) {
            let outcomes = (
                Pair.apply(command, nowMs, &short, &shortClosed),
                Pair.apply(command, nowMs, &long, &longClosed)
            )
            commit()
            return outcomes
        }

        private static func apply(
            _ command: Command,
            _ nowMs: Int64,
            _ book: inout Book,
            _ closed: inout ClosedHolds
        ) -> Outcome {
            if let missing = book.missing(for: command), let record = closed.find(missing) {
                book.recall(record)
            }
            return book.apply(command, nowMs: nowMs)
        }

        mutating func commit() {
            for record in short.takeClosed() { shortClosed.note(record) }
            for record in long.takeClosed() { longClosed.note(record) }
            short.forgetRecalled()
            long.forgetRecalled()
        }
    }

    private static let names = ["money", "tokens", "tight", "warning", "rolling", "call", "shadow"]

    private static func budget(_ name: String, limit: Int64) -> Budget {
        switch name {
        case "tokens": Budget(id: name, unit: .tokens, limit: limit, window: .minute)
        case "rolling":
            Budget(id: name, unit: .calls, limit: limit, window: .rolling(lengthMs: 5_000))
        case "call": Budget(id: name, unit: .money("USD"), limit: limit, window: .call)
        case "shadow":
            Budget(id: name, unit: .money("USD"), limit: limit, window: .day, isEnforced: false)
        case "warning":
            Budget(
                id: name,
                unit: .money("USD"),
                limit: limit,
                window: .total,
                thresholds: [
                    Threshold(atBasisPoints: 2_000, action: .warn),
                    Threshold(atBasisPoints: 9_000, action: .block),
                ].compactMap { $0 }
            )
        default: Budget(id: name, unit: .money("USD"), limit: limit, window: .hour)
        }
    }

    @Test(
        "it leads to the same as the long way, command by command",
        arguments: 1...12 as ClosedRange<UInt64>
    )
    func same(_ seed: UInt64) {
        var dice = Dice(seed)
        var pair = Pair()
        var nowMs: Int64 = 1_790_000_000_000
        for name in Self.names {
            let limit: Int64 = name == "tight" ? 500 : 40_000
            _ = pair.both(.setBudget(Self.budget(name, limit: limit), opening: [:]), nowMs)
        }
        for step in 0..<2_000 {
            nowMs += Int64(dice.roll(40) == 0 ? dice.roll(90_000) : dice.roll(30))
            switch dice.roll(12) {
            case 0...4: hold(&pair, &dice, step, nowMs)
            case 5...9: settle(&pair, &dice, nowMs)
            default: change(&pair, &dice, nowMs)
            }
            guard pair.short.snapshot() == pair.long.snapshot() else {
                Issue.record("seed \(seed), step \(step): the books differ")
                return
            }
        }
        for id in pair.ids {
            #expect(pair.shortClosed.find(.hold(id)) == pair.longClosed.find(.hold(id)))
        }
        #expect(pair.shortCount > 300 && pair.longCount > 300)
    }

    private func hold(_ pair: inout Pair, _ dice: inout Dice, _ step: Int, _ nowMs: Int64) {
        let name = Self.names[dice.roll(Self.names.count)]
        let scope = "agent=a\(dice.roll(3))"
        let plan = PlainPlan(budget: name, scope: scope, context: .test())
        let plain = PlainHold(
            id: HoldID(random: UInt64(step), 7),
            amount: Int64(dice.roll(50) == 0 ? -1 : dice.roll(300)),
            outputTokens: 10,
            expiresAtMs: nowMs + Int64(dice.roll(20_000)),
            isSent: dice.roll(2) == 0
        )
        let request = HoldRequest(
            id: plain.id,
            lines: [HoldLine(budget: name, scope: scope, base: plain.amount)],
            output: OutputBound(wanted: 10),
            expiresAtMs: plain.expiresAtMs,
            isSent: plain.isSent,
            context: plan.context
        )
        pair.ids.append(plain.id)
        let long = pair.long.apply(.hold(request), nowMs: nowMs)
        let near = dice.roll(4)
        guard let held = pair.short.holdPlainly(plain, plan, near: near, nowMs: nowMs) else {
            pair.longCount += 1
            #expect(pair.short.apply(.hold(request), nowMs: nowMs) == long)
            pair.commit()
            return
        }
        pair.commit()
        pair.shortCount += 1
        guard case .held(let other) = long else {
            Issue.record("\(long)")
            return
        }
        #expect(held.sequence == other.sequence)
        #expect(held.remainingNanos == other.remainingNanos)
        pair.open.append((plain.id, held.slot, plain.amount))
    }

    private func settle(_ pair: inout Pair, _ dice: inout Dice, _ nowMs: Int64) {
        guard !pair.open.isEmpty else { return }
        let index = dice.roll(pair.open.count)
        let (id, slot, held) = pair.open[index]
        if dice.roll(8) != 0 { pair.open.remove(at: index) }
        let amount = held + Int64(dice.roll(10) == 0 ? dice.roll(400) : -dice.roll(Int(held) + 1))
        let evidence = dice.roll(3) == 0 ? Evidence.metered : .reported
        let command = Command.settle(SettleRequest(id: id, amounts: [amount], evidence: evidence))
        let closed = pair.short.settlePlainly(
            id,
            at: slot,
            amount: amount,
            evidence: evidence,
            nowMs: nowMs
        )
        guard let closed else {
            pair.longCount += 1
            pair.commit()
            let (short, long) = pair.both(command, nowMs)
            #expect(short == long)
            return
        }
        pair.shortCount += 1
        pair.shortClosed.note(closed, of: id)
        let long = pair.long.apply(command, nowMs: nowMs)
        if case .settled(var settled) = long {
            // What is left and spent is told by the long way alone.
            settled.remainingNanos = nil
            settled.spentNanos = nil
            #expect(settled == Settled(sequence: closed.closedSequence))
        } else {
            Issue.record("\(long)")
        }
        pair.commit()
    }

    private func change(_ pair: inout Pair, _ dice: inout Dice, _ nowMs: Int64) {
        let name = Self.names[dice.roll(Self.names.count)]
        let command: Command
        switch dice.roll(11) {
        case 0: command = .pause(budget: name, scope: nil, note: "")
        case 1...2: command = .resume(budget: name, scope: nil, note: "")
        case 3: command = .reset(budget: name, scope: nil, note: "")
        case 4: command = .balance
        case 5: command = .topUp(AccountChange(budget: name, scope: "agent=a1", amount: 100))
        case 6:
            let limit = Int64(500 + dice.roll(60_000))
            command = .setBudget(Self.budget(name, limit: limit), opening: [:])
        case 7:
            guard let open = pair.open.first else { return }
            command = .release(open.id, why: "")
        case 8...9:
            let limit = dice.roll(3) == 0 ? nil : Int64(dice.roll(60_000))
            let scope = "agent=a\(dice.roll(3))"
            command = .setLimit(budget: name, scope: scope, limit: limit, note: "")
        default: command = .tick
        }
        let (short, long) = pair.both(command, nowMs)
        #expect(short == long)
    }

    @Test("a book whose entries are taken has no short way")
    func entries() {
        var book = Book()
        let budget = Budget(id: "all", unit: .money("USD"), limit: 1_000, window: .total)
        _ = book.apply(.setBudget(budget, opening: [:]), nowMs: 1)
        let hold = PlainHold(
            id: HoldID(random: 1, 1),
            amount: 1,
            outputTokens: 0,
            expiresAtMs: 100,
            isSent: true
        )
        let plan = PlainPlan(budget: "all", scope: "", context: .test())
        #expect(book.holdPlainly(hold, plan, near: 0, nowMs: 2)?.sequence == nil)
        book.keepsEntries = false
        #expect(book.holdPlainly(hold, plan, near: 0, nowMs: 2)?.sequence == 1)
        #expect(book.holdPlainly(hold, plan, near: 0, nowMs: 2)?.sequence == nil)
    }
}
