import FarthingCore

extension PolicyWriter {
    /// A rule's lines.
    static func rule(_ rule: Rule, _ path: String) throws(PolicyError) -> [String] {
        var lines = ["id: " + YAMLText.scalar(rule.id)]
        var seen: Set<String> = []
        var members: [String] = []
        for condition in rule.conditions {
            let (key, value) = member(condition)
            guard seen.insert(key).inserted else {
                throw PolicyError(
                    path: path + ".when",
                    message: "two conditions on \(quoted(key)); make a rule of each, or one of both"
                )
            }
            if case .run(.projected, _, let share) = condition, share > PolicyWriter.shareMax {
                throw PolicyError(
                    path: path + ".when." + key,
                    message: "a share of at most 999999%"
                )
            }
            members.append(YAMLText.scalar(key) + ": " + value)
        }
        lines.append("when: " + map(members))
        switch rule.action {
        case .block: lines.append(rule.skips ? "do: skip" : "do: block")
        case .require(let capability): lines.append("require: " + capability.name)
        case .downgrade(let models): lines += downgrade(models)
        case .approve(let terms): lines += approve(terms)
        case .wait(let deadlineMs): lines += wait(deadlineMs)
        }
        if !rule.isEnforced { lines.append("mode: shadow") }
        lines += dates(rule.effective)
        if let reason = rule.reason { lines.append("reason: " + YAMLText.scalar(reason)) }
        return lines
    }

    private static func member(_ condition: Condition) -> (key: String, value: String) {
        switch condition {
        case .cost(let comparison, let nanos):
            ("cost", YAMLText.quoted("\(comparison.rawValue) \(decimalText(nanos: nanos)) USD"))
        case .tokens(let comparison, let tokens):
            ("tokens", YAMLText.quoted("\(comparison.rawValue) \(count(tokens))"))
        case .scope(let dimension, let pattern):
            (dimension.name, YAMLText.scalar(pattern.pattern))
        case .run(let measure, let comparison, let value):
            (
                measure.rawValue,
                YAMLText.quoted(
                    "\(comparison.rawValue) \(measure == .projected ? share(value) : String(value))"
                )
            )
        }
    }
}
