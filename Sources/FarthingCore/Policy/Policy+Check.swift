extension Policy {
    /// The longest reason or target in UTF-8 bytes: a sentence, not a page.
    public static let textBytesMax = 500
    /// The most thresholds of a budget, and conditions of a rule: each is judged for each call.
    public static let partsMax = 32
    /// The longest wait in milliseconds: an hour; clients give up long before.
    public static let waitMsMax: Int64 = 3_600_000

    /// What is wrong with the policy, at most `max` findings.
    package func errors(max: Int) -> [PolicyError] {
        var check = PolicyCheck(max: max)
        check.policy(self)
        return check.errors
    }
}

/// Collects what is wrong with a policy.
private struct PolicyCheck {
    let max: Int
    var errors: [PolicyError] = []

    mutating func policy(_ policy: Policy) {
        name(policy.id, Budget.idBytesMax, "id", "the policy's id")
        name(policy.tenant, Scope.valueBytesMax, "tenant", "the tenant")
        expect(policy.version == 1, "version", "unknown version \(policy.version); expected 1")
        if case .ceiling(let nanos) = policy.unpriced {
            amount(nanos, from: 1, "unpriced", "the ceiling price")
        }
        dates(policy.effective, "")
        errors += ExchangeRate.errors(in: policy.rates).prefix(max - errors.count)
        expect(
            policy.budgets.count <= Policy.budgetsMax,
            "budgets",
            "\(policy.budgets.count) budgets; at most \(Policy.budgetsMax)"
        )
        expect(
            policy.rules.count <= Policy.rulesMax,
            "rules",
            "\(policy.rules.count) rules; at most \(Policy.rulesMax)"
        )
        var ids: Set<String> = []
        for (index, budget) in policy.budgets.enumerated() where errors.count < max {
            self.budget(budget, "budgets[\(index)]")
            unique(budget.id, &ids, "budgets[\(index)].id", "budget")
        }
        ids = []
        for (index, rule) in policy.rules.enumerated() where errors.count < max {
            self.rule(rule, "rules[\(index)]")
            unique(rule.id, &ids, "rules[\(index)].id", "rule")
        }
        errors += policy.privacyErrors.prefix(max - errors.count)
        if errors.count < max, let crowd = BudgetCrowd(policy.budgets) {
            errors.append(PolicyError(path: "budgets", message: crowd.message))
        }
    }

    private mutating func budget(_ budget: Budget, _ path: String) {
        name(budget.id, Budget.idBytesMax, path + ".id", "a budget's id")
        match(budget.match.terms.map(\.dimension), path + ".match")
        expect(
            Set(budget.per).count == budget.per.count && budget.per.count <= Scope.dimensionsMax,
            path + ".per",
            "a dimension twice, or more than \(Scope.dimensionsMax)"
        )
        for dimension in budget.per + budget.match.terms.map(\.dimension) {
            if case .tag(let tag) = dimension { name(tag, 64, path, "a tag's name") }
        }
        unit(budget, path)
        window(budget, path)
        dates(budget.effective, path)
        expect(
            budget.thresholds.count <= Policy.partsMax,
            path + ".thresholds",
            "\(budget.thresholds.count) thresholds; at most \(Policy.partsMax)"
        )
        for (index, threshold) in budget.thresholds.enumerated() {
            let path = "\(path).thresholds[\(index)]"
            text(threshold.reason, path + ".reason")
            switch threshold.action {
            case .warn, .pause, .block: break
            case .downgrade(let to): ladder(to, path + ".to")
            case .approve(let terms):
                approval(terms, path)
                expect(
                    budget.unit != .concurrent || threshold.atBasisPoints < 10_000,
                    path,
                    "nobody can lift a limit on calls in flight; let calls wait for a place"
                )
            case .wait(let deadlineMs): wait(deadlineMs, path + ".within")
            }
        }
    }

    private mutating func unit(_ budget: Budget, _ path: String) {
        amount(budget.limit, from: 0, path + ".limit", "a limit")
        switch budget.unit {
        case .money(let currency):
            expect(
                BudgetUnit(name: currency) == budget.unit,
                path + ".limit",
                "a currency is three capital letters, as USD"
            )
        case .credits(let credits): name(credits, 64, path + ".limit", "the name of credits")
        case .tokens, .calls, .concurrent: break
        }
    }

    private mutating func window(_ budget: Budget, _ path: String) {
        let window = budget.window
        if case .rolling(let lengthMs) = window {
            expect(
                Window.rollingMs.contains(lengthMs),
                path + ".window",
                "a rolling window lasts from 1 second to 366 days"
            )
        }
        expect(
            budget.unit != .concurrent || window == .total || window == .run,
            path + ".window",
            "a limit on concurrent calls has no window; leave it out, or write run"
        )
        expect(
            window != .run || budget.per.contains(.run),
            path + ".per",
            "a window of one run needs run among the dimensions of per"
        )
    }

