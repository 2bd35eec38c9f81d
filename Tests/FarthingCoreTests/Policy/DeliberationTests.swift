import FarthingCore
import Testing

@Suite("Deliberating: downgrades, thresholds and limits to the final word")
struct DeliberationTests {
    private static let prices: [String: Int64] = ["dear": 100, "fair": 40, "cheap": 10, "free": 0]

    private static func budget(
        _ id: String = "b",
        _ thresholds: [(Int64, ThresholdAction)]
    ) throws -> Budget {
        var budget = PolicySample.budget(id, [])
        budget.thresholds = try thresholds.map { share, action in
            try #require(Threshold(atBasisPoints: share, action: action))
        }
        return budget
    }

    private static func refusal(_ reached: [(Int64, Bool)]) -> Refusal {
        var refusal = Refusal(reached.contains { $0.1 } ? .overLimit : .thresholdReached)
        refusal.reached = reached.enumerated().map { line, share in
            ReachedThreshold(
                line: line,
                basisPoints: nil,
                passedBasisPoints: share.0,
                isLimit: share.1
            )
        }
        return refusal
    }

    private static func rung(_ way: Deliberation) -> ([String]) -> Rung? {
        { ladder in
            let bound = prices[way.model] ?? 0
            let model = ladder.first {
                !way.models.contains($0) && (prices[$0] ?? Int64.max) < bound
            }
            return model.map { Rung(model: $0, boundNanos: prices[$0] ?? 0) }
        }
    }

    @Test("a downgrade comes before the approval of the same hold, which is judged anew")
    func downgradeFirst() throws {
        let terms = ApprovalTerms(group: "finance")
        let budget = try Self.budget(
            "b",
            [
                (5_000, .approve(terms)), (6_000, .downgrade(to: ["fair"])),
            ]
        )
        var way = Deliberation(requested: "dear")
        #expect(way.nextThreshold(of: budget) == 5_000)
        let first = way.answered(
            Self.refusal([(7_000, false)]),
            budgets: [budget],
            rung: Self.rung(way)
        )
        #expect(first == .downgrade(to: "fair"))
        #expect(way.approval == nil)
        let got1 = way.judge(Verdict(decision: .allow))
        #expect(got1 == .hold)
        #expect(way.nextThreshold(of: budget) == 5_000)
        let second = way.answered(
            Self.refusal([(5_500, false)]),
            budgets: [budget],
            rung: Self.rung(way)
        )
        #expect(second == .hold)
        #expect(way.approval == terms)
        #expect(way.nextThreshold(of: budget) == nil)
    }

