import FarthingCore

/// Reads one budget; nil when something that it cannot do without is wrong or missing.
///
/// - Parameter warnsByDefault: what the policy says, for a budget that says nothing itself.
func readBudget(_ field: Field, warnsByDefault: Bool) -> Budget? {
    guard let section = Section(field, keys: PolicyKeys.budget) else { return nil }
    let id = section.required("id", "a name for the budget")?.text("a name for the budget")
    let amount = section.required("limit", "one like \(Amount.examples)").flatMap(readLimit)
    let window = readWindow(section, amount?.unit)
    let terms = section["match"].map(readMatch) ?? []
    var per = section["per"].map(readPer) ?? []
    let zone = section["timezone"].map(readZone) ?? .utc
    let hold = section["hold"].map(readHold) ?? .ceiling
    let isEnforced = section["mode"].map { $0.mode() } ?? true
    let thresholds = section["thresholds"].map(readThresholds) ?? []
    let fromNow =
        section["countFrom"].map {
            $0.choice("start", ["window": false, "now": true])
        } ?? false
    let warns = section["warnings"].map { $0.warnings() } ?? warnsByDefault
    let dates = readDates(section, zone: zone ?? .utc)
    guard let id, let amount, let window, let zone, let hold, let isEnforced, let fromNow,
        let warns, let dates
    else { return nil }
    // The accounts of such a window are told apart by run, whether the file says so or not.
    if window == .run, !per.contains(.run) { per.append(.run) }
    return Budget(
        id: id,
        match: Match(terms),
        per: per,
        unit: amount.unit,
        limit: amount.value,
        window: window,
        zone: zone,
        holdMode: hold,
        isEnforced: isEnforced,
        thresholds: thresholds,
        countsFromNow: fromNow,
        effective: dates,
        warnsByDefault: warns
    )
}

private func readLimit(_ field: Field) -> Amount? {
    guard let text = field.text("an amount like \(Amount.examples)") else { return nil }
    do throws(Amount.Fault) {
        return try Amount(text)
    } catch {
        field.report(error.message)
        return nil
    }
}

private let windowWords: KeyValuePairs<String, Window> = [
    "call": .call, "run": .run, "minute": .minute, "hour": .hour, "day": .day, "week": .week,
    "month": .month, "total": .total,
]

private func readWindow(_ section: Section, _ unit: BudgetUnit?) -> Window? {
    if unit == .concurrent, section["window"] == nil { return .total }
    let words = windowWords.map(\.key) + ["rolling 24h"]
    guard let field = section.required("window", choices(words)),
        let text = field.text(choices(words))
    else { return nil }
    if let found = windowWords.first(where: { $0.key == text }) { return found.value }
    let parts = text.split(separator: " ")
    guard parts.first == "rolling" || parts.last == "rolling" else {
        let length = durationMs(text) == nil ? nil : "; did you mean \(quoted("rolling " + text))?"
        let daily = text == "daily" ? "; did you mean \"day\"?" : nil
        let hint = length ?? daily ?? hint(for: text, among: words)
        field.report("unknown window \(quoted(text))\(hint)")
        return nil
    }
    guard parts.count == 2, parts.first == "rolling", let lengthMs = durationMs(parts[1]) else {
        field.report("\(quoted(text)) is no window; write a rolling one like rolling 24h")
        return nil
    }
    guard Window.rollingMs.contains(lengthMs) else {
        field.report("a rolling window lasts from 1s to 366d")
        return nil
    }
    return .rolling(lengthMs: lengthMs)
}

private func readMatch(_ field: Field) -> [Match.Term] {
    let members = field.members("dimensions and their patterns, like { team: finance }") ?? []
    return members.compactMap { member in
        let value = Field(member.value, path: field.path(of: member.key), field.context)
        let dimension = field.dimension(named: member.key, member.place, value.path)
        let pattern = value.glob()
        guard let dimension, let pattern else { return nil }
        return Match.Term(dimension: dimension, pattern: pattern)
    }
}

private func readPer(_ field: Field) -> [Dimension] {
    if case .scalar = field.node.content { return [field.dimension()].compactMap(\.self) }
    var seen: [Dimension] = []
    for element in field.elements("a list of dimensions, like [agent]") ?? [] {
        guard let dimension = element.dimension() else { continue }
        if seen.contains(dimension) {
            element.report("\(quoted(dimension.name)) stands in the list again")
        } else {
            seen.append(dimension)
        }
    }
    return seen
}

private func readZone(_ field: Field) -> ZoneRules? {
    guard let name = field.text("a time zone like Europe/Berlin") else { return nil }
    if name == "UTC" { return .utc }
    if ZoneRules.isName(name), let rules = field.context.zones(name) { return rules }
    // The usual slips: a space for an underscore, and case.
    let words = name.split(whereSeparator: { " _".contains($0) }).map { word in
        word.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }
            .joined(separator: "/")
    }
    let guess = words.joined(separator: "_")
    if ["Utc", "Z"].contains(guess) {
        field.report("unknown time zone \(quoted(name)); did you mean \"UTC\"?")
    } else if ZoneRules.isName(guess), field.context.zones(guess) != nil {
        field.report("unknown time zone \(quoted(name)); did you mean \(quoted(guess))?")
    } else {
        field.report(
            "unknown time zone \(quoted(name)); write an IANA name, as UTC or Europe/Berlin, that "
                + "this system's time-zone data has"
        )
    }
    return nil
}

private func readHold(_ field: Field) -> HoldMode? {
    field.choice(
        "hold mode",
        [
            "ceiling": HoldMode.ceiling, "fitted": .fitted, "metered": .metered,
            "estimate": .estimate,
        ]
    )
}
