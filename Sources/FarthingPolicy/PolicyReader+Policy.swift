import FarthingCore

/// Reads the outermost map; nil when it is none. What is wrong inside it is reported.
func readPolicy(_ field: Field) -> Policy? {
    let section = Section(field, keys: PolicyKeys.policy, ignored: PolicyKeys.ignored)
    guard let section else { return nil }
    var policy = Policy(id: defaultID(field.context.file))
    if let version = section.required("version", "version: 1")?.text("1") {
        if version != "1" {
            section["version"]?.report("unknown version \(quoted(version)); expected 1")
        }
    }
    if let id = section["id"]?.text("a name for the policy") { policy.id = id }
    if let tenant = section["tenant"]?.text("a tenant's name") { policy.tenant = tenant }
    if let isEnforced = section["mode"]?.mode() { policy.isEnforced = isEnforced }
    if let unpriced = section["unpriced"].flatMap(readUnpriced) { policy.unpriced = unpriced }
    if let allows = section["unmatched"]?.choice("answer", ["refuse": false, "allow": true]) {
        policy.allowsUnmatched = allows
    }
    if let dates = readDates(section) { policy.effective = dates }
    if let privacy = section["privacy"].flatMap(readPrivacy) { policy.privacy = privacy }
    let warns = section["warnings"]?.warnings() ?? true
    policy.budgets = read(section["budgets"], "budgets", max: Policy.budgetsMax) { field in
        readBudget(field, warnsByDefault: warns)
    }
    policy.rules = read(section["rules"], "rules", max: Policy.rulesMax, readRule)
    policy.rates = read(section["rates"], "rates", max: ExchangeRate.ratesMax, readExchangeRate)
    if let prices = section["prices"] {
        policy.prices = read(prices, "prices", max: PriceOverride.overridesMax, readPrice)
        checkPrices(policy.prices, prices)
    }
    return policy
}

private func read<Value>(
    _ field: Field?,
    _ what: String,
    max: Int,
    _ readOne: (Field) -> Value?
) -> [Value] {
    guard let field, let elements = field.elements("a list of \(what)") else { return [] }
    guard elements.count <= max else {
        field.report("\(elements.count) \(what); at most \(max)")
        return []
    }
    return field.read(elements, readOne)
}

private func readPrivacy(_ field: Field) -> Privacy? {
    guard let section = Section(field, keys: PolicyKeys.privacy) else { return nil }
    let example = "a list of dimensions, like [user, agent]"
    guard let list = section.required("commit", "commit: [user, agent]") else { return nil }
    var privacy = Privacy()
    for element in list.elements(example) ?? [] {
        guard let dimension = element.dimension() else { continue }
        if !dimension.isCommittable {
            element.report(
                "\(quoted(dimension.name)) cannot be committed to; only \(Dimension.committable)"
            )
        } else if privacy.covers(dimension) {
            element.report("\(quoted(dimension.name)) stands in the list again")
        } else {
            privacy.commit.append(dimension)
        }
    }
    return privacy
}

private func readUnpriced(_ field: Field) -> Policy.Unpriced? {
    if case .map = field.node.content {
        guard let section = Section(field, keys: PolicyKeys.unpriced),
            let price = section.required("ceiling", "a price like 100 USD per 1M tokens")
        else { return nil }
        return readCeiling(price)
    }
    guard case .scalar("refuse") = field.node.content else {
        field.report("expected refuse, or a price as { ceiling: 100 USD per 1M tokens }")
        return nil
    }
    return .refuse
}

private func readCeiling(_ field: Field) -> Policy.Unpriced? {
    let suffix = " per 1M tokens"
    guard let text = field.text("a price like 100 USD per 1M tokens") else { return nil }
    guard text.hasSuffix(suffix) else {
        field.report("\(quoted(text)) is no price; write one like 100 USD per 1M tokens")
        return nil
    }
    do throws(Amount.Fault) {
        let amount = try Amount(String(text.dropLast(suffix.utf8.count)))
        guard amount.unit == .money("USD"), amount.value > 0 else {
            field.report("a ceiling price is more than zero and in USD, as the price book is")
            return nil
        }
        return .ceiling(nanosPerMillion: amount.value)
    } catch {
        field.report(error.message)
        return nil
    }
}

/// The file's name without folders and extension.
private func defaultID(_ file: String) -> String {
    let name = file.split(separator: "/").last ?? "policy"
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return String(name) }
    return String(name[..<dot])
}
