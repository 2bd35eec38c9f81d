import FarthingCore
import FarthingPolicy

/// Why a policy decides so about a call: every budget and rule beside it, step by step.
struct PolicyExplanation {
    let authored: AuthoredPolicy
    let trial: PolicyTrial
    let call: TrialCall
    let atMs: Int64
    let outcome: TrialOutcome
    /// Only for calls that are not simply admitted.
    let alternatives: TrialAlternatives?

    init(_ authored: AuthoredPolicy, _ trial: PolicyTrial, _ call: TrialCall, atMs: Int64) {
        self.authored = authored
        self.trial = trial
        self.call = call
        self.atMs = atMs
        outcome = trial.judge(call, atMs: atMs)
        switch outcome.decision {
        case .allow, .downgrade: alternatives = nil
        case .approve, .wait, .block: alternatives = trial.alternatives(to: call, atMs: atMs)
        }
    }

    /// What the explanation says, for people.
    var lines: [String] {
        var lines = [
            "policy \(Shown.safe(authored.path)) (\(authored.hash.prefix(12))) at \(Shown.time(atMs))",
            "call   " + Self.text(call), "", "decision: \(Shown.safe(word))",
        ]
        lines += outcome.explained.map { "  because " + Shown.safe($0) + hint }
        lines += outcome.shadowReasons.map { "  in shadow: " + Shown.safe($0) }
        for (index, step) in outcome.steps.enumerated() {
            lines.append("")
            let number = outcome.steps.count > 1 ? "\(index + 1). " : ""
            lines.append(number + Self.title(step))
            lines += budgets(step) + misses(step) + rules(step)
        }
        let possible = instead
        if !possible.isEmpty { lines += ["", "possible instead:"] + possible.map { "  " + $0 } }
        return lines
    }

    /// The nearest model that has a price, where the call's has none.
    private var hint: String {
        guard outcome.decision == .block(.unpriced(.unpriced)) else { return "" }
        let provider = call.scope[.provider]
        var names: [String] = []
        for (editions, exact) in zip(trial.prices.models, trial.prices.exactNames)
        where provider == nil || editions.first?.provider == provider {
            names += exact
        }
        return PriceSearch.hint(for: outcome.model, among: names)
    }

    /// `downgrade to gpt-5-mini`, `approve by 2 of finance`.
    var word: String {
        switch outcome.decision {
        case .allow: return "allow"
        case .downgrade: return "downgrade to \(outcome.model)"
        case .approve:
            guard let terms = outcome.approval else { return "approve" }
            let model = outcome.model == call.model ? "" : ", as \(outcome.model)"
            return "approve by \(terms.needed > 1 ? "\(terms.needed) of " : "")\(terms.group)"
                + (outcome.liftsLimit ? ", past the limit" : "") + model
        case .wait(let deadlineMs): return "wait for room, at most \(Shown.length(ms: deadlineMs))"
        case .block: return "block"
        }
    }

    static func text(_ call: TrialCall) -> String {
        var words = call.scope.sorted.map { "\($0.dimension.name)=\($0.value)" }
        if let nanos = call.statedNanos { words.append("cost=\(Shown.money(nanos))USD") }
        if call.inputTokens > 0 { words.append("input=\(call.inputTokens)") }
        if let output = call.outputTokens, output > 0 { words.append("output=\(output)") }
        if let capability = call.capability { words.append("capability=\(capability.name)") }
        return Shown.safe(words.joined(separator: " "))
    }

    private static func title(_ step: TrialStep) -> String {
        let model = step.model.isEmpty ? "the call" : Shown.safe(step.model)
        guard let bound = step.bound else { return "\(model): no price" }
        return "\(model): at most \(Shown.money(bound.ceilingNanos)) USD, "
            + "\(Shown.grouped(bound.ceilingTokens)) tokens"
    }

    private func budgets(_ step: TrialStep) -> [String] {
        guard !step.lines.isEmpty else { return [] }
        var table = Table([
            .text("BUDGET"), .text("ACCOUNT"), .text("WINDOW"), .number("LIMIT"), .number("SPENT"),
            .number("HELD"), .number("NEEDED"), .number("FREE"), .text("SAYS"),
        ])
        for line in step.lines {
            let unit = line.budget.unit
            let ends = line.windowEndsMs == .max ? "" : " until \(Shown.time(line.windowEndsMs))"
            table.add([
                line.budget.id, line.scope.isEmpty ? "–" : line.scope,
                BudgetText.window(line.budget.window) + ends, Shown.amount(line.whole, unit),
                Shown.amount(line.spent, unit), Shown.amount(line.held, unit),
                Shown.amount(line.needed, unit), Shown.amount(line.free, unit),
                line.says.joined(separator: "; "),
            ])
        }
        return table.lines.map { "  " + $0 }
    }

