import FarthingCore
import FarthingPolicy

/// Random policies and calls that touch each other often.
struct PolicySampler {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func below(_ count: Int) -> Int { Int(next() >> 33) % count }
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    private static let teams = ["a", "ab", "b"]
    private static let patterns = ["a", "a*", "*b", "?", "b", "*"]
    private static let models = ["large", "middle", "small"]
    private static let modelPatterns = ["large", "*e", "s*", "*l*", "middle"]

    mutating func terms() -> [Match.Term] {
        var terms: [Match.Term] = []
        if chance(45), let glob = Glob(pick(Self.patterns)) {
            terms.append(Match.Term(dimension: .team, pattern: glob))
        }
        if chance(25), let glob = Glob(pick(Self.modelPatterns)) {
            terms.append(Match.Term(dimension: .model, pattern: glob))
        }
        return terms
    }

    mutating func budget(_ id: Int) -> Budget {
        let isMoney = chance(75)
        var thresholds: [Threshold] = []
        while chance(35), thresholds.count < 3 {
            let share = Int64(pick([30, 50, 80, 90, 100])) * 100
            let action: ThresholdAction =
                switch below(10) {
                case 0: .wait(deadlineMs: 1_000)
                case 1, 2, 3: .approve(terms2())
                case 4, 5: chance(40) ? .downgrade(to: ladder()) : .warn
                case 6: .pause
                default: .block
                }
            if let threshold = Threshold(atBasisPoints: share, action: action) {
                thresholds.append(threshold)
            }
        }
        return Budget(
            id: "b\(id)",
            match: Match(terms()),
            per: chance(30) ? [.agent] : [],
            unit: isMoney ? .money("USD") : pick([.tokens, .calls]),
            limit: isMoney ? Int64(1 + below(4)) * 100_000_000 : Int64(pick([2, 3, 4_000, 6_000])),
            window: pick([.day, .day, .week, .total, .call]),
            holdMode: pick([.ceiling, .ceiling, .ceiling, .fitted]),
            isEnforced: chance(90),
            thresholds: thresholds
        )
    }

    private mutating func terms2() -> ApprovalTerms {
        ApprovalTerms(group: pick(["f", "f", "g"]), needed: Int64(1 + below(2)))
    }

    private mutating func ladder() -> [String] {
        pick([["middle", "small"], ["small"], ["middle"]])
    }

    mutating func rule(_ id: Int) -> Rule {
        var conditions = terms().map { Condition.scope($0.dimension, $0.pattern) }
        if chance(50) {
            let sign = pick(Comparison.allCases)
            conditions.append(.cost(sign, nanos: Int64(below(4)) * 100_000_000))
        }
        if chance(20) { conditions.append(.tokens(.greater, Int64(below(3)) * 1_000)) }
        if chance(10) { conditions.append(.run(.steps, .greater, 3)) }
        let action: RuleAction =
            switch below(10) {
            case 0: .wait(deadlineMs: 1_000)
            case 1, 2: .approve(terms2())
            case 3: chance(50) ? .downgrade(to: ladder()) : .block
            case 4: .require(pick(Capability.allCases))
            default: .block
            }
        return Rule(id: "r\(id)", conditions: conditions, action: action, isEnforced: chance(90))
    }

    mutating func policy() -> Policy {
        Policy(
            id: "p",
            isEnforced: chance(95),
            allowsUnmatched: chance(50),
            budgets: (0..<below(4)).map { budget($0) },
            rules: (0..<below(3)).map { rule($0) }
        )
    }

    /// The same policy with something in it otherwise.
    mutating func edited(_ policy: Policy) -> Policy {
        var policy = policy
        for _ in 0...below(2) {
            switch below(9) {
            case 0...1:
                if policy.budgets.isEmpty { continue }
                let index = below(policy.budgets.count)
                let factor = pick([1, 2, 4]) as Int64
                policy.budgets[index].limit = max(1, policy.budgets[index].limit * 2 / factor)
            case 2: policy.budgets.append(budget(10 + policy.budgets.count))
            case 3: policy.rules.append(rule(10 + policy.rules.count))
            case 4 where !policy.rules.isEmpty: policy.rules.removeFirst()
            case 5 where !policy.budgets.isEmpty: policy.budgets.removeLast()
            case 6 where !policy.budgets.isEmpty:
                policy.budgets[0].thresholds = budget(0).thresholds
            case 7 where !policy.budgets.isEmpty: policy.budgets[0].match = Match(terms())
            case 8 where !policy.rules.isEmpty: policy.rules[0].conditions = rule(0).conditions
            default: policy.allowsUnmatched.toggle()
            }
        }
        return policy
    }

    mutating func scope() -> Scope {
        var scope = Scope()
        if chance(80) { scope[.team] = pick(Self.teams) }
        if chance(60) { scope[.agent] = pick(["x", "y"]) }
        scope[.provider] = "openai"
        scope[.model] = pick(Self.models)
        return scope
    }

    mutating func call() -> TrialCall {
        let isStated = chance(70)
        return TrialCall(
            scope: scope(),
            inputTokens: isStated ? Int64(below(3_000)) : 500,
            outputTokens: isStated ? 0 : Int64(1 + below(3_000)),
            statedNanos: isStated ? Int64(below(40)) * 10_000_000 : nil,
            capability: chance(50) ? nil : pick(Capability.allCases),
            run: chance(50) ? nil : RunFacts(steps: Int64(below(6)), attempts: 1, identical: 1)
        )
    }

    mutating func past() -> [PastSpend] {
        (0..<below(4)).map { _ in
            PastSpend(
                scope: scope(),
                amounts: [
                    .money("USD"): Int64(below(45)) * 10_000_000,
                    .tokens: Int64(below(6_500)),
                    .calls: Int64(below(4)),
                ]
            )
        }
    }
}
