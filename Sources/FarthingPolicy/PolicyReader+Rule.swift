import FarthingCore

/// Reads one rule; nil when something that it cannot do without is wrong or missing.
func readRule(_ field: Field) -> Rule? {
    guard let section = Section(field, keys: PolicyKeys.rule) else { return nil }
    let id = section.required("id", "a name for the rule")?.text("a name for the rule")
    let when = section.required("when", "conditions, or {} for every call")
    let conditions = when.flatMap(readConditions)
    let action = readRuleAction(section)
    let isEnforced = section["mode"].map { $0.mode() } ?? true
    let reason = section["reason"].flatMap { $0.text("a reason") }
    let dates = readDates(section)
    guard let id, let conditions, let isEnforced, let action, let dates else { return nil }
    return Rule(
        id: id,
        conditions: conditions,
        action: action,
        isEnforced: isEnforced,
        reason: reason,
        effective: dates,
        skips: section["require"] == nil && section["do"]?.text("an action") == "skip"
    )
}

/// What `do` says, or `require` in its place.
private func readRuleAction(_ section: Section) -> RuleAction? {
    guard let require = section["require"] else {
        let others = ", or a capability as require: payment_initiate"
        return WrittenAction.read(section, PolicyKeys.ruleActions, others: others)?.rule
    }
    if section["do"] != nil {
        require.report("a rule has either \"do\" or \"require\"; make two rules of it")
        return nil
    }
    section.refuseStrays(beside: "require", "")
    let names = Capability.allCases.map(\.name)
    guard let text = require.text(choices(names)) else { return nil }
    if let capability = Capability(name: text) { return .require(capability) }
    require.report("unknown capability \(quoted(text))\(hint(for: text, among: names))")
    return nil
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
        case let key where RunMeasure(rawValue: key) != nil:
            return RunMeasure(rawValue: key).flatMap { readRun(value, $0) }
        default:
            let dimension = field.dimension(
                named: member.key,
                member.place,
                value.path,
                besides: PolicyKeys.conditions
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

private func readRun(_ field: Field, _ measure: RunMeasure) -> Condition? {
    let isShare = measure == .projected
    guard let (comparison, text) = readComparison(field, isShare ? "> 100%" : "> 50") else {
        return nil
    }
    do throws(Amount.Fault) {
        let value =
            isShare ? try shareBasisPoints(text, "share of the budget") : try Amount.count(text)
        guard !isShare || value <= Policy.projectedMax else {
            field.report("a share of the budget is at most \(shareText(Policy.projectedMax))")
            return nil
        }
        return .run(measure, comparison, value)
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
