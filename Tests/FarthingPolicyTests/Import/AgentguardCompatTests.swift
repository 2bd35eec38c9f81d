import FarthingCore
import FarthingPolicy
import Testing

@Suite("agentguard-spend, as it is")
struct AgentguardCompatTests {
    @Test("every single decision is the product's, its quirks included")
    func cases() throws {
        let sequences = try AgentguardVectors.policyCases()
        #expect(sequences.count == 115)
        #expect(sequences.filter(\.isQuirk).count == 20)
        #expect(try passed(sequences) == 115)
    }

    @Test("every decision of a sequence is the product's, with what is spent after it")
    func sequences() throws {
        let sequences = try AgentguardVectors.policySequences()
        #expect(sequences.count == 12)
        #expect(try passed(sequences) == 118)
    }

    @Test("windows begin where the product's do")
    func windows() throws {
        let cases = try AgentguardVectors.cases("windows.json")
        var passed = 0
        for node in cases {
            let name = try AgentguardVectors.text(node, "window")
            let window = try #require(AgentguardWindow(rawValue: name))
            let start = window.startMs(atMs: try AgentguardVectors.int(node, "now_ms"))
            #expect(try start == AgentguardVectors.int(node, "start_ms"))
            passed += 1
        }
        #expect(passed == 40)
    }

    @Test("a window before 1970 begins before it")
    func windowBeforeEpoch() {
        #expect(AgentguardWindow.perDay.startMs(atMs: -1) == -86_400_000)
        #expect(AgentguardWindow.perDay.startMs(atMs: -86_400_000) == -86_400_000)
    }

    @Test("spend has the product's keys")
    func scopeKeys() throws {
        let cases = try AgentguardVectors.cases("scope_keys.json")
        var passed = 0
        for node in cases {
            let scope = try AgentguardVectors.scope(try #require(node.member("scope")))
            #expect(
                try Array(scope.spendKey.utf8) == Array(AgentguardVectors.text(node, "key").utf8)
            )
            passed += 1
        }
        #expect(passed == 25)
    }

    @Test("providers are guessed as the product guesses them")
    func providers() throws {
        let cases = try AgentguardVectors.cases("infer_provider.json")
        for node in cases {
            let model = try AgentguardVectors.text(node, "model")
            let expected = try AgentguardVectors.text(node, "provider")
            #expect(AgentguardEvaluator.inferredProvider(of: model) == expected, "\(model)")
        }
        #expect(cases.count == 30)
    }

    @Test("prices are the product's formula in exact arithmetic")
    func costs() throws {
        let table = try AgentguardVectors.prices()
        #expect(table.count == 16)
        var passed = 0
        for node in try AgentguardVectors.cases("cost_cases.json") {
            // Three are of models without a price.
            guard node.member("cents_exact_decimal") != nil else { continue }
            let own = try node.member("cost_override").map(AgentguardVectors.price)
            let model = try AgentguardVectors.text(node, "model")
            let price = try #require(own ?? table[model])
            let cents = price.cents(
                inputTokens: try AgentguardVectors.int(node, "inputTokens"),
                outputTokens: try AgentguardVectors.int(node, "outputTokens")
            )
            #expect(try cents == AgentguardVectors.int(node, "cents_exact_decimal"))
            passed += 1
        }
        #expect(passed == 148)
    }

    /// How many steps are exactly the product's.
    private func passed(_ sequences: [AgentguardVectors.Sequence]) throws -> Int {
        let table = try AgentguardVectors.prices()
        var passed = 0
        for sequence in sequences {
            let prices = table.merging(sequence.prices) { $1 }
            var ledger = PeerLedger(sequence)
            let policy = try PolicyImporter.agentguardPolicy(sequence.policy, file: "p.json")
            for (index, step) in sequence.steps.enumerated() {
                let decision = ledger.decide(step, policy, prices)
                let isSame =
                    seen(decision, step.call, policy) == step.expected
                    && step.spendAfter.allSatisfy { spend in
                        ledger.cents(spend.scopeKey, spend.window, step.nowMs) == spend.cents
                    }
                #expect(isSame, "\(sequence.id) step \(index): \(decision)")
                passed += isSame ? 1 : 0
            }
        }
        return passed
    }

    /// The decision with the members that the product writes beside it.
    private func seen(
        _ decision: AgentguardDecision,
        _ call: AgentguardCall,
        _ policy: AgentguardPolicy
    ) -> AgentguardVectors.Expected {
        let cap = decision.triggeredCapIndex.map { policy.caps[$0] }
        return AgentguardVectors.Expected(
            action: decision.action.rawValue,
            triggeredCap: cap.map { cap in
                AgentguardVectors.Cap(
                    amountCents: cap.amountCents,
                    window: cap.window.rawValue,
                    action: cap.action.rawValue,
                    downgradeTo: cap.downgradeTo,
                    reason: cap.reason
                )
            },
            triggeredCapIndex: decision.triggeredCapIndex,
            triggeredScopeKey: cap == nil ? nil : call.scope.spendKey,
            projectedCents: decision.projectedCents,
            windowSpendBefore: decision.windowSpendBefore,
            windowSpendAfter: decision.windowSpendAfter,
            provider: decision.provider,
            modelRequested: decision.modelRequested,
            modelResolved: decision.modelResolved,
            policyID: policy.id,
            policyVersion: policy.version,
            mode: policy.mode.rawValue,
            reason: decision.reason.rawValue,
            reasonsCount: decision.reasonsCount
        )
    }
}

/// What the product keeps of what was spent: cents per key and window.
private struct PeerLedger {
    private struct Key: Hashable {
        var scopeKey: String
        var window: AgentguardWindow
        var startMs: Int64
    }

    private var spent: [Key: Int64] = [:]

    init(_ sequence: AgentguardVectors.Sequence) {
        for spend in sequence.prior {
            add(spend.cents, spend.scopeKey, spend.window, sequence.startMs)
        }
    }

    func cents(_ scopeKey: String, _ window: AgentguardWindow, _ nowMs: Int64) -> Int64 {
        spent[Key(scopeKey: scopeKey, window: window, startMs: window.startMs(atMs: nowMs))] ?? 0
    }

    mutating func decide(
        _ step: AgentguardVectors.Step,
        _ policy: AgentguardPolicy,
        _ prices: [String: AgentguardPrice]
    ) -> AgentguardDecision {
        let key = step.call.scope.spendKey
        let decision = AgentguardEvaluator.decide(
            step.call,
            under: policy,
            price: { prices[$0] },
            spentCents: { cents(key, $0, step.nowMs) }
        )
        if let charged = decision.chargedCents {
            for window in Set(policy.caps.map(\.window)) {
                add(charged, key, window, step.nowMs)
            }
        }
        return decision
    }

    private mutating func add(
        _ cents: Int64,
        _ scopeKey: String,
        _ window: AgentguardWindow,
        _ nowMs: Int64
    ) {
        let key = Key(scopeKey: scopeKey, window: window, startMs: window.startMs(atMs: nowMs))
        spent[key, default: 0] += cents
    }
}
