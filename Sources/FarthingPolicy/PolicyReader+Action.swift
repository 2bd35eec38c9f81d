import FarthingCore

/// What `do` and the keys that go with it say.
enum WrittenAction {
    case warn, pause, block
    case downgrade(to: String)
    case approve(by: String)
    case wait(deadlineMs: Int64)

    /// Keys that stand beside `do`, each for one action only.
    static let keys = ["do", "to", "approvers", "within"]

    /// Every word that `do` knows, supported or not.
    private static let words = ["warn", "downgrade", "approve", "wait", "pause", "block"]

    /// Reads `do` and the keys that go with it; nil when something is wrong, which is reported.
    static func read(_ section: Section, supported: [String], for what: String) -> WrittenAction? {
        guard let field = section.required("do", choices(supported)),
            let word = field.text(choices(supported))
        else { return nil }
        guard words.contains(word) else {
            field.report("unknown action \(quoted(word))\(hint(for: word, among: supported))")
            return nil
        }
        guard supported.contains(word) else {
            let reason =
                word == "warn" ? "is for thresholds of budgets" : "is not supported yet for \(what)"
            field.report("\(quoted(word)) \(reason); write \(choices(supported))")
            return nil
        }
        refuseStrays(section, word)
        switch word {
        case "warn": return .warn
        case "pause": return .pause
        case "block": return .block
        case "downgrade":
            let to = section.required("to", "the model that takes the call")
            return to?.text("a model's name").map { .downgrade(to: $0) }
        case "approve":
            let approvers = section.required("approvers", "the group that must say yes")
            return approvers?.text("a group's name").map { .approve(by: $0) }
        default:
            let within = section.required("within", "how long a call waits at most, like 30s")
            return within?.durationMs().map { .wait(deadlineMs: $0) }
        }
    }

    private static func refuseStrays(_ section: Section, _ word: String) {
        let owners = [("to", "downgrade"), ("approvers", "approve"), ("within", "wait")]
        for (key, owner) in owners where owner != word {
            section[key]?.report("\(quoted(key)) goes with do: \(owner), not with do: \(word)")
        }
    }
}

/// Reads the thresholds of a budget.
func readThresholds(_ field: Field) -> [Threshold] {
    let elements = field.elements("a list of thresholds, like [{ at: 80%, do: warn }]") ?? []
    return elements.compactMap { element in
        guard let section = Section(element, keys: ["at", "reason"] + WrittenAction.keys) else {
            return nil
        }
        let share = section.required("at", "a share of the limit, like 80%").flatMap(readShare)
        let reason = section["reason"].flatMap { $0.text("a reason") }
        let supported = PolicySupport.thresholdActions
        let action = WrittenAction.read(section, supported: supported, for: "thresholds")
        guard let share, let action else { return nil }
        return Threshold(atBasisPoints: share, action: action.threshold, reason: reason)
    }
}

/// Reads `80%` or `99.5%` as basis points.
private func readShare(_ field: Field) -> Int64? {
    guard let text = field.text("a share of the limit, like 80%") else { return nil }
    let number = text.dropLast()
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    let isNumber =
        parts.count <= 2
        && parts.allSatisfy { part in
            !part.isEmpty && part.utf8.count <= 3 && part.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
        }
    guard text.hasSuffix("%"), isNumber, let whole = parts.first.flatMap({ Int64($0) }) else {
        field.report("\(quoted(text)) is no share of the limit; write one like 80%")
        return nil
    }
    let decimals = parts.count == 2 ? parts[1] : "0"
    guard decimals.utf8.count <= 2, var fraction = Int64(decimals) else {
        field.report("\(quoted(text)) has more than two decimals")
        return nil
    }
    if decimals.utf8.count == 1 { fraction *= 10 }
    let basisPoints = whole * 100 + fraction
    guard (1...10_000).contains(basisPoints) else {
        field.report("a share of the limit lies between 0.01% and 100%")
        return nil
    }
    return basisPoints
}

extension WrittenAction {
    /// The action as a threshold's.
    fileprivate var threshold: ThresholdAction {
        switch self {
        case .warn: .warn
        case .pause: .pause
        case .block: .block
        case .downgrade(let to): .downgrade(to: to)
        case .approve(let by): .approve(by: by)
        case .wait(let deadlineMs): .wait(deadlineMs: deadlineMs)
        }
    }

    /// The action as a rule's; nil for what only thresholds do.
    var rule: RuleAction? {
        switch self {
        case .warn, .pause: nil
        case .block: .block
        case .downgrade(let to): .downgrade(to: to)
        case .approve(let by): .approve(by: by)
        case .wait(let deadlineMs): .wait(deadlineMs: deadlineMs)
        }
    }
}
