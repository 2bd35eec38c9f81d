package import FarthingCore

/// Looks at a policy that is good by itself beside the price book: what in it cannot work, never
/// applies, or changes nothing.
package struct PolicyAudit {
    package private(set) var findings: [PolicyFinding] = []
    private let policy: Policy
    private let models: PricedModels
    private let atMs: Int64

    /// Looks at everything.
    ///
    /// - Parameters:
    ///   - prices: a book without the policy's own prices.
    ///   - groups: the groups that some key may vote for; nil where nobody knows.
    package init(_ policy: Policy, _ prices: PriceBook, groups: Set<String>? = nil, atMs: Int64) {
        self.policy = policy
        self.atMs = atMs
        let prices = prices.applying(policy.prices)
        models = PricedModels(prices, atMs: atMs)
        // What a server refuses, too.
        for error in DowngradeCheck(policy, prices).errors {
            add(.error, .downgradeTarget, error.path, error.message)
        }
        for (index, budget) in policy.budgets.enumerated() { self.budget(budget, index) }
        for (index, rule) in policy.rules.enumerated() { self.rule(rule, index) }
        if policy.budgets.isEmpty, policy.isEnforced, !policy.allowsUnmatched {
            add(
                .warning,
                .noBudget,
                "budgets",
                "there is no budget, so that every call is refused (unmatched: refuse); write one, "
                    + "or unmatched: allow"
            )
        }
        findings += Self.passedUnasked(policy)
        if let groups { approvers(groups) }
        findings = Array(findings.prefix(PolicyFinding.findingsMax))
    }

    /// Thresholds that a stream which runs grows past without anybody being asked.
    package static func passedUnasked(_ policy: Policy) -> [PolicyFinding] {
        policy.budgets.enumerated().flatMap { index, budget -> [PolicyFinding] in
            // Beside a budget that holds everything before a call, none grows.
            let isHeldAtOnce = policy.budgets.contains { other in
                (other.holdMode == .ceiling || other.holdMode == .fitted) && other.isEnforced
                    && other.effective == .always
                    && other.match.terms.allSatisfy(budget.match.terms.contains)
            }
            return isHeldAtOnce
                ? []
                : budget.thresholds.enumerated().compactMap { place, threshold -> PolicyFinding? in
                    guard budget.holdMode == .metered, budget.isEnforced else { return nil }
                    switch threshold.action {
                    case .warn, .block, .pause: return nil
                    case .approve, .wait, .downgrade: break
                    }
                    return PolicyFinding(
                        .warning,
                        .passedUnasked,
                        path: "budgets[\(index)].thresholds[\(place)].do",
                        message: "with hold: metered a stream that begins below "
                            + "\(shareText(threshold.atBasisPoints)) grows past it, and "
                            + "\(threshold.action.name) is not asked then; write hold: ceiling, or block "
                            + "for what is to stop it"
                    )
                }
        }
    }

    private mutating func add(
        _ severity: PolicyFinding.Severity,
        _ code: PolicyFinding.Code,
        _ path: String,
        _ message: String
    ) {
        findings.append(PolicyFinding(severity, code, path: path, message: message))
    }

    private mutating func budget(_ budget: Budget, _ index: Int) {
        let path = "budgets[\(index)]"
        let terms = budget.match.terms.map { ($0.dimension, $0.pattern) }
        names(terms, path + ".match")
        over(budget.effective, path, "the budget")
        let blocks = budget.thresholds.filter { $0.action == .block || $0.action == .pause }
            .map(\.atBasisPoints).min()
        for (place, threshold) in budget.thresholds.enumerated() {
            let path = "\(path).thresholds[\(place)]"
            if case .downgrade(let ladder) = threshold.action {
                self.ladder(ladder, terms, path + ".to")
            }
            guard let blocks, threshold.atBasisPoints > blocks, threshold.action != .warn else {
                continue
            }
            add(
                .warning,
                .thresholdBehindBlock,
                path + ".at",
                "the budget blocks at \(shareText(blocks)) already; put this below it"
            )
        }
        covered(budget, index)
    }

    /// A budget beside which another always refuses first.
    private mutating func covered(_ budget: Budget, _ index: Int) {
        let acts = budget.thresholds.contains { $0.action != .warn }
        guard budget.isEnforced, !acts else { return }
        for (place, other) in policy.budgets.enumerated() where place != index {
            guard other.isEnforced, other.unit == budget.unit, other.window == budget.window,
                other.zone.name == budget.zone.name, other.effective == .always,
                other.match.terms.allSatisfy(budget.match.terms.contains),
                other.per.allSatisfy(budget.per.contains), other.cap <= budget.cap,
                // Of two that say the same, the later one is too many.
                !budget.says(other) || place < index
            else { continue }
            add(
                .warning,
                .budgetCovered,
                "budgets[\(index)]",
                "the budget \(quoted(other.id)) counts every call of this one and allows no more, "
                    + "so that this one never refuses anything; lower its limit, or remove it"
            )
            return
        }
    }

    private mutating func rule(_ rule: Rule, _ index: Int) {
        let path = "rules[\(index)]"
        let terms = rule.conditions.compactMap { condition -> (Dimension, Glob)? in
            guard case .scope(let dimension, let pattern) = condition else { return nil }
            return (dimension, pattern)
        }
        names(terms, path + ".when")
        over(rule.effective, path, "the rule")
        if let impossible = NumberRange.impossible(rule.conditions) {
            add(
                .warning,
                .neverApplies,
                "\(path).when.\(impossible)",
                "no call can meet this, so that the rule never applies; correct the comparison"
            )
        }
        if case .downgrade(let ladder) = rule.action { self.ladder(ladder, terms, path + ".to") }
        guard rule.action != .block else { return }
        for other in policy.rules where other.action == .block && other.isEnforced {
            guard other.conditions.allSatisfy(rule.conditions.contains), other.effective == .always
            else { continue }
            add(
                .warning,
                .alwaysBlocked,
                path,
                "the rule \(quoted(other.id)) blocks every call that this one is about; remove one "
                    + "of them"
            )
            return
        }
    }

    private mutating func over(_ dates: EffectiveDates, _ path: String, _ what: String) {
        guard let untilMs = dates.untilMs, untilMs <= atMs else { return }
        add(
            .warning,
            .over,
            path + ".until",
            "\(what) is over since \(instantText(untilMs)); remove it, or change the date"
        )
    }

    /// Names of providers and models that nobody sells.
    private mutating func names(_ terms: [(Dimension, Glob)], _ path: String) {
        guard case .refuse = policy.unpriced else { return }
        let provider = terms.first { $0.0 == .provider }?.1
        let model = terms.first { $0.0 == .model }?.1
        if let provider, models.providers(fitting: provider).isEmpty {
            let hint = models.providerHint(provider.pattern)
            add(
                .warning,
                .unknownProvider,
                path + ".provider",
                "the price book has no provider of this name\(hint)"
            )
        } else if let model, !models.has(model, of: provider) {
            let hint = models.modelHint(model.pattern, of: provider)
            add(
                .warning,
                .unknownModel,
                path + ".model",
                "no model that has a price fits \(quoted(model.pattern)), so that no call does\(hint)"
            )
        }
    }

    /// A rung that costs no less than the one before it is never taken.
    private mutating func ladder(_ ladder: [String], _ terms: [(Dimension, Glob)], _ path: String) {
        let provider = terms.first { $0.0 == .provider }?.1
        let model = terms.first { $0.0 == .model }?.1
        let serving = models.providers(fitting: provider, selling: model)
        var before: (name: String, nanos: Int64)?
        for (index, name) in ladder.enumerated() {
            let sellers = serving.intersection(models.sellers(of: name))
            guard let nanos = models.usualNanos(name, of: sellers) else { continue }
            if let before, nanos >= before.nanos {
                add(
                    .warning,
                    .rungDearer,
                    ladder.count == 1 ? path : "\(path)[\(index)]",
                    "\(quoted(name)) is not cheaper than \(quoted(before.name)) before it; put the "
                        + "dearest first"
                )
            }
            before = (name, nanos)
        }
    }

    private mutating func approvers(_ groups: Set<String>) {
        func look(_ terms: ApprovalTerms, _ path: String) -> PolicyFinding? {
            guard !groups.contains(terms.group) else { return nil }
            return PolicyFinding(
                .warning,
                .approversMissing,
                path: path + ".approvers",
                message: "no key may approve for \(quoted(terms.group)); make one with `farthing "
                    + "keys create --name NAME --approves \(terms.group)`"
                    + (groups.isEmpty ? "" : hint(for: terms.group, among: groups.sorted()))
            )
        }
        for (index, budget) in policy.budgets.enumerated() {
            for (place, threshold) in budget.thresholds.enumerated() {
                guard case .approve(let terms) = threshold.action else { continue }
                let found = look(terms, "budgets[\(index)].thresholds[\(place)]")
                if let found { findings.append(found) }
            }
        }
        for (index, rule) in policy.rules.enumerated() {
            guard case .approve(let terms) = rule.action else { continue }
            if let found = look(terms, "rules[\(index)]") { findings.append(found) }
        }
    }
}

