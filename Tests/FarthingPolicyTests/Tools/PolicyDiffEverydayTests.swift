import FarthingCore
import FarthingPolicy
import Foundation
import Testing

/// Edits of one line, as people make them, of policies of everyday size.
@Suite("policy diff, everyday edits")
struct PolicyDiffEverydayTests {
    struct Edit: Sendable, CustomTestStringConvertible {
        var policy: String
        var from: String
        var to: String
        var verdict: String
        /// The verdict of the way back.
        var back: String
        var testDescription: String { "\(policy): \(from) → \(to)" }

        init(_ policy: String, _ from: String, _ to: String, _ verdict: String, back: String) {
            (self.policy, self.from, self.to) = (policy, from, to)
            (self.verdict, self.back) = (verdict, back)
        }
    }

    private static let trio = """
        version: 1
        budgets:
          - id: agent-daily
            match: { team: trio }
            per: [agent]
            limit: 0.02 USD
            window: day
            hold: fitted
            thresholds:
              - { at: 50%, do: downgrade, to: [gpt-4.1-mini, gpt-4o-mini] }
              - { at: 80%, do: approve, approvers: leads, need: 2, within: 10m, wait: 3s }
          - id: team-eur
            match: { team: trio }
            limit: 5 EUR
            window: month
            thresholds: [{ at: 90%, do: pause }]
          - { id: india, match: { team: trio, project: bengaluru }, limit: 200 INR, window: day }
          - id: in-flight
            match: { team: trio }
            limit: 2 concurrent
            thresholds: [{ at: 100%, do: wait, within: 5s }]
          - { id: run, match: { team: trio }, limit: 0.05 USD, window: run }
          - id: xmas
            match: { team: trio }
            limit: 1 USD
            window: day
            from: 2026-12-24
            until: 2026-12-27
        rules:
          - { id: pay, when: { tool: "pay_*" }, require: payment_initiate }
          - { id: too-long, when: { steps: "> 30" }, do: block }
          - { id: circles, when: { identical: "> 5" }, do: block }
          - { id: giving-up, when: { attempts: "> 4" }, do: block }
          - { id: over, when: { projected: "> 150%", steps: ">= 10" }, do: block }
          - { id: big, when: { cost: "> 0.50 USD" }, do: block }
        """

    private static func text(_ name: String) -> String {
        PolicyTemplate(rawValue: name)?.policy ?? trio
    }

    private static func word(_ old: String, _ new: String) throws -> String {
        let (old, new) = try (compiled(old), compiled(new))
        var prices = ToolSamples.prices
        for currency in [("EUR", 860_000_000), ("INR", 94_250_000_000)] as [(String, Int64)] {
            prices.rates = prices.rates.applying([
                ExchangeRate(currency: currency.0, rateNanos: currency.1)
            ])
        }
        let diff = PolicyDiff(from: old, to: new, prices, atMs: ToolSamples.nowMs)
        switch diff.verdict {
        case .same: return "same"
        case .tightens: return "tightens"
        case .loosens(let example):
            #expect(example.new.isLooser(than: example.old))
            return "loosens"
        case .unknown: return "unknown"
        }
    }

    private static func compiled(_ text: String) throws -> CompiledPolicy {
        try CompiledPolicy(
            PolicyReader.read(Array(text.utf8), file: "p.yaml", zones: PolicyFileSample.zone)
        )
    }

    @Test(
        "is proved to tighten, or shown to let a call pass",
        arguments: [
            Edit("trio", "\"> 30\"", "\"> 40\"", "loosens", back: "tightens"),
            Edit("trio", "identical: \"> 5\"", "identical: \"> 4\"", "tightens", back: "loosens"),
            Edit("trio", "within: 5s", "within: 50s", "loosens", back: "tightens"),
            Edit("trio", "payment_initiate", "payment_execute", "tightens", back: "loosens"),
            Edit("trio", "until: 2026-12-27", "until: 2026-12-26", "loosens", back: "unknown"),
            Edit("trio", "limit: 0.02 USD", "limit: 0.01 USD", "loosens", back: "loosens"),
            Edit("trio", "need: 2", "need: 1", "loosens", back: "tightens"),
            Edit("trio", "within: 10m", "within: 1h", "loosens", back: "tightens"),
            Edit("trio", "> 0.50 USD", "> 0.40 USD", "tightens", back: "loosens"),
            Edit("trio", "limit: 5 EUR", "limit: 4 EUR", "unknown", back: "loosens"),
            Edit("trio", "2 concurrent", "1 concurrent", "loosens", back: "loosens"),
            Edit("trio", "at: 80%", "at: 70%", "unknown", back: "loosens"),
            Edit("trio", "at: 50%", "at: 40%", "loosens", back: "loosens"),
            Edit("trio", "at: 90%, do: pause", "at: 95%, do: pause", "loosens", back: "unknown"),
            Edit("trio", "do: pause", "do: block", "loosens", back: "tightens"),
            Edit("starter", "limit: 10.00 USD", "limit: 9.00 USD", "unknown", back: "loosens"),
            Edit("starter", "limit: 2M tokens", "limit: 1M tokens", "tightens", back: "loosens"),
            Edit("starter", "> 2.00 USD", "> 1.00 USD", "tightens", back: "loosens"),
            Edit("starter", "at: 50%", "at: 40%", "unknown", back: "loosens"),
            Edit("team", "limit: 400.00 USD", "limit: 300.00 USD", "loosens", back: "loosens"),
            Edit("team", "limit: 15.00 USD", "limit: 10.00 USD", "loosens", back: "loosens"),
            Edit("team", "8 concurrent", "6 concurrent", "unknown", back: "loosens"),
            Edit("team", "within: 20s", "within: 60s", "loosens", back: "tightens"),
            Edit("team", "> 3.00 USD", "> 2.00 USD", "tightens", back: "loosens"),
            Edit("team", "at: 90%", "at: 80%", "unknown", back: "loosens"),
            Edit("agents", "> 150%", "> 180%", "loosens", back: "tightens"),
            Edit("agents", "at: 90%, do: pause", "at: 95%, do: pause", "loosens", back: "tightens"),
            Edit("agents", "limit: 25.00 USD", "limit: 20.00 USD", "tightens", back: "loosens"),
            Edit("agents", "limit: 2.00 USD", "limit: 1.00 USD", "loosens", back: "loosens"),
            Edit("agents", "> 60", "> 50", "tightens", back: "loosens"),
            Edit("payments", "limit: 500.00 USD", "limit: 400.00 USD", "tightens", back: "loosens"),
            Edit("payments", "> 100.00 USD", "> 50.00 USD", "tightens", back: "loosens"),
            Edit("payments", "need: 2", "need: 3", "tightens", back: "loosens"),
            Edit("payments", "within: 4h", "within: 2h", "tightens", back: "loosens"),
            Edit("payments", "limit: 20.00 USD", "limit: 15.00 USD", "tightens", back: "loosens"),
        ]
    )
    func verdicts(_ edit: Edit) throws {
        let old = Self.text(edit.policy)
        let place = try #require(old.range(of: edit.from))
        let new = old.replacingCharacters(in: place, with: edit.to)
        let (there, back) = (try Self.word(old, new), try Self.word(new, old))
        #expect(there == edit.verdict)
        #expect(back == edit.back)
    }
}
