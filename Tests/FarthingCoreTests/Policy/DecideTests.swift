import FarthingCore
import Testing

@Suite("Deciding by rules")
struct DecideTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var rules: [Rule]
        var call = facts()
        var decision: Decision
        var reasons: [String] = []
        var shadowReasons: [String] = []

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "no rule allows", rules: [], decision: .allow),
        Case(
            name: "a rule without conditions holds for every call",
            rules: [Rule(id: "stop", conditions: [], action: .block)],
            decision: .block,
            reasons: ["rule \"stop\" says block"]
        ),
        Case(
            name: "both sides of every comparison are listed, and the operator's reason",
            rules: [
                Rule(
                    id: "big",
                    conditions: [
                        .cost(.greaterOrEqual, nanos: 2_000_000_000),
                        scope(.model, "gpt-5*"), .tokens(.less, 10_000),
                    ],
                    action: .block,
                    reason: "ask first"
                )
            ],
            decision: .block,
            reasons: [
                "rule \"big\" says block: cost 2.0000125 >= 2.00, model \"gpt-5-mini\" fits "
                    + "\"gpt-5*\", tokens 9000 < 10000 (ask first)"
            ]
        ),
        Case(
            name: "equality does not pass a greater-than",
            rules: [
                Rule(id: "a", conditions: [.cost(.greater, nanos: 2_000_012_500)], action: .block)
            ],
            decision: .allow
        ),
        Case(
            name: "a condition on a dimension that the call lacks does not hold",
            rules: [
                Rule(id: "a", conditions: [scope(.tool, "*")], action: .block),
                Rule(id: "b", conditions: [scope(.tag("env"), "*")], action: .block),
            ],
            decision: .allow
        ),
        Case(
            name: "an unknown cost meets no condition on cost",
            rules: [
                Rule(id: "a", conditions: [.cost(.greaterOrEqual, nanos: 0)], action: .block),
                Rule(id: "b", conditions: [.cost(.less, nanos: 1)], action: .block),
            ],
            call: facts(costNanos: nil),
            decision: .allow
        ),
        Case(
            name: "the strictest wins and only its like are listed, by id",
            rules: [
                Rule(id: "z", conditions: [], action: .wait(deadlineMs: 10)),
                Rule(id: "b", conditions: [], action: .approve(terms("x"))),
                Rule(id: "a", conditions: [], action: .wait(deadlineMs: 20)),
            ],
            decision: .wait(deadlineMs: 10),
            reasons: ["rule \"a\" says wait 20 ms", "rule \"z\" says wait 10 ms"]
        ),
        Case(
            name: "a downgrade comes first: approvals and waits are judged on the final model",
            rules: [
                Rule(id: "a", conditions: [], action: .wait(deadlineMs: 10)),
                Rule(id: "b", conditions: [], action: .downgrade(to: ["m", "n"])),
                Rule(id: "c", conditions: [], action: .require(.dataWrite)),
            ],
            decision: .downgrade(to: "m"),
            reasons: ["rule \"b\" says downgrade to m, then n"]
        ),
        Case(
            name: "a downgrade to the model that the call has already is done with",
            rules: [Rule(id: "a", conditions: [], action: .downgrade(to: ["gpt-5-mini"]))],
            decision: .allow
        ),
        Case(
            name: "a key that is trusted with less is refused",
            rules: [
                Rule(id: "pay", conditions: [], action: .require(.paymentInitiate)),
                Rule(id: "read", conditions: [], action: .require(.readOnly)),
            ],
            call: facts(capability: .dataWrite),
            decision: .block,
            reasons: [
                "rule \"pay\" says require payment_initiate, and the key has data_write"
            ]
        ),
        Case(
            name: "a key without any capability has less than reading",
            rules: [Rule(id: "a", conditions: [], action: .require(.readOnly))],
            decision: .block,
            reasons: ["rule \"a\" says require read_only, and the key has none"]
        ),
        Case(
            name: "what is known of the run is compared",
            rules: [
                Rule(
                    id: "loop",
                    conditions: [
                        .run(.identical, .greater, 3), .run(.projected, .greater, 10_000),
                    ],
                    action: .block
                ),
                Rule(id: "a", conditions: [.run(.steps, .greater, 7)], action: .block),
            ],
            call: facts(
                run: RunFacts(steps: 7, attempts: 1, identical: 4, projectedBasisPoints: 12_050)
            ),
            decision: .block,
            reasons: ["rule \"loop\" says block: identical 4 > 3, projected 120.5% > 100%"]
        ),
        Case(
            name: "a call without a run meets no condition on one",
            rules: [Rule(id: "a", conditions: [.run(.steps, .greaterOrEqual, 0)], action: .block)],
            decision: .allow
        ),
        Case(
            name:
                "of several approvers those that ask for more votes count, then the first by name",
            rules: [
                Rule(id: "b", conditions: [], action: .approve(terms("zoe"))),
                Rule(id: "a", conditions: [], action: .approve(terms("ann"))),
            ],
            decision: .approve(terms("ann")),
            reasons: ["rule \"a\" says approve by ann", "rule \"b\" says approve by zoe"]
        ),
        Case(
            name: "a rule in shadow only says what it would do",
            rules: [
                Rule(id: "a", conditions: [], action: .block, isEnforced: false),
                Rule(id: "b", conditions: [], action: .downgrade(to: ["m"])),
            ],
            decision: .downgrade(to: "m"),
            reasons: ["rule \"b\" says downgrade to m"],
            shadowReasons: ["rule \"a\" would say block"]
        ),
        Case(
            name: "control characters in a hostile value are made harmless",
            rules: [Rule(id: "a", conditions: [scope(.agent, "*")], action: .block)],
            call: facts(agent: "x\r\n\u{1B}[2J"),
            decision: .block,
            reasons: ["rule \"a\" says block: agent \"x???[2J\" fits \"*\""]
        ),
    ]

    @Test("rules decide as written", arguments: cases)
    func table(given: Case) throws {
        let policy = try CompiledPolicy(Policy(id: "p", allowsUnmatched: true, rules: given.rules))
        let verdict = policy.decide(given.call, atMs: 0)
        #expect(verdict.decision == given.decision)
        #expect(verdict.reasons == given.reasons)
        #expect(verdict.shadowReasons == given.shadowReasons)
    }

    @Test("a call that no budget matches is blocked, unless the policy allows it or is in shadow")
    func unmatched() throws {
        var policy = Policy(
            id: "p",
            budgets: [PolicySample.budget("a", [PolicySample.term(.team, "finance")])]
        )
        let refused = try CompiledPolicy(policy).decide(Self.facts(), atMs: 0)
        #expect(refused.isUnmatched)
        #expect(refused.decision == .block)
        #expect(refused.reasons == [CompiledPolicy.unmatchedReason])

        policy.isEnforced = false
        let shadow = try CompiledPolicy(policy).decide(Self.facts(), atMs: 0)
        #expect(!shadow.isUnmatched)
        #expect(shadow.decision == .allow)
        #expect(shadow.shadowReasons == [CompiledPolicy.unmatchedReason])

        policy.isEnforced = true
        policy.allowsUnmatched = true
        #expect(
            try CompiledPolicy(policy).decide(Self.facts(), atMs: 0) == Verdict(decision: .allow)
        )

        policy.allowsUnmatched = false
        policy.budgets = [PolicySample.budget("a", [PolicySample.term(.team, "res*")])]
        #expect(
            try CompiledPolicy(policy).decide(Self.facts(), atMs: 0) == Verdict(decision: .allow)
        )
    }

    @Test("a policy in shadow decides allow and says what it would do")
    func shadowPolicy() throws {
        let rule = Rule(id: "a", conditions: [], action: .block)
        let policy = Policy(id: "p", isEnforced: false, allowsUnmatched: true, rules: [rule])
        let verdict = try CompiledPolicy(policy).decide(Self.facts(), atMs: 0)
        #expect(verdict.decision == .allow)
        #expect(verdict.reasons.isEmpty)
        #expect(verdict.shadowReasons == ["rule \"a\" would say block"])
    }

    @Test("a thousand rules that apply give a bounded list of reasons")
    func boundedReasons() throws {
        let rules = (0..<1_000).map { Rule(id: "r\($0)", conditions: [], action: .block) }
        let policy = try CompiledPolicy(Policy(id: "p", allowsUnmatched: true, rules: rules))
        let verdict = policy.decide(Self.facts(), atMs: 0)
        #expect(verdict.reasons.count == CompiledPolicy.reasonsMax + 1)
        #expect(verdict.reasons.last == "and 984 more rules")
        let one = Policy(id: "p", allowsUnmatched: true, rules: Array(rules.prefix(17)))
        let few = try CompiledPolicy(one).decide(Self.facts(), atMs: 0)
        #expect(few.reasons.last == "and 1 more rule")
    }

    @Test("the order of rules and budgets changes nothing, and every call gets a verdict")
    func orderIndependence() throws {
        var generator = PolicyTestGenerator(state: 4_711)
        for _ in 0..<400 {
            let rules = (0..<Int.random(in: 0...8, using: &generator)).map { index in
                randomRule("r\(index)", &generator)
            }
            let budgets = (0..<Int.random(in: 0...3, using: &generator)).map { index in
                PolicySample.budget("b\(index)", [randomTerm(&generator)])
            }
            let policy = Policy(
                id: "p",
                isEnforced: Int.random(in: 0..<5, using: &generator) > 0,
                allowsUnmatched: Bool.random(using: &generator),
                budgets: budgets,
                rules: rules
            )
            var shuffled = policy
            shuffled.rules.shuffle(using: &generator)
            shuffled.budgets.shuffle(using: &generator)
            let first = try CompiledPolicy(policy)
            let second = try CompiledPolicy(shuffled)
            for _ in 0..<10 {
                let call = randomCall(&generator)
                let verdict = first.decide(call, atMs: 0)
                #expect(verdict == second.decide(call, atMs: 0))
                #expect(verdict == first.decide(call, match: first.match(call.scope, atMs: 0)))
                #expect(verdict.decision == expected(policy, call))
                let ids = first.budgetIndices(matching: call.scope, atMs: 0).map { budgets[$0].id }
                #expect(ids == budgets.filter { $0.match.matches(call.scope) }.map(\.id))
            }
        }
    }

    /// The decision by the plainest reading of the rules.
    private func expected(_ policy: Policy, _ call: CallFacts) -> Decision {
        guard policy.isEnforced else { return .allow }
        let applicable = policy.rules.filter { rule in
            rule.isEnforced
                && rule.conditions.allSatisfy { condition in
                    switch condition {
                    case .cost(let comparison, let nanos):
                        call.costNanos.map { comparison.holds($0, nanos) } ?? false
                    case .tokens(let comparison, let tokens): comparison.holds(call.tokens, tokens)
                    case .scope(let dimension, let glob):
                        call.scope[dimension].map(glob.matches) ?? false
                    case .run: false
                    }
                }
        }
        let isMatched = policy.budgets.contains { $0.match.matches(call.scope) }
        var targets: [String] = []
        var groups: [String] = []
        var lacks = false
        var waits: [Int64] = []
        var isBlocked = !isMatched && !policy.allowsUnmatched
        for rule in applicable {
            switch rule.action {
            case .downgrade(let to): targets += to.prefix(1)
            case .approve(let terms): groups.append(terms.group)
            case .require(let capability):
                lacks = lacks || call.capability ?? .readOnly < capability || call.capability == nil
            case .wait(let deadlineMs): waits.append(deadlineMs)
            case .block: isBlocked = true
            }
        }
        if isBlocked { return .block }
        let model = call.scope[.model]
        if let target = targets.filter({ $0 != model }).min() { return .downgrade(to: target) }
        if lacks { return .block }
        if let shortest = waits.min() { return .wait(deadlineMs: shortest) }
        if let group = groups.min() { return .approve(ApprovalTerms(group: group)) }
        return .allow
    }

    private static func facts(
        costNanos: Int64? = 2_000_012_500,
        tokens: Int64 = 9_000,
        agent: String = "a1",
        capability: Capability? = nil,
        run: RunFacts? = nil
    ) -> CallFacts {
        var scope = Scope()
        scope[.team] = "research"
        scope[.agent] = agent
        scope[.model] = "gpt-5-mini"
        scope[.provider] = "openai"
        return CallFacts(
            scope: scope,
            costNanos: costNanos,
            tokens: tokens,
            capability: capability,
            run: run
        )
    }

    private static func terms(_ group: String) -> ApprovalTerms { ApprovalTerms(group: group) }

    private static func scope(_ dimension: Dimension, _ pattern: String) -> Condition {
        .scope(dimension, PolicySample.glob(pattern))
    }
}

