import FarthingCore
import FarthingPolicy
import Testing

@Suite("the order of a policy")
struct PolicyOrderTests {
    @Test(
        "budgets, rules and thresholds in another order decide alike, calls and all that is spent"
    )
    func shuffled() throws {
        var kinds: [String: Int] = [:]
        for seed in 1...UInt64(400) {
            var sampler = PolicySampler(seed: seed)
            let policy = sampler.policy()
            var other = policy
            other.budgets.reverse()
            other.rules.reverse()
            for index in other.budgets.indices { other.budgets[index].thresholds.reverse() }
            guard let first = try? CompiledPolicy(policy), let second = try? CompiledPolicy(other)
            else { continue }
            var left = PolicyTrial(first, ToolSamples.prices, atMs: ToolSamples.nowMs)
            var right = PolicyTrial(second, ToolSamples.prices, atMs: ToolSamples.nowMs)
            for number in 0..<24 {
                let call = sampler.call()
                let atMs = ToolSamples.nowMs + Int64(number) * 1_000
                let one = left.ask(call, atMs: atMs)
                let two = right.ask(call, atMs: atMs)
                kinds[one.outcome.decision.name, default: 0] += 1
                #expect(one.outcome.decision.name == two.outcome.decision.name, "seed \(seed)")
                #expect(one.outcome.model == two.outcome.model, "seed \(seed)")
                #expect(one.outcome.approval == two.outcome.approval, "seed \(seed)")
                #expect(one.outcome.grantedTokens == two.outcome.grantedTokens, "seed \(seed)")
                #expect(Set(one.outcome.reasons) == Set(two.outcome.reasons), "seed \(seed)")
            }
        }
        // Each kind of decision must be met, or nothing is shown by all this.
        #expect(
            ["allow", "downgrade", "approve", "wait", "block"].allSatisfy { kinds[$0] ?? 0 > 5 }
        )
    }
}
