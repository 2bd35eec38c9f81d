import FarthingCore
import FarthingPolicy
import Testing

@Suite("policy diff, by chance")
struct PolicyDiffPropertyTests {
    @Test("what is called proved never shows a looser call, and what is shown is one")
    func holds() throws {
        var counts: [String: Int] = [:]
        for seed in 1...UInt64(300) {
            var sampler = PolicySampler(seed: seed)
            let oldPolicy = sampler.policy()
            let newPolicy = sampler.chance(70) ? sampler.edited(oldPolicy) : sampler.policy()
            guard let old = try? CompiledPolicy(oldPolicy), let new = try? CompiledPolicy(newPolicy)
            else { continue }
            let diff = PolicyDiff(from: old, to: new, ToolSamples.prices, atMs: ToolSamples.nowMs)
            switch diff.verdict {
            case .same:
                counts["same", default: 0] += 1
                try expectNoLooser(seed, &sampler, old, new)
                try expectNoLooser(seed, &sampler, new, old)
            case .tightens:
                counts["tightens", default: 0] += 1
                try expectNoLooser(seed, &sampler, old, new)
            case .loosens(let example):
                counts["loosens", default: 0] += 1
                #expect(example.new.isLooser(than: example.old), "seed \(seed)")
            case .unknown: counts["unknown", default: 0] += 1
            }
        }
        // Each kind of answer must be met, or nothing is shown by all this.
        #expect(counts["tightens", default: 0] > 20 && counts["loosens", default: 0] > 50)
        #expect(counts["same", default: 0] > 10 && counts["unknown", default: 0] < 100, "\(counts)")
    }

    private func expectNoLooser(
        _ seed: UInt64,
        _ sampler: inout PolicySampler,
        _ old: CompiledPolicy,
        _ new: CompiledPolicy
    ) throws {
        for _ in 0..<8 {
            let past = sampler.past()
            let was = try #require(trial(old, past))
            let now = try #require(trial(new, past))
            for call in grid() + (0..<4).map({ _ in sampler.call() }) {
                let before = was.judge(call, atMs: ToolSamples.nowMs)
                let after = now.judge(call, atMs: ToolSamples.nowMs)
                guard after.isLooser(than: before) else { continue }
                Issue.record(
                    "seed \(seed): \(call) after \(past): \(before.decision), then \(after.decision)"
                )
                return
            }
        }
    }

    /// Calls of every kind that the sampler's policies tell apart.
    private func grid() -> [TrialCall] {
        var calls: [TrialCall] = []
        for team in [nil, "a", "ab", "b"] {
            for model in ["large", "middle", "small"] {
                for nanos in [1, 100_000_000, 210_000_000] as [Int64] {
                    for steps in [nil, 1, 5] as [Int64?] {
                        var scope = Scope()
                        scope[.team] = team
                        scope[.provider] = "openai"
                        scope[.model] = model
                        calls.append(
                            TrialCall(
                                scope: scope,
                                inputTokens: 500,
                                statedNanos: nanos,
                                otherNanos: ["middle": nanos / 2, "small": nanos / 10],
                                run: steps.map { RunFacts(steps: $0, attempts: 1, identical: 1) }
                            )
                        )
                    }
                }
            }
        }
        return calls
    }

    private func trial(_ policy: CompiledPolicy, _ past: [PastSpend]) -> PolicyTrial? {
        var trial = PolicyTrial(policy, ToolSamples.prices, atMs: ToolSamples.nowMs)
        let balances = PastSpend.balances(past, policy, atMs: ToolSamples.nowMs)
        return trial.seed(balances, atMs: ToolSamples.nowMs) == nil ? trial : nil
    }
}
