import FarthingCore

/// One of two policies, ready to be asked what of it concerns a kind of scope.
struct DiffSide {
    /// A budget that refuses calls, and for which.
    struct BudgetPart {
        var budget: Budget
        var selector: ScopeClasses.Selector
        var dates: EffectiveDates
        var essence: Budget
    }

    /// A rule that decides calls, and for which.
    struct RulePart {
        var rule: Rule
        var selector: ScopeClasses.Selector
        var dates: EffectiveDates
        var essence: Rule
    }

    let policy: Policy
    let budgets: [BudgetPart]
    let rules: [RulePart]
    /// Every budget, those in shadow too: without any, a call is unmatched.
    private let matching: [(selector: ScopeClasses.Selector, dates: EffectiveDates)]

    init(_ policy: Policy, _ scopes: ScopeClasses) {
        self.policy = policy
        let whole = policy.effective
        let parts = policy.budgets.map { budget in
            BudgetPart(
                budget: budget,
                selector: scopes.selector(budget.match.terms.map { ($0.dimension, $0.pattern) }),
                dates: whole.intersection(budget.effective),
                essence: budget.essence
            )
        }
        matching = parts.map { ($0.selector, $0.dates) }
        budgets = policy.isEnforced ? parts.filter(\.budget.isEnforced) : []
        rules = (policy.isEnforced ? policy.rules : []).filter(\.isEnforced).map { rule in
            RulePart(
                rule: rule,
                selector: scopes.selector(rule.scopeTerms),
                dates: whole.intersection(rule.effective),
                essence: rule.essence
            )
        }
    }

    /// How much there is to look at for each kind of scope.
    var partCount: Int { matching.count + budgets.count + rules.count + 1 }

    /// What concerns a kind of scope at a time: places in ``budgets`` and ``rules``.
    struct Profile {
        var budgets: [Int]
        var rules: [Int]
        var isUnmatched: Bool
    }

    func profile(_ places: [Int], atMs: Int64) -> Profile {
        let isMatched = matching.contains { $0.dates.contains(atMs) && $0.selector.holds(places) }
        return Profile(
            budgets: budgets.indices.filter {
                budgets[$0].dates.contains(atMs) && budgets[$0].selector.holds(places)
            },
            rules: rules.indices.filter {
                rules[$0].dates.contains(atMs) && rules[$0].selector.holds(places)
            },
            isUnmatched: !isMatched && !policy.allowsUnmatched && policy.isEnforced
        )
    }

    /// The models to which calls of a profile may be downgraded.
    func ladders(_ profile: Profile) -> [String] {
        var models: [String] = []
        for index in profile.rules {
            if case .downgrade(let to) = rules[index].rule.action { models += to }
        }
        for index in profile.budgets {
            for threshold in budgets[index].budget.thresholds {
                if case .downgrade(let to) = threshold.action { models += to }
            }
        }
        return models
    }

    /// What the rules say of a call, budgets aside; `others` are approvals that other rules may ask.
    func ruling(_ profile: Profile, _ facts: CallFacts, _ others: ApprovalTerms? = nil) -> Ruling {
        var found = Ruling()
        if let others { found.base = .approve(others) }
        found.blocks = profile.isUnmatched
        for index in profile.rules {
            let rule = rules[index].rule
            guard rule.conditions.allSatisfy({ $0.isMet(by: facts) }) else { continue }
            switch rule.action {
            case .block: found.blocks = true
            case .require(let least):
                if facts.capability.map({ $0 < least }) ?? true { found.lacks = true }
            case .wait(let deadlineMs):
                found.waitMs = min(found.waitMs ?? deadlineMs, deadlineMs)
            case .approve(let terms):
                if case .approve(let other) = found.base, !terms.isPreferred(to: other) { continue }
                found.base = .approve(terms)
            case .downgrade(let ladder): found.ladders.insert(ladder)
            }
        }
        return found
    }

    /// What rules say together.
    struct Ruling: Hashable {
        /// Refused, before any downgrade.
        var blocks = false
        /// Refused for what the key is not trusted with, where no downgrade goes before.
        var lacks = false
        var base = Strictness.allow
        /// How long the call may wait where there is no room; nil where it may not.
        var waitMs: Int64?
        var ladders: Set<[String]> = []

        var refuses: Bool { blocks || lacks }
    }
}

extension Condition {
    /// Whether a condition on a number holds; those on the scope are looked at elsewhere.
    func isMet(by facts: CallFacts) -> Bool {
        switch self {
        case .cost(let comparison, let nanos):
            facts.costNanos.map { comparison.holds($0, nanos) } ?? false
        case .tokens(let comparison, let tokens): comparison.holds(facts.tokens, tokens)
        case .run(let measure, let comparison, let value):
            facts.run?.measured(measure).map { comparison.holds($0, value) } ?? false
        case .scope: true
        }
    }
}

extension EffectiveDates {
    func intersection(_ other: EffectiveDates) -> EffectiveDates {
        EffectiveDates(
            fromMs: [fromMs, other.fromMs].compactMap(\.self).max(),
            untilMs: [untilMs, other.untilMs].compactMap(\.self).min()
        )
    }

    /// Whether everything in `other` lies in this.
    func covers(_ other: EffectiveDates) -> Bool {
        if let from = other.fromMs, let until = other.untilMs, from >= until { return true }
        return (fromMs ?? .min) <= (other.fromMs ?? .min)
            && (untilMs ?? .max) >= (other.untilMs ?? .max)
    }
}

extension Rule {
    var scopeTerms: [(Dimension, Glob)] {
        conditions.compactMap { condition in
            guard case .scope(let dimension, let pattern) = condition else { return nil }
            return (dimension, pattern)
        }
    }

    /// The rule without what changes no decision.
    var essence: Rule {
        var rule = self
        rule.id = ""
        rule.reason = nil
        rule.conditions.sort { String(describing: $0) < String(describing: $1) }
        return rule
    }
}

extension Budget {
    /// The budget without what changes no decision.
    var essence: Budget {
        var budget = self
        budget.id = ""
        budget.warnsByDefault = true
        budget.countsFromNow = false
        budget.thresholds = thresholds.filter { $0.action != .warn }
            .compactMap { Threshold(atBasisPoints: $0.atBasisPoints, action: $0.action) }
            .sorted { String(describing: $0) < String(describing: $1) }
        budget.per.sort { utf8Precedes($0.name, $1.name) }
        budget.match = Match(
            match.terms.sorted { utf8Precedes($0.dimension.name, $1.dimension.name) }
        )
        return budget
    }
}
