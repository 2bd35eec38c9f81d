import FarthingCore

/// What `do` and the keys that go with it say.
enum WrittenAction {
    case warn, pause, block
    case downgrade(to: [String])
    case approve(ApprovalTerms)
    case wait(deadlineMs: Int64)

    /// Reads `do` and the keys that go with it; nil when something is wrong, which is reported.
    ///
    /// - Parameters:
    ///   - words: what can be done here.
    ///   - others: what can stand in the place of `do`, for the message where it is missing.
    static func read(_ section: Section, _ words: [String], others: String = "") -> WrittenAction? {
        guard let field = section.required("do", choices(words) + others),
            let word = field.text(choices(words))
        else { return nil }
        guard words.contains(word) else {
            if PolicyKeys.thresholdActions.contains(word) {
                field.report(
                    "\(quoted(word)) is for thresholds of budgets; write \(choices(words))"
                )
            } else {
                field.report("unknown action \(quoted(word))\(hint(for: word, among: words))")
            }
            return nil
        }
        section.refuseStrays(beside: "do: " + word, word)
        switch word {
        case "warn": return .warn
        case "pause": return .pause
        case "downgrade": return readDowngrade(section)
        case "approve": return readApproval(section)
        case "wait":
            let within = section.required("within", "how long a call waits at most, like 30s")
            return within?.durationMs().map { .wait(deadlineMs: $0) }
        default: return .block
        }
    }

    private static func readDowngrade(_ section: Section) -> WrittenAction? {
        guard let field = section.required("to", "the model that takes the call") else {
            return nil
        }
        if case .list = field.node.content {
            let elements = field.elements("models, the dearest first") ?? []
            let models = elements.compactMap { $0.text("a model's name") }
            guard models.count == elements.count else { return nil }
            return .downgrade(to: models)
        }
        return field.text("a model's name, or a list of them").map { .downgrade(to: [$0]) }
    }

    private static func readApproval(_ section: Section) -> WrittenAction? {
        let group = section.required("approvers", "the group that must say yes")?
            .text("a group's name")
        let needed = section["need"].map { $0.count("how many must say yes, like 2") } ?? 1
        let withinMs = section["within"].map { $0.durationMs() } ?? ApprovalTerms.withinMsDefault
        let waitMs = section["wait"].map { $0.durationMs() } ?? 0
        guard let group, let needed, let withinMs, let waitMs else { return nil }
        return .approve(
            ApprovalTerms(group: group, needed: needed, withinMs: withinMs, waitMs: waitMs)
        )
    }

    /// The action as a threshold's.
    var threshold: ThresholdAction {
        switch self {
        case .warn: .warn
        case .pause: .pause
        case .block: .block
        case .downgrade(let to): .downgrade(to: to)
        case .approve(let terms): .approve(terms)
        case .wait(let deadlineMs): .wait(deadlineMs: deadlineMs)
        }
    }

    /// The action as a rule's; nil for what only thresholds do.
    var rule: RuleAction? {
        switch self {
        case .warn, .pause: nil
        case .block: .block
        case .downgrade(let to): .downgrade(to: to)
        case .approve(let terms): .approve(terms)
        case .wait(let deadlineMs): .wait(deadlineMs: deadlineMs)
        }
    }
}

extension Section {
    /// Reports the keys that go with another action than the one written.
    func refuseStrays(beside written: String, _ word: String) {
        for (key, owners) in PolicyKeys.actionParts where !owners.contains(word) {
            let owner = choices(owners.map { "do: " + $0 })
            self[key]?.report("\(quoted(key)) goes with \(owner), not with \(written)")
        }
    }
}
