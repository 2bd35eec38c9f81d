import FarthingCore

/// Reads a SpendGuard contract; nil when something that it cannot do without is wrong or missing.
///
/// The product ignores members that it does not know, so they are warnings.
func readSpendguard(_ field: Field, _ notes: ImportNotes) -> SpendguardContract? {
    let keys = ["apiVersion", "kind", "metadata", "spec"]
    guard let section = Section(lenient: field, keys: keys, notes) else { return nil }
    let isFirst = section.required("apiVersion", "spendguard.ai/v1alpha2").flatMap(readVersion)
    if let kind = section.required("kind", "kind: Contract"), let text = kind.text("Contract"),
        text != "Contract"
    {
        kind.report("unknown kind \(quoted(text)); expected \"Contract\"")
    }
    let metadata = section.required("metadata", "{ id: <uuid>, name: team-a }")
        .flatMap { Section(lenient: $0, keys: ["id", "name"], notes) }
    let id = metadata?.required("id", "the contract's UUID").flatMap(readUUID)
    let name = metadata?.required("name", "the contract's name")?.text("the contract's name")
    let spec = section.required("spec", "the budgets and rules")
        .flatMap { Section(lenient: $0, keys: ["prediction_policy", "budgets", "rules"], notes) }
    guard let spec, let isFirst else { return nil }
    let prediction = readPrediction(spec, isFirst: isFirst, notes)
    let budgets = readList(spec.present("budgets"), "budgets", max: Policy.budgetsMax)
    let rules = readList(spec.present("rules"), "rules", max: Policy.rulesMax)
    let contract = SpendguardContract(
        id: id ?? "",
        name: name ?? "",
        prediction: prediction ?? .strict,
        budgets: budgets.compactMap { readBudget($0, notes) },
        rules: rules.compactMap { readRule($0, isFirst: isFirst, prediction ?? .strict, notes) }
    )
    return id == nil || name == nil ? nil : contract
}

private func readList(_ field: Field?, _ what: String, max: Int) -> [Field] {
    guard let field, let elements = field.elements("a list of \(what)") else { return [] }
    if elements.count <= max { return elements }
    field.report("\(elements.count) \(what); at most \(max)")
    return []
}

/// Whether the contract is of the first version of the language; nil for one that nobody knows.
private func readVersion(_ field: Field) -> Bool? {
    let first = ["contract.spendguard.io/v1alpha1", "spendguard.ai/v1alpha1"]
    let names = first + ["spendguard.ai/v1alpha2"]
    guard let text = field.text(choices(names)) else { return nil }
    guard names.contains(text) else {
        field.report("unknown apiVersion \(quoted(text))\(hint(for: text, among: names))")
        return nil
    }
    return first.contains(text)
}

private func readPrediction(
    _ spec: Section,
    isFirst: Bool,
    _ notes: ImportNotes
) -> SpendguardContract.Prediction? {
    guard let field = spec.present("prediction_policy") else { return nil }
    guard isFirst else { return field.word("prediction policy") }
    notes.warn(.dropped, field.path, "v1alpha1 has no prediction policy: STRICT_CEILING counts")
    return nil
}

private func readBudget(_ field: Field, _ notes: ImportNotes) -> SpendguardContract.Budget? {
    let keys = [
        "id", "limit_amount_atomic", "currency", "reservation_ttl_seconds", "require_hard_cap",
    ]
    guard let section = Section(lenient: field, keys: keys, notes) else { return nil }
    let id = section.required("id", "the budget's UUID").flatMap(readUUID)
    let micros = section.required("limit_amount_atomic", "\"50000000\" for 50.00 USD")
        .flatMap { readMicros($0, notes) }
    let currency = section.required("currency", "currency: USD")
    let code = currency?.text("a currency like USD")
    if let currency, let code, !currencyCodes.contains(code) {
        currency.report("unknown currency \(quoted(code))\(hint(for: code, among: currencyCodes))")
    }
    if let ttl = section.present("reservation_ttl_seconds") {
        _ = ttl.wholeNumber("a number of seconds")
        notes.warn(
            .dropped,
            ttl.path,
            "a hold of the sidecar lasts sidecarHoldMs here (60 seconds without --set), one of the "
                + "gateway as long as its call; there a setting of the sidecar counts"
        )
    }
    let hard: Bool? = section.present("require_hard_cap")?
        .choice("truth value", ["true": true, "false": false])
    if hard == false {
        notes.warn(
            .enforced,
            field.path + ".require_hard_cap",
            "a limit here is always hard; write mode: shadow to count without refusing"
        )
    }
    guard let id, let micros, let code else { return nil }
    return SpendguardContract.Budget(id: id, limitMicros: micros, currency: code, path: field.path)
}

