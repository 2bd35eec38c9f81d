import FarthingCore

/// Gives an agentguard-spend policy our meaning, or theirs as far as a policy can say it.
struct AgentguardImport {
    let source: AgentguardPolicy
    let meaning: PolicyImporter.Meaning
    let notes: ImportNotes
    /// By which models to downgrade to are looked up; nil for none.
    let prices: PriceBook?

    init(
        _ source: AgentguardPolicy,
        _ meaning: PolicyImporter.Meaning,
        _ notes: ImportNotes,
        _ prices: PriceBook?
    ) {
        self.source = source
        self.meaning = meaning
        self.notes = notes
        self.prices = prices
    }

    var isCompatible: Bool { meaning == .compatible }

    /// A required capability blocks there in shadow too, so each budget is in shadow and not the
    /// whole policy.
    private var isShadowByPart: Bool {
        source.mode == .shadow && source.requiredCapability != nil
    }

    var partsAreEnforced: Bool { !isShadowByPart }

    /// The policy; what is wrong with the source is reported.
    func policy() -> Policy {
        var policy = Policy(id: source.id, tenant: source.scope.tenantID)
        policy.isEnforced = source.mode != .shadow || isShadowByPart
        let terms = terms()
        if let capability = source.requiredCapability {
            policy.rules.append(
                Rule(id: "capability", conditions: scoped(terms), action: .require(capability))
            )
            notes.warn(
                .enforced,
                "requiredCapability",
                "the key's capability counts here (farthing keys create --capability); there the "
                    + "caller's own claim is believed"
            )
        }
        addCaps(to: &policy, terms)
        // Other calls of the tenant are none of a narrower policy's business.
        policy.allowsUnmatched = isCompatible || !terms.isEmpty || policy.budgets.isEmpty
        policy.effective = effective(policy)
        tellMode()
        tellScope(policy, terms)
        return policy
    }

    private func effective(_ policy: Policy) -> EffectiveDates {
        guard let text = source.effectiveFrom else { return .always }
        guard let fromMs = instantMs(text) else {
            notes.context.report(
                PolicyError(
                    path: "effectiveFrom",
                    message: "\(quoted(text)) is no time; write one like 2026-09-01T00:00:00Z"
                )
            )
            return .always
        }
        if isCompatible {
            notes.warn(.dropped, "effectiveFrom", "there it is never read, so it is left out")
            return .always
        }
        let isOpen = policy.allowsUnmatched || !policy.isEnforced
        let before = isOpen ? "passes and is not counted" : "is refused"
        notes.warn(
            .enforced,
            "effectiveFrom",
            "the policy counts from then on, and what comes before \(before); there it counts at once"
        )
        return EffectiveDates(fromMs: fromMs)
    }

    /// The scope as a match; the tenant is that of the whole policy.
    private func terms() -> [Match.Term] {
        source.scope.members.compactMap { name, value in
            guard let value, !value.isEmpty else { return nil }
            let path = "scope." + name.json
            guard let pattern = Glob(value) else {
                let message = "an id here has at most \(Glob.bytesMax) bytes"
                notes.context.report(PolicyError(path: path, message: message))
                return nil
            }
            if value.contains(where: { "*?".contains($0) }) {
                notes.warn(
                    .differs,
                    path,
                    "* and ? stand for other characters here, so more calls fit than there"
                )
            }
            return Match.Term(dimension: name.dimension(meaning), pattern: pattern)
        }
    }

    /// Conditions for the calls that the policy is about.
    func scoped(_ terms: [Match.Term]) -> [Condition] {
        terms.map { .scope($0.dimension, $0.pattern) }
    }

    private func tellMode() {
        switch source.mode {
        case .enforce: break
        case .shadow:
            notes.warn(
                .differs,
                "mode",
                "calls that would have been refused are counted here; there they are not"
            )
        case .canary:
            notes.warn(
                .enforced,
                "mode",
                "a call to a model without a price is refused, as in enforce; there canary lets it "
                    + "pass and counts nothing"
            )
        }
    }

    private func tellScope(_ policy: Policy, _ terms: [Match.Term]) {
        if policy.allowsUnmatched {
            notes.warn(
                .open,
                "scope",
                "calls that the policy is not about pass and are not counted, as there; write "
                    + "unmatched: refuse to have every call under a budget"
            )
        }
        if !policy.budgets.isEmpty, !isCompatible {
            notes.warn(
                .differs,
                "scope",
                "all calls in the scope share each limit; there every combination of user, team, "
                    + "agent, task and provider has one of its own: write per: [agent] for that"
            )
        }
        if terms.contains(where: { $0.dimension == .provider }) {
            notes.warn(
                .enforced,
                "scope.provider",
                "this is the provider that is called; there it is a label that callers set and its "
                    + "own clients do not"
            )
        }
        for tag in ["task", "provider"]
        where terms.contains(where: { $0.dimension == .tag(tag) }) || tag == "task" && isCompatible
        {
            notes.warn(
                .differs,
                "scope",
                "a \(tag) is the tag \"\(tag)\" here: send it as x-farthing-tag-\(tag)"
            )
        }
    }
}
