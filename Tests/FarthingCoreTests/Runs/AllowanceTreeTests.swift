import FarthingCore
import Testing

@Suite("Runs: trees of allowances")
struct AllowanceTreeTests {
    @Test(
        "in random trees no run and its children ever have more than was carved",
        arguments: 1...12
    )
    func trees(_ seed: UInt64) {
        var tree = Tree(seed: seed)
        for _ in 0..<300 {
            tree.step()
            tree.check()
        }
        tree.end()
    }
}

/// A book with one budget, and what a tree of runs does to it at random.
private struct Tree {
    private struct Run {
        var id: HoldID
        var parent: Int?
        var carved: Int64
        /// What settled calls of the run itself have cost.
        var spent: Int64 = 0
    }

    private struct Call {
        var id: HoldID
        var run: Int?
        var held: Int64
    }

    private static let limit: Int64 = 10_000
    private var book = Book()
    private var random: SplitMix
    private var now: Int64 = 1_000
    private var runs: [Run] = []
    private var calls: [Call] = []
    private var rootSpent: Int64 = 0
    private var admitted = 0
    private var refused = 0
    private let context = CallContext(
        principal: "k",
        provider: "none",
        modelRequested: "none",
        modelResolved: "none",
        policyID: "p",
        policyVersion: 1,
        isEnforced: true,
        priceBook: "",
        scope: Scope()
    )

    init(seed: UInt64) {
        random = SplitMix(state: seed)
        let budget = Budget(
            id: "b",
            unit: .credits("c"),
            limit: Tree.limit,
            window: .total,
            warnsByDefault: false
        )
        _ = book.apply(.setBudget(budget, opening: [:]), nowMs: now)
    }

    private mutating func pick(_ below: Int) -> Int { Int(random.next() % UInt64(below)) }

    private mutating func hold(_ amount: Int64, from run: Int?, lastsMs: Int64) -> HoldID? {
        let id = HoldID(random: random.next(), random.next())
        let request = HoldRequest(
            id: id,
            lines: [HoldLine(budget: "b", scope: "", base: amount)],
            expiresAtMs: now + lastsMs,
            isSent: false,
            source: run.map { runs[$0].id },
            context: context
        )
        guard case .held = book.apply(.hold(request), nowMs: now) else {
            refused += 1
            return nil
        }
        admitted += 1
        return id
    }

    mutating func step() {
        now += Int64(pick(50))
        _ = book.apply(.tick, nowMs: now)
        let run = runs.isEmpty || pick(5) == 0 ? nil : pick(runs.count)
        switch pick(10) {
        case 0, 1:
            let amount = Int64(1 + pick(3_000))
            guard let id = hold(amount, from: run, lastsMs: Int64(200 + pick(3_000))) else {
                return
            }
            runs.append(Run(id: id, parent: run, carved: amount))
        case 2, 3, 4, 5:
            let amount = Int64(1 + pick(600))
            guard let id = hold(amount, from: run, lastsMs: Int64(100 + pick(2_000))) else {
                return
            }
            calls.append(Call(id: id, run: run, held: amount))
        case 6, 7:
            guard !calls.isEmpty else { return }
            settle(calls.remove(at: pick(calls.count)))
        case 8:
            guard !calls.isEmpty else { return }
            extend(pick(calls.count))
        default:
            if pick(3) > 0, !calls.isEmpty {
                _ = book.apply(
                    .release(calls.remove(at: pick(calls.count)).id, why: ""),
                    nowMs: now
                )
            } else if let run {
                _ = book.apply(.release(runs[run].id, why: ""), nowMs: now)
            }
        }
    }

    private mutating func settle(_ call: Call) {
        // Late settlements are known to go past what an expired hold gave back: none here.
        guard book.openHolds(limit: 10_000).contains(where: { $0.id == call.id }) else { return }
        let amount = Int64(pick(Int(call.held) + 1))
        let request = SettleRequest(id: call.id, amounts: [amount], evidence: .reported)
        guard case .settled = book.apply(.settle(request), nowMs: now) else { return }
        if let run = call.run { runs[run].spent += amount } else { rootSpent += amount }
    }

    private mutating func extend(_ index: Int) {
        let total = calls[index].held + Int64(pick(400)) - 100
        guard total > 0 else { return }
        let request = ExtendRequest(
            id: calls[index].id,
            lines: [HoldLine(budget: "b", scope: "", base: total)],
            output: OutputBound(),
            expiresAtMs: now + 500
        )
        guard case .held = book.apply(.extend(request), nowMs: now) else { return }
        calls[index].held = total
    }

    /// Spent and held of a run with all that stems from it, against what was carved for it.
    func check() {
        let open = Dictionary(
            uniqueKeysWithValues: book.openHolds(limit: 10_000).map { ($0.id, $0.lines[0].held) }
        )
        var used = runs.map { $0.spent + (open[$0.id] ?? 0) }
        var root = rootSpent
        for call in calls {
            guard let held = open[call.id] else { continue }
            if let run = call.run { used[run] += held } else { root += held }
        }
        for (index, run) in runs.enumerated().reversed() {
            #expect(used[index] <= run.carved)
            if let parent = run.parent { used[parent] += used[index] } else { root += used[index] }
        }
        let account = book.statements().first
        #expect(root == (account?.spent ?? 0) + (account?.held ?? 0))
        #expect(root <= Tree.limit)
    }

    /// Everything flows back in the end: what is left is what was spent.
    mutating func end() {
        _ = book.apply(.tick, nowMs: now + 1_000_000)
        let spent = runs.reduce(rootSpent) { $0 + $1.spent }
        #expect(book.openHolds(limit: 1).isEmpty)
        #expect(book.statements().first?.held ?? 0 == 0)
        #expect(book.statements().first?.spent ?? 0 == spent)
        #expect(admitted > 20)
        #expect(refused > 0)
    }
}
