import FarthingCore

/// Reads one rule; nil when something that it cannot do without is wrong or missing.
func readRule(_ field: Field) -> Rule? {
    let keys = ["id", "when", "require", "reason", "mode"] + WrittenAction.keys
    guard let section = Section(field, keys: keys) else { return nil }
    let id = section.required("id", "a name for the rule")?.text("a name for the rule")
    let when = section.required("when", "conditions, or {} for every call")
    let conditions = when.flatMap(readConditions)
    let isEnforced = section["mode"].map { $0.mode() } ?? true
    let reason = section["reason"].flatMap { $0.text("a reason") }
    if let require = section["require"] {
        let supported = choices(PolicySupport.ruleActions)
        require.report("\"require\" is not supported yet; a rule can do: \(supported)")
        return nil
    }
    let supported = PolicySupport.ruleActions
    let action = WrittenAction.read(section, supported: supported, for: "rules")?.rule
    guard let id, let conditions, let isEnforced, let action else { return nil }
    return Rule(
        id: id,
        conditions: conditions,
        action: action,
        isEnforced: isEnforced,
        reason: reason
    )
}

private func readConditions(_ field: Field) -> [Condition]? {
    guard let members = field.members("conditions, like { cost: \"> 2.00 USD\" }") else {
        return nil
    }
    let conditions = members.map { member -> Condition? in
        let value = Field(member.value, path: field.path(of: member.key), field.context)
        switch member.key {
        case "cost": return readCost(value)
        case "tokens": return readTokens(value)
        default:
            let others = ["cost", "tokens"]
            let dimension = field.dimension(
                named: member.key,
                member.place,
                value.path,
                besides: others
            )
            let pattern = value.glob()
            guard let dimension, let pattern else { return nil }
            return .scope(dimension, pattern)
        }
    }
    // A rule that lost a condition would hold for more calls than its author meant.
    let complete = conditions.compactMap(\.self)
    return complete.count == conditions.count ? complete : nil
}

private func readCost(_ field: Field) -> Condition? {
    let example = "> 2.00 USD"
    guard let (comparison, text) = readComparison(field, example) else { return nil }
    do throws(Amount.Fault) {
        let amount = try Amount(text)
        guard amount.unit == .money("USD") else {
            field.report("a call's cost is in USD; write a comparison like \(quoted(example))")
            return nil
        }
        return .cost(comparison, nanos: amount.value)
    } catch {
        field.report(error.message)
        return nil
    }
}

private func readTokens(_ field: Field) -> Condition? {
    guard let (comparison, text) = readComparison(field, "> 100k") else { return nil }
    do throws(Amount.Fault) {
        return .tokens(comparison, try Amount.tokens(text))
    } catch {
        field.report(error.message)
        return nil
    }
}

private func readComparison(_ field: Field, _ example: String) -> (Comparison, String)? {
    guard let text = field.text("a comparison like \(quoted(example))") else { return nil }
    let sign = text.prefix { "<>=!".contains($0) }
    guard let comparison = Comparison(rawValue: String(sign)) else {
        let signs = choices(Comparison.allCases.map(\.rawValue))
        field.report(
            "\(quoted(text)) begins with none of \(signs); write it like \(quoted(example))"
        )
        return nil
    }
    return (comparison, String(text.dropFirst(sign.count).drop { $0 == " " }))
}