    private mutating func rule(_ rule: Rule, _ path: String) {
        name(rule.id, Budget.idBytesMax, path + ".id", "a rule's id")
        text(rule.reason, path + ".reason")
        expect(
            rule.conditions.count <= Policy.partsMax,
            path + ".when",
            "\(rule.conditions.count) conditions; at most \(Policy.partsMax)"
        )
        for condition in rule.conditions {
            switch condition {
            case .cost(_, let nanos): amount(nanos, from: 0, path + ".when.cost", "a cost")
            case .tokens(_, let tokens): amount(tokens, from: 0, path + ".when.tokens", "tokens")
            case .scope(.tag(let tag), _): name(tag, 64, path + ".when", "a tag's name")
            case .scope: break
            case .run(let measure, _, let value):
                let key = "\(path).when.\(measure.rawValue)"
                amount(value, from: 0, key, "a number of the run")
            }
        }
        switch rule.action {
        case .downgrade(let to): ladder(to, path + ".to")
        case .approve(let terms): approval(terms, path)
        case .wait(let deadlineMs): wait(deadlineMs, path + ".within")
        case .block, .require: break
        }
        dates(rule.effective, path)
    }

    private mutating func ladder(_ models: [String], _ path: String) {
        expect(
            !models.isEmpty && models.count <= Policy.partsMax
                && Set(models).count == models.count,
            path,
            "a downgrade names from 1 to \(Policy.partsMax) models, each once"
        )
        for model in models { name(model, Scope.valueBytesMax, path, "a model") }
    }

    private mutating func approval(_ terms: ApprovalTerms, _ path: String) {
        name(terms.group, Scope.valueBytesMax, path + ".approvers", "a group")
        expect(
            (1...ApprovalTerms.neededMax).contains(terms.needed),
            path + ".need",
            "an approval needs from 1 to \(ApprovalTerms.neededMax) votes"
        )
        expect(
            ApprovalTerms.withinMs.contains(terms.withinMs),
            path + ".within",
            "an approval takes from 1 minute to 30 days"
        )
        if terms.waitMs != 0 { wait(terms.waitMs, path + ".wait") }
        expect(
            terms.waitMs <= terms.withinMs,
            path + ".wait",
            "a request does not wait longer than its approval may take"
        )
    }

    private mutating func dates(_ dates: EffectiveDates, _ path: String) {
        guard let fromMs = dates.fromMs, let untilMs = dates.untilMs else { return }
        let key = path.isEmpty ? "until" : path + ".until"
        expect(fromMs < untilMs, key, "it ends before it begins")
    }

    private mutating func match(_ dimensions: [Dimension], _ path: String) {
        expect(
            Set(dimensions).count == dimensions.count && dimensions.count <= Scope.dimensionsMax,
            path,
            "a dimension twice, or more than \(Scope.dimensionsMax)"
        )
    }

    private mutating func unique(
        _ id: String,
        _ seen: inout Set<String>,
        _ path: String,
        _ what: String
    ) {
        expect(seen.insert(id).inserted, path, "another \(what) has the id \"\(id)\"")
    }

    private mutating func amount(_ value: Int64, from least: Int64, _ path: String, _ what: String)
    {
        expect(
            value >= least && value <= Money.maxNanos,
            path,
            "\(what) is at least \(least) and at most \(Money.maxNanos) (nanos, for money)"
        )
    }

    private mutating func wait(_ deadlineMs: Int64, _ path: String) {
        expect(
            (1...Policy.waitMsMax).contains(deadlineMs),
            path,
            "a wait lasts from 1 ms to \(Policy.waitMsMax / 60_000) minutes"
        )
    }

    private mutating func text(_ text: String?, _ path: String) {
        guard let text else { return }
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.value >= 32 && !(127...159).contains($0.value)
        }
        expect(
            !text.isEmpty && text.utf8.count <= Policy.textBytesMax && isPlain,
            path,
            "a reason has from 1 to \(Policy.textBytesMax) bytes and no control characters"
        )
    }

    private mutating func name(_ text: String, _ bytesMax: Int, _ path: String, _ what: String) {
        var isPlain = true
        var isBlank = true
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: isPlain = false
            case .spaceSeparator: break
            default: isBlank = false
            }
        }
        expect(
            !isBlank && text.utf8.count <= bytesMax && isPlain,
            path,
            "\(what) has from 1 to \(bytesMax) bytes, not blanks alone, and no control or "
                + "invisible characters"
        )
    }

    private mutating func expect(
        _ holds: Bool,
        _ path: @autoclosure () -> String,
        _ message: @autoclosure () -> String
    ) {
        guard !holds, errors.count < max else { return }
        errors.append(PolicyError(path: path(), message: message()))
    }
}
