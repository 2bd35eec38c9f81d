extension CompiledPolicy {
    /// The most reasons that a verdict lists; a last one says how many more there are.
    public static let reasonsMax = 16

    /// What the policy says about a call whose scope has been matched before.
    ///
    /// Block is stricter than wait, wait than approve, approve than downgrade, and downgrade than
    /// allow; the strictest of what applies and is enforced wins, and every rule that says the same
    /// is listed, by id. Of several waits the shortest counts, of several approvers or targets the
    /// first by name. A condition on what the call lacks, its cost included, does not hold.
    ///
    /// - Parameter match: what ``match(_:)`` gave for `call.scope`.
    public func decide(_ call: CallFacts, match: ScopeMatch) -> Verdict {
        var decision = Decision.allow
        var winners: [Int] = []
        var shadows: [Int] = []
        for index in match.ruleIndices {
            guard numberConditions[index].allSatisfy({ $0.holds(for: call) }) else { continue }
            let rule = policy.rules[index]
            guard rule.isEnforced, policy.isEnforced else {
                shadows.append(index)
                continue
            }
            let candidate = rule.action.decision
            if candidate.strictness > decision.strictness { winners = [] }
            if candidate.strictness >= decision.strictness { winners.append(index) }
            if candidate.isPreferred(to: decision) { decision = candidate }
        }
        if winners.isEmpty, shadows.isEmpty, !match.isUnmatched {
            return Verdict(decision: .allow)
        }
        var reasons = winners.map { Reason(policy.rules[$0], verb: "says", call) }
        var shadowReasons = shadows.map { Reason(policy.rules[$0], verb: "would say", call) }
        if match.isUnmatched {
            let reason = Reason(order: "", text: CompiledPolicy.unmatchedReason)
            if policy.isEnforced {
                if decision != .block { reasons = [] }
                decision = .block
                reasons.append(reason)
            } else {
                shadowReasons.append(reason)
            }
        }
        return Verdict(
            decision: decision,
            reasons: CompiledPolicy.listed(reasons),
            shadowReasons: CompiledPolicy.listed(shadowReasons)
        )
    }

    private static func listed(_ reasons: [Reason]) -> [String] {
        let sorted = reasons.sorted { utf8Precedes($0.order, $1.order) }
        var texts = sorted.prefix(reasonsMax).map(\.text)
        if sorted.count > reasonsMax { texts.append("and \(sorted.count - reasonsMax) more rules") }
        return texts
    }
}

extension Verdict {
    /// Whether the call is blocked because no budget matches it.
    public var isUnmatched: Bool {
        decision == .block && reasons.first == CompiledPolicy.unmatchedReason
    }
}

extension RuleAction {
    /// The decision that a rule with this action asks for.
    var decision: Decision {
        switch self {
        case .downgrade(let to): .downgrade(to: to)
        case .approve(let by): .approve(by: by)
        case .wait(let deadlineMs): .wait(deadlineMs: deadlineMs)
        case .block: .block
        }
    }
}

extension Decision {
    /// The stricter, the greater; equal for two of a kind.
    var strictness: Int {
        switch self {
        case .allow: 0
        case .downgrade: 1
        case .approve: 2
        case .wait: 3
        case .block: 4
        }
    }

    /// Whether this one wins over `other`; exactly one of two different decisions does.
    func isPreferred(to other: Decision) -> Bool {
        switch (self, other) {
        case (.wait(let mine), .wait(let theirs)): mine < theirs
        case (.approve(let mine), .approve(let theirs)): utf8Precedes(mine, theirs)
        case (.downgrade(let mine), .downgrade(let theirs)): utf8Precedes(mine, theirs)
        default: strictness > other.strictness
        }
    }
}