extension Budget {
    /// The most that may be spent and held in an account without top-ups.
    var cap: Int64 {
        let shares = thresholds.filter { $0.action == .block || $0.action == .pause }
        let least = shares.map(\.atBasisPoints).min() ?? 10_000
        return Int64(Int128(limit) * Int128(least) / 10_000)
    }

    /// Whether the other one counts the same calls in the same accounts, up to the same limit.
    fileprivate func says(_ other: Budget) -> Bool {
        Set(match.terms) == Set(other.match.terms) && Set(per) == Set(other.per)
            && cap == other.cap
    }
}

/// What numbers conditions leave to a call.
private struct NumberRange {
    var least: Int64 = 0
    var most = Int64.max

    /// The key of a comparison that no call can meet beside the others; nil where there is none.
    static func impossible(_ conditions: [Condition]) -> String? {
        var ranges: [String: NumberRange] = [:]
        for condition in conditions {
            let (key, comparison, value): (String, Comparison, Int64)
            switch condition {
            case .cost(let sign, let nanos): (key, comparison, value) = ("cost", sign, nanos)
            case .tokens(let sign, let count): (key, comparison, value) = ("tokens", sign, count)
            case .run(let measure, let sign, let number):
                (key, comparison, value) = (measure.rawValue, sign, number)
            case .scope: continue
            }
            var range = ranges[key] ?? NumberRange()
            switch comparison {
            case .greater: range.least = max(range.least, value == .max ? value : value + 1)
            case .greaterOrEqual: range.least = max(range.least, value)
            case .less: range.most = min(range.most, value - 1)
            case .lessOrEqual: range.most = min(range.most, value)
            case .equal:
                range.least = max(range.least, value)
                range.most = min(range.most, value)
            }
            if range.least > range.most { return key }
            ranges[key] = range
        }
        return nil
    }
}