private let dimensions: [Dimension] = [.team, .model, .agent, .tag("env")]

private func randomTerm(_ generator: inout PolicyTestGenerator) -> Match.Term {
    let patterns = ["a", "b", "a*", "*", "?", "c?"]
    return PolicySample.term(
        dimensions.randomElement(using: &generator) ?? .team,
        patterns.randomElement(using: &generator) ?? "a"
    )
}

private func randomRule(_ id: String, _ generator: inout PolicyTestGenerator) -> Rule {
    let comparison = Comparison.allCases.randomElement(using: &generator) ?? .less
    var conditions: [Condition] = []
    for _ in 0..<Int.random(in: 0...2, using: &generator) {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: conditions.append(.cost(comparison, nanos: .random(in: 0...4, using: &generator)))
        case 1: conditions.append(.tokens(comparison, .random(in: 0...4, using: &generator)))
        default:
            let term = randomTerm(&generator)
            conditions.append(.scope(term.dimension, term.pattern))
        }
    }
    let name = String(Int.random(in: 0...3, using: &generator))
    let action: RuleAction
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: action = .block
    case 1, 2: action = .wait(deadlineMs: .random(in: 1...4, using: &generator))
    case 3, 4: action = .approve(ApprovalTerms(group: name))
    case 5: action = .require(Capability.allCases.randomElement(using: &generator) ?? .dataWrite)
    default: action = .downgrade(to: [name])
    }
    let isEnforced = Int.random(in: 0..<4, using: &generator) > 0
    return Rule(id: id, conditions: conditions, action: action, isEnforced: isEnforced)
}

private func randomCall(_ generator: inout PolicyTestGenerator) -> CallFacts {
    var scope = Scope()
    for dimension in dimensions where Bool.random(using: &generator) {
        scope[dimension] = ["a", "b", "ab", "cd"].randomElement(using: &generator)
    }
    let cost = Int64.random(in: -1...4, using: &generator)
    return CallFacts(
        scope: scope,
        costNanos: cost < 0 ? nil : cost,
        tokens: .random(in: 0...4, using: &generator),
        capability: Capability.allCases.randomElement(using: &generator)
    )
}
