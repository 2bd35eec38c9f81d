import FarthingCore

/// What the rules of a workspace say of one call of a tool.
struct RuleVerdict: Sendable {
    /// A rule that has spoken, and why.
    struct Hit: Sendable {
        var rule: ToolRule
        /// For people.
        var reason: String
    }

    /// What rules look at.
    struct Facts: Sendable {
        /// As its caller named the tool.
        var tool: String
        /// Of the registered tool; empty for none.
        var category: String
        var costNanos: Int64
        /// What its agent may spend a day.
        var limitNanos: Int64
        /// What its agent has spent and holds before the call.
        var spentNanos: Int64
        /// Whether names of tools are compared by their bytes, and not by what people see.
        var isExact: Bool
    }

    /// Those that refuse the call, oldest first.
    private(set) var blocking: [Hit] = []
    /// Those that let it pass with a word.
    private(set) var warning: [Hit] = []
    /// Those that want somebody's yes.
    private(set) var asking: [Hit] = []
    /// The numbers of all of these, oldest first.
    private(set) var numbers: [Int64] = []

    /// Nobody has anything to say.
    static let silence = RuleVerdict()

    private init() {}

    /// Asks rules, which are given oldest first.
    init(_ rules: [ToolRule], _ facts: Facts) {
        for rule in rules {
            guard let reason = rule.reason(facts) else { continue }
            let hit = Hit(rule: rule, reason: reason)
            numbers.append(rule.number)
            switch rule.action {
            case .block: blocking.append(hit)
            case .warn: warning.append(hit)
            case .approve: asking.append(hit)
            }
        }
    }

    /// What receipts say of them.
    var reasons: [String] { numbers.map(RuleHits.reason) }
}

extension ToolRule {
    /// Whether it must know what an agent has spent.
    var looksAtSpending: Bool {
        // A share that was spent is nothing that a call could wait to be granted.
        if case .spentShare = condition { return action != .approve }
        return false
    }

    /// Why it speaks of a call; nil where it does not.
    fileprivate func reason(_ facts: RuleVerdict.Facts) -> String? {
        switch condition {
        case .tool(let name):
            return names(name, facts) ? "the tool is on the list" : nil
        case .costAbove(let mostNanos):
            guard let mostNanos, facts.costNanos > mostNanos else { return nil }
            return "the call costs \(GovText.cents(facts.costNanos)), more than "
                + GovText.cents(mostNanos)
        case .category(let category):
            let wanted = RegisteredTool.normal(category)
            guard !wanted.isEmpty, RegisteredTool.normal(facts.category) == wanted else {
                return nil
            }
            return "the tool is of the category"
        case .spentShare(let basisPoints):
            guard looksAtSpending,
                Int128(facts.spentNanos) * 10_000 >= Int128(facts.limitNanos) * Int128(basisPoints)
            else { return nil }
            return "\(GovText.cents(facts.spentNanos)) of \(GovText.cents(facts.limitNanos)) is "
                + "spent today"
        case .askedFor(let tool, let leastNanos):
            if let tool, names(tool, facts) { return "calls of the tool need an approval" }
            guard let leastNanos, facts.costNanos >= leastNanos else { return nil }
            return "calls from \(GovText.cents(leastNanos)) on need an approval"
        }
    }

    private func names(_ name: String, _ facts: RuleVerdict.Facts) -> Bool {
        if facts.isExact { return name.utf8.elementsEqual(facts.tool.utf8) }
        return RegisteredTool.normal(name) == RegisteredTool.normal(facts.tool)
    }
}
