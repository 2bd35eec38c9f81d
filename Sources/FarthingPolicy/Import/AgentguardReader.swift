import FarthingCore

/// Reads an agentguard-spend policy; nil when something that it cannot do without is wrong or missing.
///
/// The product makes policies of named arguments and takes no others, so an unknown member is an
/// error.
func readAgentguard(_ field: Field) -> AgentguardPolicy? {
    let keys = [
        "id", "name", "scope", "caps", "mode", "version", "effectiveFrom", "requiredCapability",
    ]
    guard let section = Section(field, keys: keys) else { return nil }
    let id = section.required("id", "the policy's id")?.text("the policy's id")
    let name = section.present("name")?.text("a name")
    let scope = section.required("scope", "{\"tenantId\": \"acme\"}").flatMap(readScope)
    let caps = section.required("caps", "a list of caps")?.elements("a list of caps")
    let mode: AgentguardPolicy.Mode? = section.required("mode", "enforce, shadow or canary")
        .flatMap { $0.word("mode") }
    let version = section.present("version")?.wholeNumber("a version")
    let from = section.present("effectiveFrom")?.text("a time")
    let capability = section.present("requiredCapability").flatMap(readCapability)
    guard let id, let scope, let caps, let mode else { return nil }
    guard caps.count <= AgentguardPolicy.capsMax else {
        section["caps"]?.report("\(caps.count) caps; at most \(AgentguardPolicy.capsMax)")
        return nil
    }
    let all = caps.map(readCap)
    return AgentguardPolicy(
        id: id,
        name: name ?? "",
        scope: scope,
        caps: all.compactMap(\.self),
        mode: mode,
        version: version ?? 1,
        effectiveFrom: from,
        requiredCapability: capability
    )
}

private func readScope(_ field: Field) -> AgentguardScope? {
    let keys = ["tenantId"] + AgentguardScope.names.map(\.json)
    guard let section = Section(field, keys: keys) else { return nil }
    let tenant = section.required("tenantId", "the tenant's id")?.text("the tenant's id")
    // An empty member fits every call, as one that is not there.
    func value(_ key: String) -> String? {
        guard let value = section.present(key) else { return nil }
        if case .scalar("") = value.node.content { return nil }
        return value.text("an id")
    }
    guard let tenant else { return nil }
    return AgentguardScope(
        tenantID: tenant,
        userID: value("userId"),
        teamID: value("teamId"),
        agentID: value("agentId"),
        taskID: value("taskId"),
        provider: value("provider")
    )
}

private func readCap(_ field: Field) -> AgentguardPolicy.Cap? {
    let keys = ["amountCents", "window", "action", "downgradeTo", "reason"]
    guard let section = Section(field, keys: keys) else { return nil }
    let amount = section.required("amountCents", "a number of cents")?
        .wholeNumber("a whole number of cents")
    let window: AgentguardWindow? = section.required("window", "per_day or another window")
        .flatMap { $0.word("window") }
    let action: AgentguardPolicy.Action? = section.required("action", "block or another action")
        .flatMap { $0.word("action") }
    let target = section.present("downgradeTo")?.text("a model's name")
    let reason = section.present("reason")?.text("a reason")
    guard let amount, let window, let action else { return nil }
    return AgentguardPolicy.Cap(
        amountCents: amount,
        window: window,
        action: action,
        downgradeTo: target,
        reason: reason
    )
}

private func readCapability(_ field: Field) -> Capability? {
    let names = Capability.allCases.map(\.name)
    guard let text = field.text(choices(names)) else { return nil }
    if let capability = Capability(name: text) { return capability }
    field.report("unknown capability \(quoted(text))\(hint(for: text, among: names))")
    return nil
}

extension Section {
    /// The value of a key; nil when the key is not there or says `null`.
    func present(_ key: String) -> Field? {
        guard let field = self[key] else { return nil }
        if case .null = field.node.content { return nil }
        return field
    }
}

extension Field {
    /// One of an enumeration's words.
    func word<Word: RawRepresentable & CaseIterable>(_ what: String) -> Word?
    where Word.RawValue == String {
        let names = Word.allCases.map(\.rawValue)
        guard let text = text(choices(names)) else { return nil }
        if let word = Word(rawValue: text) { return word }
        report("unknown \(what) \(quoted(text))\(hint(for: text, among: names))")
        return nil
    }

    /// A whole number, one below zero too.
    func wholeNumber(_ expected: String) -> Int64? {
        guard let text = text(expected) else { return nil }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        if !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }),
            let value = Int64(text)
        {
            return value
        }
        report("\(quoted(text)) is not \(expected); write digits alone, as 500")
        return nil
    }
}