    @Test("of several targets the cheapest for the call counts")
    func cheapest() throws {
        let budgets = [
            try Self.budget("a", [(1_000, .downgrade(to: ["fair"]))]),
            try Self.budget("b", [(1_000, .downgrade(to: ["cheap"]))]),
        ]
        for order in [budgets, budgets.reversed()] {
            var way = Deliberation(requested: "dear")
            let refusal = Self.refusal([(2_000, false), (2_000, false)])
            let got2 = way.answered(refusal, budgets: order, rung: Self.rung(way))
            #expect(
                got2
                    == .downgrade(to: "cheap")
            )
        }
    }

    @Test("a ladder goes on only where the limit refuses, and ends")
    func ladder() throws {
        let budget = try Self.budget("b", [(5_000, .downgrade(to: ["fair", "cheap"]))])
        var way = Deliberation(requested: "dear")
        let share = Self.refusal([(5_001, false)])
        let got3 = way.answered(share, budgets: [budget], rung: Self.rung(way))
        #expect(
            got3 == .downgrade(to: "fair")
        )
        let got4 = way.judge(Verdict(decision: .allow))
        #expect(got4 == .hold)
        #expect(way.nextThreshold(of: budget) == nil)
        let limit = Self.refusal([(12_000, true)])
        let got5 = way.answered(limit, budgets: [budget], rung: Self.rung(way))
        #expect(
            got5 == .downgrade(to: "cheap")
        )
        _ = way.judge(Verdict(decision: .allow))
        let got6 = way.answered(limit, budgets: [budget], rung: Self.rung(way))
        #expect(got6 == .refuse)
        #expect(way.reasons.count == 1)
    }

    @Test("a limit without an action refuses whatever another budget would do")
    func hardLimit() throws {
        let budgets = [
            try Self.budget("a", [(10_000, .approve(ApprovalTerms(group: "x")))]),
            try Self.budget("b", []),
        ]
        var way = Deliberation(requested: "cheap")
        let refusal = Self.refusal([(10_500, true), (10_500, true)])
        let got7 = way.answered(refusal, budgets: budgets, rung: Self.rung(way))
        #expect(got7 == .refuse)
        // It is to blame, and people are not asked for what they could not help.
        #expect(way.stoppedBy == 1)
        #expect(way.approval == nil)
        #expect(way.liftedBudgets.isEmpty)
    }

    @Test("of several lines the one is named that stops the call or holds it up")
    func stoppedBy() throws {
        let terms = ApprovalTerms(group: "x")
        let lifted = try Self.budget("lifted", [(10_000, .approve(terms))])
        let other = try Self.budget("other", [(10_000, .approve(terms))])
        let waits = try Self.budget("waits", [(10_000, .wait(deadlineMs: 5))])
        let blocks = try Self.budget("blocks", [(5_000, .block), (10_000, .approve(terms))])
        let hard = try Self.budget("hard", [])
        let cases: [(budgets: [Budget], step: Deliberation.Step, line: Int?)] = [
            ([lifted, other], .hold, nil),
            ([lifted, waits], .wait(deadlineMs: 5), 1),
            ([waits, lifted], .wait(deadlineMs: 5), 0),
            ([lifted, waits, hard], .refuse, 2),
            ([waits, blocks], .refuse, 1),
            ([hard, hard], .refuse, 0),
        ]
        for (budgets, step, line) in cases {
            var way = Deliberation(requested: "cheap")
            let refusal = Self.refusal(budgets.map { _ in (10_500, true) })
            let got = way.answered(refusal, budgets: budgets, rung: Self.rung(way))
            #expect(got == step, "\(budgets.map(\.id))")
            #expect(way.stoppedBy == line, "\(budgets.map(\.id))")
        }
    }

    @Test("a call that waits beside what people are to lift asks them when there is room")
    func waitsThenAsks() throws {
        let budgets = [
            try Self.budget("lifted", [(10_000, .approve(ApprovalTerms(group: "x")))]),
            try Self.budget("waits", [(10_000, .wait(deadlineMs: 5))]),
        ]
        var way = Deliberation(requested: "cheap")
        for _ in 0..<3 {
            let full = Self.refusal([(10_500, true), (10_500, true)])
            let waiting = way.answered(full, budgets: budgets, rung: Self.rung(way))
            #expect(waiting == .wait(deadlineMs: 5))
            #expect(way.approval == nil)
        }
        let room = Self.refusal([(10_500, true)])
        let asking = way.answered(room, budgets: budgets, rung: Self.rung(way))
        #expect(asking == .hold)
        #expect(way.liftedBudgets == ["lifted"])
        #expect(way.stoppedBy == nil)
    }

    @Test(
        "an approval below the limit does not lift it, and a block is stricter than one that does"
    )
    func doesNotLift() throws {
        let terms = ApprovalTerms(group: "x")
        let refusal = Self.refusal([(10_500, true)])
        let policies: [[(Int64, ThresholdAction)]] = [
            [(8_000, .approve(terms))],
            [(8_000, .approve(terms)), (10_000, .block)],
            [(10_000, .approve(terms)), (10_000, .block)],
            [(10_000, .approve(terms)), (9_000, .pause)],
            [(8_000, .wait(deadlineMs: 5)), (9_000, .block)],
        ]
        for thresholds in policies {
            let budget = try Self.budget("a", thresholds)
            var way = Deliberation(requested: "cheap")
            let step = way.answered(refusal, budgets: [budget], rung: Self.rung(way))
            #expect(step == .refuse)
        }
    }

    @Test("an approval at the limit lifts it, once")
    func lifts() throws {
        let budget = try Self.budget("a", [(10_000, .approve(ApprovalTerms(group: "x")))])
        var way = Deliberation(requested: "cheap")
        let refusal = Self.refusal([(10_500, true)])
        let got8 = way.answered(refusal, budgets: [budget], rung: Self.rung(way))
        #expect(got8 == .hold)
        #expect(way.limitIsReason)
        let got9 = way.answered(refusal, budgets: [budget], rung: Self.rung(way))
        #expect(got9 == .refuse)
    }

    @Test("waiting is stricter than asking, and asks again for the same share")
    func waits() throws {
        let budget = try Self.budget(
            "a",
            [
                (5_000, .wait(deadlineMs: 9)), (6_000, .approve(ApprovalTerms(group: "x"))),
            ]
        )
        var way = Deliberation(requested: "cheap")
        let refusal = Self.refusal([(7_000, false)])
        for _ in 0..<3 {
            let got10 = way.answered(refusal, budgets: [budget], rung: Self.rung(way))
            #expect(
                got10
                    == .wait(deadlineMs: 9)
            )
            #expect(way.nextThreshold(of: budget) == 5_000)
        }
    }

    @Test("a rule's wait is for every limit of the call")
    func ruleWaits() throws {
        let budget = try Self.budget("a", [])
        var way = Deliberation(requested: "cheap")
        let got11 = way.judge(Verdict(decision: .wait(deadlineMs: 5)))
        #expect(got11 == .hold)
        let refusal = Self.refusal([(10_500, true)])
        let got12 = way.answered(refusal, budgets: [budget], rung: Self.rung(way))
        #expect(
            got12 == .wait(deadlineMs: 5)
        )
    }

    @Test("a wait is asked for as often as its time lasts, and other steps end")
    func waitsOn() throws {
        let budget = try Self.budget("b", [(10_000, .wait(deadlineMs: 60_000))])
        var way = Deliberation(requested: "fair")
        _ = way.judge(Verdict(decision: .allow))
        for _ in 0..<(Deliberation.stepsMax * 10) {
            let step = way.answered(
                Self.refusal([(12_000, true)]),
                budgets: [budget],
                rung: Self.rung(way)
            )
            #expect(step == .wait(deadlineMs: 60_000))
        }
    }

    @Test("every way ends, whatever the policy and whatever the book answers")
    func ends() throws {
        var generator = PolicyTestGenerator(state: 7)
        let models = ["dear", "fair", "cheap", "free"]
        for _ in 0..<2_000 {
            let budgets = try (0..<Int.random(in: 1...3, using: &generator)).map { index in
                try Self.budget(
                    "b\(index)",
                    (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                        let share = Int64.random(in: 1...10_000, using: &generator)
                        let ladder = Array(models.shuffled(using: &generator).prefix(2))
                        let actions: [ThresholdAction] = [
                            .downgrade(to: ladder), .approve(ApprovalTerms(group: "g")), .warn,
                            .block,
                        ]
                        return (share, actions.randomElement(using: &generator) ?? .warn)
                    }
                )
            }
            var way = Deliberation(requested: "dear")
            var steps = 0
            loop: while true {
                steps += 1
                try #require(steps <= Deliberation.stepsMax + 1)
                let reached = budgets.map { _ in
                    (
                        Int64.random(in: 1...12_000, using: &generator),
                        Bool.random(using: &generator)
                    )
                }
                switch way.answered(
                    Self.refusal(reached),
                    budgets: budgets,
                    rung: Self.rung(way)
                )
                {
                case .refuse: break loop
                case .downgrade: _ = way.judge(Verdict(decision: .allow))
                case .hold, .wait: break
                }
                #expect(Set(way.models).count == way.models.count)
            }
        }
    }
}
