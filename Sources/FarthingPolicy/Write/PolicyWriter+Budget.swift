import FarthingCore

extension PolicyWriter {
    /// A budget's lines.
    static func budget(_ budget: Budget, _ path: String) throws(PolicyError) -> [String] {
        var lines = ["id: " + YAMLText.scalar(budget.id)]
        if !budget.match.terms.isEmpty {
            let terms = budget.match.terms.map {
                YAMLText.scalar($0.dimension.name) + ": " + YAMLText.scalar($0.pattern.pattern)
            }
            lines.append("match: " + map(terms))
        }
        if !budget.per.isEmpty { lines.append("per: " + list(budget.per.map(\.name))) }
        lines.append("limit: " + (try amount(budget.limit, budget.unit, path + ".limit")))
        if budget.unit != .concurrent || budget.window != .total {
            lines.append("window: " + window(budget.window))
        }
        if budget.zone != .utc { lines.append("timezone: " + YAMLText.scalar(budget.zone.name)) }
        if budget.holdMode != .ceiling { lines.append("hold: " + budget.holdMode.rawValue) }
        if !budget.isEnforced { lines.append("mode: shadow") }
        lines += dates(budget.effective, zone: budget.zone)
        if budget.countsFromNow { lines.append("countFrom: now") }
        if !budget.warnsByDefault { lines.append("warnings: off") }
        if !budget.thresholds.isEmpty { lines.append("thresholds:") }
        for threshold in budget.thresholds {
            var members = ["at: " + share(threshold.atBasisPoints)]
            members += action(threshold.action)
            if let reason = threshold.reason {
                members.append("reason: " + YAMLText.scalar(reason))
            }
            lines.append("  - " + map(members))
        }
        return lines
    }

    private static func amount(
        _ value: Int64,
        _ unit: BudgetUnit,
        _ path: String
    ) throws(PolicyError) -> String {
        switch unit {
        case .money(let currency):
            guard currencyCodes.contains(currency) else {
                throw PolicyError(path: path, message: "\(quoted(currency)) is no currency in use")
            }
            return decimalText(nanos: value) + " " + currency
        case .tokens: return count(value) + " tokens"
        case .calls: return count(value) + " calls"
        case .concurrent: return count(value) + " concurrent"
        case .credits("default"): return count(value) + " credits"
        case .credits(let name): return YAMLText.quoted("\(count(value)) credits:\(name)")
        }
    }

    /// A window as `day` or `rolling 24h`.
    static func window(_ window: Window) -> String {
        guard case .rolling(let lengthMs) = window else { return window.name }
        return "rolling " + duration(lengthMs)
    }

    private static func action(_ action: ThresholdAction) -> [String] {
        switch action {
        case .warn, .pause, .block: ["do: " + action.name]
        case .downgrade(let models): downgrade(models)
        case .approve(let terms): approve(terms)
        case .wait(let deadlineMs): wait(deadlineMs)
        }
    }

    static func downgrade(_ models: [String]) -> [String] {
        let only = models.count == 1 ? models.first : nil
        return ["do: downgrade", "to: " + (only.map(YAMLText.scalar) ?? list(models))]
    }

    static func approve(_ terms: ApprovalTerms) -> [String] {
        var members = ["do: approve", "approvers: " + YAMLText.scalar(terms.group)]
        if terms.needed != 1 { members.append("need: \(terms.needed)") }
        if terms.withinMs != ApprovalTerms.withinMsDefault {
            members.append("within: " + duration(terms.withinMs))
        }
        if terms.waitMs != 0 { members.append("wait: " + duration(terms.waitMs)) }
        return members
    }

    static func wait(_ deadlineMs: Int64) -> [String] {
        ["do: wait", "within: " + duration(deadlineMs)]
    }
}
