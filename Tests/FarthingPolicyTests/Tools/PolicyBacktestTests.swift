import FarthingCore
import FarthingPolicy
import Testing

@Suite("policy backtest")
struct PolicyBacktestTests {
    /// A journal made by the book itself, under a policy that admits everything it is asked.
    private struct Past {
        var book = Book()
        var entries: [Entry] = []
        private var count: UInt64 = 0
        var nowMs = ToolSamples.nowMs

        init(_ text: String) throws {
            for budget in try ToolSamples.policy(text).policy.budgets {
                _ = book.apply(.setBudget(budget, opening: [:]), nowMs: nowMs)
            }
            keep()
        }

        mutating func keep() { entries += book.takeEntries() }

        /// One call of a thousand tokens in and out, settled at half of the output.
        mutating func call(model: String, agent: String, ending: String = "settle") {
            count += 1
            nowMs += 1_000
            var scope = Scope()
            scope[.provider] = "openai"
            scope[.model] = model
            scope[.agent] = agent
            let rate: Int64 = ["large": 100, "middle": 10, "small": 1][model, default: 100]
            let context = CallContext(
                principal: "k1",
                provider: "openai",
                modelRequested: model,
                modelResolved: model,
                policyID: "p",
                policyVersion: 0,
                isEnforced: true,
                priceBook: "",
                scope: scope
            )
            let id = HoldID(random: 7, count)
            let lines = book.definitions.map { budget in
                HoldLine(
                    budget: budget.id,
                    scope: scope.key(per: budget.per),
                    base: rate * 1_000_000,
                    perMillionOutput: rate * 1_000_000_000
                )
            }
            let outcome = book.apply(
                .hold(
                    HoldRequest(
                        id: id,
                        lines: lines,
                        output: OutputBound(wanted: 1_000),
                        expiresAtMs: nowMs + 60_000,
                        isSent: true,
                        projectedNanos: rate * 2_000_000,
                        context: context
                    )
                ),
                nowMs: nowMs
            )
            keep()
            guard case .held = outcome else { return }
            let cost = rate * 1_500_000
            if ending == "release" {
                _ = book.apply(.release(id, why: "test"), nowMs: nowMs)
            } else if ending == "settle" {
                let usage = SettledUsage(
                    inputTokens: 1_000,
                    outputTokens: 500,
                    costNanos: cost,
                    ending: "complete",
                    priced: PricedUsage(
                        Usage(inputTokens: 1_000, outputTokens: 500, requests: 1),
                        variants: .standard
                    )
                )
                let request = SettleRequest(
                    id: id,
                    amounts: lines.map { _ in cost },
                    evidence: .reported,
                    usage: usage
                )
                _ = book.apply(.settle(request), nowMs: nowMs)
            }
            keep()
        }
    }

    private static func replay(
        _ past: Past,
        _ text: String,
        rangeMs: Range<Int64> = 0..<Int64.max
    ) throws -> BacktestReport {
        var test = Backtest(
            try ToolSamples.policy(text),
            ToolSamples.prices,
            recorded: ToolSamples.prices,
            rangeMs: rangeMs
        )
        for entry in past.entries { test.take(entry) }
        test.finish()
        return test.report
    }

    private static func words(_ report: BacktestReport) -> [String] {
        report.sortedRows.map { verdict, row in
            [
                verdict.decision, verdict.cause, verdict.model, String(row.callCount),
                String(row.costNanos / 1_000_000), String(row.newNanos / 1_000_000),
            ]
            .filter { !$0.isEmpty }
            .joined(separator: " ")
        }
    }

    @Test("under the same policy everything is admitted at what it cost")
    func same() throws {
        let text = "budgets: [{ id: d, limit: 100 USD, window: day }]"
        var past = try Past(text)
        for _ in 0..<10 { past.call(model: "large", agent: "a") }
        past.call(model: "large", agent: "a", ending: "release")
        past.call(model: "large", agent: "a", ending: "open")
        let report = try Self.replay(past, text)
        #expect(Self.words(report) == ["allow 11 1500 1500"])
        #expect(report.openCount == 1 && report.refusedCount == 0)
    }

    @Test("a lower limit refuses what comes after it is used up")
    func limit() throws {
        var past = try Past("budgets: [{ id: d, limit: 100 USD, window: day }]")
        for _ in 0..<10 { past.call(model: "large", agent: "a") }
        // 0.15 each: after five, 0.75 are spent, and 0.20 more fit; after six, 0.90.
        let report = try Self.replay(past, "budgets: [{ id: tight, limit: 1 USD, window: day }]")
        #expect(Self.words(report) == ["block budget tight 4 600 0", "allow 6 900 900"])
        #expect(report.total.savedNanos == 600_000_000)
    }

    @Test("a downgrade saves the difference of the models' prices for the usage that came")
    func downgrade() throws {
        var past = try Past("budgets: [{ id: d, limit: 100 USD, window: day }]")
        for _ in 0..<4 { past.call(model: "large", agent: "a") }
        for _ in 0..<2 { past.call(model: "small", agent: "a") }
        let report = try Self.replay(
            past,
            """
            budgets:
              - id: d
                limit: 100 USD
                window: day
            rules: [{ id: cheaper, when: { model: large }, do: downgrade, to: middle }]
            """
        )
        #expect(
            Self.words(report) == ["downgrade rule cheaper middle 4 600 60", "allow 2 3 3"]
        )
    }

    @Test("approvals count as given, waits and rules as they are")
    func others() throws {
        var past = try Past("budgets: [{ id: d, limit: 100 USD, window: day }]")
        for agent in ["a", "b", "c"] {
            past.call(model: "large", agent: agent)
            past.call(model: "large", agent: agent)
        }
        let report = try Self.replay(
            past,
            """
            budgets:
              - id: d
                limit: 0.60 USD
                window: day
                thresholds: [{ at: 50%, do: approve, approvers: f, need: 2 }]
              - { id: w, per: agent, limit: 100 calls, window: day }
            rules: [{ id: not-b, when: { agent: b }, do: block }]
            """
        )
        #expect(
            Self.words(report) == [
                // 0.15 pass; up to 0.45 with a yes; then 0.20 more do not fit 0.60.
                "block rule not-b 2 300 0", "block budget d 1 150 0", "approve budget d 2 300 300",
                "allow 1 150 150",
            ]
        )
    }

    @Test("what was refused is judged too, and takes nothing")
    func refused() throws {
        var past = try Past("budgets: [{ id: d, limit: 0.35 USD, window: day }]")
        for _ in 0..<4 { past.call(model: "large", agent: "a") }
        let report = try Self.replay(past, "budgets: [{ id: d, limit: 1 USD, window: day }]")
        #expect(Self.words(report) == ["allow 2 300 300"])
        #expect(report.refusedCount == 2 && report.admittedInstead == 2)
        #expect(report.admittedInsteadNanos == 400_000_000)
    }

    @Test("calls before the range fill the accounts and are not counted")
    func range() throws {
        var past = try Past("budgets: [{ id: d, limit: 100 USD, window: day }]")
        for _ in 0..<6 { past.call(model: "large", agent: "a") }
        let middle = past.nowMs + 1
        for _ in 0..<4 { past.call(model: "large", agent: "a") }
        let report = try Self.replay(
            past,
            "budgets: [{ id: d, limit: 1 USD, window: day }]",
            rangeMs: middle..<Int64.max
        )
        #expect(Self.words(report) == ["block budget d 4 600 0"])
    }
}