    private func misses(_ step: TrialStep) -> [String] {
        trial.misses(step, atMs: atMs).map { miss in
            let why = miss.terms.map(\.miss).joined(separator: ", ")
            return "  not in \"\(Shown.safe(miss.budget.id))\": "
                + Shown.safe(why.isEmpty ? "it does not count at this time" : why)
        }
    }

    private func rules(_ step: TrialStep) -> [String] {
        guard step.verdict != nil else { return [] }
        let traces = trial.rules(step, of: outcome, atMs: atMs)
        if traces.isEmpty { return [] }
        var table = Table([.text("RULE"), .text("SAYS"), .text("APPLIES"), .text("CONDITIONS")])
        for trace in traces {
            let applies = trace.applies ? (trace.isDetermining ? "yes, decides" : "yes") : "no"
            let isOn = trace.rule.isEnforced && authored.policy.isEnforced
            var terms = trace.terms.map { ($0.holds ? "✓ " : "✗ ") + $0.text }
            if !trace.isInForce { terms.insert("✗ not at this time", at: 0) }
            table.add([
                trace.rule.id, trace.rule.action.name + (isOn ? "" : " (shadow)"), applies,
                terms.isEmpty ? "every call" : terms.joined(separator: ", "),
            ])
        }
        return table.lines.map { "  " + $0 }
    }

    /// What would be possible in place of the call.
    var instead: [String] {
        var found: [String] = []
        if let tokens = alternatives?.outputTokens {
            found.append("an output limit of \(Shown.grouped(tokens)) tokens")
        }
        if let model = alternatives?.cheapest {
            found.append(
                "another model: \(Shown.safe(model.name)) costs at most "
                    + "\(Shown.money(model.ceilingNanos)) USD, the cheapest that is allowed"
            )
        }
        if let freeAtMs = alternatives?.freeAtMs {
            found.append("the same call from \(Shown.time(freeAtMs)) on, when a window ends")
        }
        if outcome.decision == .approve, let terms = outcome.approval {
            found.append(
                "an approval by \(terms.needed) of \(Shown.safe(terms.group)), within "
                    + Shown.length(ms: terms.withinMs)
            )
        }
        return found
    }
}

extension TrialOutcome {
    /// Why, in the words of receipts; for a refusal its numbers too.
    var explained: [String] {
        switch decision {
        case .allow, .downgrade, .approve, .wait: return reasons
        case .block(let cause):
            switch cause {
            case .rules, .unmatched: return reasons
            case .unpriced(.unpriced):
                return reasons + ["the model has no price, and the policy refuses that (unpriced)"]
            case .unpriced(.noOutputLimit):
                return reasons + ["no largest output is known for the model; say output=…"]
            case .unpriced(.misfit(let message)): return reasons + [message]
            case .budget(let refusal): return reasons + [refusal.explained]
            }
        }
    }
}

extension Refusal {
    /// The refusal with both sides of its comparison.
    var explained: String {
        guard let account, let unit else { return "the ledger says \(code.rawValue)" }
        switch code {
        case .paused: return "budget \"\(account.budget)\" is paused"
        case .frozen: return "budget \"\(account.budget)\" is frozen"
        default:
            return "budget \"\(account.budget)\": spent \(Shown.amount(spent, unit)) + held "
                + "\(Shown.amount(held, unit)) + needed \(Shown.amount(needed, unit)) > "
                + Shown.amount(limit, unit)
        }
    }
}

extension TrialLine {
    /// What the budget has to say of the call.
    var says: [String] {
        var says: [String] = []
        if isPaused { says.append("paused") }
        let needs = Int128(spent) + Int128(held) + Int128(needed)
        if needs > Int128(cap) { says.append("no room") }
        for threshold in passed where threshold.action != .block {
            says.append("past \(shareText(threshold.atBasisPoints)): \(threshold.action.name)")
        }
        if says.isEmpty { says.append("room") }
        if !isEnforced { says.append("(shadow)") }
        return says
    }
}

extension RuleTrace.Term {
    /// The term as why something does not match.
    fileprivate var miss: String { text.replacing("\" fits \"", with: "\" does not fit \"") }
}
