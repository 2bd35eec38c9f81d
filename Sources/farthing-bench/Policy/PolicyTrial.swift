import FarthingCore

/// One policy with a call, as large as the bar says, and a book that keeps its budgets.
struct PolicyTrial {
    /// Budgets in all, those that match the call, and rules.
    let budgets: Int
    let matching: Int
    let rules: Int

    private let policy: CompiledPolicy
    private let call: CallFacts
    /// What of the policy concerns the call.
    private let known: ScopeMatch
    private var book = Book()
    private let context: CallContext
    private var number: UInt64 = 0
    private let nowMs: Int64 = 1_790_000_000_000

    init(budgets: Int, matching: Int, rules: Int, seed: UInt64) throws {
        self.budgets = budgets
        self.matching = matching
        self.rules = rules
        var random = Random(seed: seed)
        var list = (0..<budgets).map { index in
            Self.budget(index, matches: index < matching)
        }
        list.shuffle(using: &random)
        var ruleList = (0..<rules).map { Self.rule($0) }
        ruleList.shuffle(using: &random)
        policy = try CompiledPolicy(Policy(id: "bench", budgets: list, rules: ruleList))
        var scope = Scope()
        scope[.tenant] = "default"
        scope[.team] = "team-1"
        scope[.agent] = "agent-1"
        scope[.run] = "run-1"
        scope[.provider] = "openai"
        scope[.model] = "gpt-5-mini"
        call = CallFacts(
            scope: scope,
            costNanos: 1_000_000,
            tokens: 5_000,
            capability: .dataWrite
        )
        known = policy.match(scope, atMs: nowMs)
        context = CallContext(
            principal: "key",
            provider: "openai",
            modelRequested: "gpt-5-mini",
            modelResolved: "gpt-5-mini",
            policyID: "bench",
            policyVersion: 1,
            isEnforced: true,
            priceBook: "none",
            scope: scope
        )
        for budget in policy.policy.budgets {
            _ = book.apply(.setBudget(budget, opening: [:]), nowMs: nowMs)
            _ = book.takeEntries()
        }
    }

    /// Half of those that match do so by a value, half by a pattern; the others each miss by the last
    /// of their terms.
    private static func budget(_ index: Int, matches: Bool) -> Budget {
        let team = matches ? "team-1" : "team-\(index % 50 + 2)"
        let terms: [(Dimension, String)] =
            index % 2 == 0
            ? [(.team, team), (.model, "gpt-*")]
            : [(.agent, matches ? "agent-*" : "other-*-\(index)"), (.provider, "openai")]
        return Budget(
            id: "budget-\(index)",
            match: Match(
                terms.compactMap { dimension, pattern in
                    Glob(pattern).map { Match.Term(dimension: dimension, pattern: $0) }
                }
            ),
            per: index % 3 == 0 ? [.agent] : [],
            unit: index % 4 == 3 ? .tokens : .money("USD"),
            limit: 800_000_000_000_000_000,
            window: index % 2 == 0 ? .day : .month,
            thresholds: [
                Threshold(atBasisPoints: 5_000, action: .downgrade(to: ["gpt-5-nano"])),
                Threshold(atBasisPoints: 8_000, action: .approve(ApprovalTerms(group: "finance"))),
            ].compactMap(\.self)
        )
    }

    /// A quarter of the rules each fit the scope and fail by a number, apply in the end, miss by a
    /// value, and miss by a pattern.
    private static func rule(_ index: Int) -> Rule {
        let condition: [Condition?]
        switch index % 4 {
        case 0: condition = [scope(.model, "gpt-5*"), .cost(.greater, nanos: 2_000_000_000)]
        case 1: condition = [scope(.team, "team-1"), .tokens(.greater, 100)]
        case 2: condition = [scope(.tool, "pay_\(index)")]
        default: condition = [scope(.model, "claude-*-\(index)"), .cost(.greater, nanos: 0)]
        }
        let action: RuleAction =
            index % 4 == 1 ? .require(.dataWrite) : .approve(ApprovalTerms(group: "finance"))
        return Rule(id: "rule-\(index)", conditions: condition.compactMap(\.self), action: action)
    }

    private static func scope(_ dimension: Dimension, _ pattern: String) -> Condition? {
        Glob(pattern).map { .scope(dimension, $0) }
    }
}

extension PolicyTrial {
    /// What is measured.
    enum Part: String, CaseIterable {
        /// Rules and budgets found for a scope that was never seen, and the rules judged.
        case decide
        /// The rules judged for a scope that is known.
        case judge
        /// The hold in every budget that matches, thresholds included, and its release.
        case hold
    }

    /// Runs one part once; returns something that depends on it.
    mutating func pass(_ part: Part) -> Int {
        switch part {
        case .decide:
            let match = policy.match(call.scope, atMs: nowMs)
            let verdict = policy.decide(call, match: match)
            return match.budgetIndices.count + (verdict.decision == .allow ? 1 : 2)
        case .judge:
            return policy.decide(call, match: known).decision == .allow ? 1 : 2
        case .hold: return hold(settling: nil)
        }
    }

    /// Holds in every matching budget, and gives back or settles.
    mutating func hold(settling nanos: Int64?) -> Int {
        number += 1
        let id = HoldID(random: number, 7)
        let way = Deliberation(requested: "gpt-5-mini")
        let lines = known.budgetIndices.map { index in
            let budget = policy.policy.budgets[index]
            return HoldLine(
                budget: budget.id,
                scope: call.scope.key(per: budget.per),
                base: 1_000_000,
                thresholdBasisPoints: way.nextThreshold(of: budget)
            )
        }
        let request = HoldRequest(
            id: id,
            lines: lines,
            expiresAtMs: nowMs + 60_000,
            isSent: false,
            context: context
        )
        let outcome = book.apply(.hold(request), nowMs: nowMs)
        if let nanos {
            let amounts = lines.map { _ in nanos }
            let settle = SettleRequest(id: id, amounts: amounts, evidence: .reported)
            _ = book.apply(.settle(settle), nowMs: nowMs)
        } else {
            _ = book.apply(.release(id, why: ""), nowMs: nowMs)
        }
        _ = book.takeEntries()
        if case .held = outcome { return lines.count }
        return 0
    }

    /// Whether the call is matched and judged as the trial is meant.
    var isAsMeant: Bool {
        known.budgetIndices.count == matching
            && policy.decide(call, match: known).decision == .allow
    }
}