private func readRule(
    _ field: Field,
    isFirst: Bool,
    _ prediction: SpendguardContract.Prediction,
    _ notes: ImportNotes
) -> SpendguardContract.Rule? {
    let keys = ["id", "when", "then", "run_projection_action", "condition"]
    guard let section = Section(lenient: field, keys: keys, notes) else { return nil }
    let id = section.required("id", "the rule's id")?.text("the rule's id")
    readCondition(section, isFirst: isFirst, notes)
    let whenKeys = ["budget_id", "claim_amount_atomic_gt", "claim_amount_atomic_gte"]
    let when = section.required("when", "a budget_id and an amount")
        .flatMap { Section(lenient: $0, keys: whenKeys, notes) }
    let budgetID = when?.required("budget_id", "the budget's UUID").flatMap(readUUID)
    let above = when?.present("claim_amount_atomic_gt").map { readMicros($0, notes) }
    let from = when?.present("claim_amount_atomic_gte").map { readMicros($0, notes) }
    let then = section.required("then", "a decision and a reason_code")
        .flatMap {
            Section(lenient: $0, keys: ["decision", "reason_code", "approver_role"], notes)
        }
    let decision: SpendguardContract.Decision? = then?.required("decision", "STOP, or another")
        .flatMap { $0.word("decision") }
    let code = then?.required("reason_code", "a reason")?.text("a reason")
    let role = then?.present("approver_role")?.text("a role")
    let action = readRunAction(section, isFirst: isFirst, prediction, notes)
    // A bound that could not be read would make the rule wider.
    guard let id, let budgetID, let decision, let code, above != .some(nil), from != .some(nil)
    else {
        return nil
    }
    return SpendguardContract.Rule(
        id: id,
        budgetID: budgetID,
        aboveMicros: above ?? nil,
        fromMicros: from ?? nil,
        decision: decision,
        reasonCode: code,
        approverRole: role,
        runAction: action,
        path: field.path
    )
}

/// An expression beside the rule's own conditions: v1alpha1 ignores it, v1alpha2 refuses it.
private func readCondition(_ section: Section, isFirst: Bool, _ notes: ImportNotes) {
    guard let condition = section.present("condition") else { return }
    if isFirst {
        notes.warn(.dropped, condition.path, "expressions are ignored, there as here")
    } else {
        condition.report("v1alpha2 refuses expressions; write claim_amount_atomic_gt under when")
    }
}

private func readRunAction(
    _ section: Section,
    isFirst: Bool,
    _ prediction: SpendguardContract.Prediction,
    _ notes: ImportNotes
) -> SpendguardContract.RunAction {
    let field = section.present("run_projection_action")
    if isFirst {
        if let field {
            notes.warn(.dropped, field.path, "v1alpha1 knows no run_projection_action")
        }
        return .block
    }
    let action: SpendguardContract.RunAction? = field?.word("action")
    let allowed: [SpendguardContract.RunAction]
    switch prediction {
    case .strict: allowed = [.block]
    case .shadow: allowed = [.alert]
    case .empirical, .adaptive: allowed = SpendguardContract.RunAction.allCases
    }
    let written = action ?? .block
    if !allowed.contains(written) {
        (field ?? section.field).report(
            "\(written.rawValue) does not go with \(prediction.rawValue), and SpendGuard refuses the "
                + "contract; write \(choices(allowed.map(\.rawValue)))"
        )
    }
    return written
}

/// Millionths of a currency; larger amounts than ours are taken for the largest.
private func readMicros(_ field: Field, _ notes: ImportNotes) -> Int64? {
    guard let text = field.text("a whole number of millionths") else { return nil }
    guard text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else {
        field.report(
            "\(quoted(text)) is no amount in millionths; write digits alone, as 2000000 for 2.00"
        )
        return nil
    }
    let most = Money.maxNanos / 1_000
    guard let micros = Int64(text), micros <= most else {
        notes.warn(.differs, field.path, "the largest amount here is 900 million; taken for it")
        return most
    }
    return micros
}

private func readUUID(_ field: Field) -> String? {
    guard let text = field.text("a UUID") else { return nil }
    let id = text.lowercased()
    guard HoldID(id) != nil else {
        field.report(
            "\(quoted(text)) is no UUID; write one like 11111111-2222-4333-8444-555555555555"
        )
        return nil
    }
    return id
}

extension Section {
    /// Takes a map apart whose unknown members the other product ignores.
    init?(lenient field: Field, keys: [String], _ notes: ImportNotes) {
        guard case .map(let members) = field.node.content else {
            self.init(field, keys: keys)
            return
        }
        for member in members where !keys.contains(member.key) {
            let path = field.path(of: member.key)
            field.context.remember(member.place, of: path)
            notes.warn(
                .dropped,
                path,
                "unknown key, ignored there too\(hint(for: member.key, among: keys))"
            )
        }
        var known = field.node
        known.content = .map(members.filter { keys.contains($0.key) })
        self.init(Field(known, path: field.path, field.context), keys: keys)
    }
}
