extension CompiledPolicy {
    /// The most reasons that a verdict lists; a last one says how many more there are.
    public static let reasonsMax = 16

    /// What the rules say about a call whose scope has been matched before.
    ///
    /// A rule that blocks wins. Else a downgrade is taken where there is a model for it, and the call
    /// is judged anew for that one: what the key may do, approvals and waits are judged on the final
    /// model. There, block is stricter than wait, wait than approve, and approve than allow; the
    /// strictest of what applies and is enforced wins, and every rule that says the same is listed,
    /// by id. Of several waits the shortest counts. A condition on what the call lacks, its cost
    /// included, does not hold.
    ///
    /// - Parameters:
    ///   - match: what ``match(_:atMs:)`` gave for `call.scope`.
    ///   - rung: the model of a ladder that would take the call; nil where none would be cheaper, and
    ///     the downgrade is done with. Without it, the first that is another than the call's.
    public func decide(
        _ call: CallFacts,
        match: ScopeMatch,
        rung: ((_ ladder: [String]) -> Rung?)? = nil
    ) -> Verdict {
        if match.ruleIndices.isEmpty, !match.isUnmatched { return Verdict(decision: .allow) }
        var found = Findings(call, rung)
        for index in match.ruleIndices {
            guard numberConditions[index].allSatisfy({ $0.holds(for: call) }) else { continue }
            let rule = policy.rules[index]
            guard rule.isEnforced, policy.isEnforced else {
                found.shadows.append(Reason(rule, verb: "would say", call))
                continue
            }
            found.take(rule)
        }
        if match.isUnmatched {
            let reason = Reason(order: "", text: CompiledPolicy.unmatchedReason)
            if policy.isEnforced {
                found.blocks.append(reason)
            } else {
                found.shadows.append(reason)
            }
        }
        return found.verdict
    }

    static func listed(_ reasons: [Reason]) -> [String] {
        let sorted = reasons.sorted { utf8Precedes($0.order, $1.order) }
        var texts = sorted.prefix(reasonsMax).map(\.text)
        let more = sorted.count - reasonsMax
        if more > 0 { texts.append("and \(more) more rule\(more == 1 ? "" : "s")") }
        return texts
    }
}

/// A model to which a call may be downgraded.
public struct Rung: Hashable, Sendable {
    /// The model.
    public var model: String
    /// The most that the call can cost there, in nanos.
    public var boundNanos: Int64

    /// Makes a rung.
    public init(model: String, boundNanos: Int64) {
        self.model = model
        self.boundNanos = boundNanos
    }

    /// Of several targets the cheapest for this call, then the first by name.
    func isPreferred(to other: Rung) -> Bool {
        if boundNanos != other.boundNanos { return boundNanos < other.boundNanos }
        return utf8Precedes(model, other.model)
    }
}

/// What the rules that apply to a call say, sorted by kind.
private struct Findings {
    private let call: CallFacts
    private let rung: ((_ ladder: [String]) -> Rung?)?
    var blocks: [Reason] = []
    var shadows: [Reason] = []
    private var lacks: [Reason] = []
    private var best: Rung?
    private var downgrades: [Reason] = []
    private var ladders: [[String]] = []
    private var wait: Int64?
    private var waits: [Reason] = []
    private var terms: ApprovalTerms?
    private var approvals: [Reason] = []

    init(_ call: CallFacts, _ rung: ((_ ladder: [String]) -> Rung?)?) {
        self.call = call
        self.rung = rung
    }

    mutating func take(_ rule: Rule) {
        switch rule.action {
        case .block: blocks.append(reason(rule))
        case .require(let capability):
            if call.capability.map({ $0 < capability }) ?? true { lacks.append(reason(rule)) }
        case .wait(let deadlineMs):
            wait = min(wait ?? deadlineMs, deadlineMs)
            waits.append(reason(rule))
        case .approve(let asked):
            if terms.map({ asked.isPreferred(to: $0) }) ?? true { terms = asked }
            approvals.append(reason(rule))
        case .downgrade(let ladder):
            guard let rung = rung.map({ $0(ladder) }) ?? firstOther(ladder) else { return }
            if best.map({ rung.isPreferred(to: $0) }) ?? true { best = rung }
            downgrades.append(reason(rule))
            ladders.append(ladder)
        }
    }

    private func reason(_ rule: Rule) -> Reason { Reason(rule, verb: "says", call) }

    /// Without prices: a call that has one of the ladder's models already has been downgraded.
    private func firstOther(_ ladder: [String]) -> Rung? {
        let model = call.scope[.model]
        guard let first = ladder.first, !ladder.contains(where: { $0 == model }) else { return nil }
        return Rung(model: first, boundNanos: 0)
    }

    var verdict: Verdict {
        let shadowReasons = CompiledPolicy.listed(shadows)
        func verdict(_ decision: Decision, _ reasons: [Reason]) -> Verdict {
            var verdict = Verdict(
                decision: decision,
                reasons: CompiledPolicy.listed(reasons),
                shadowReasons: shadowReasons
            )
            // The reason that no budget matches comes before every rule's.
            let first = reasons.map(\.order).min(by: utf8Precedes)
            verdict.rule = first.flatMap { $0.isEmpty ? nil : $0 }
            return verdict
        }
        if !blocks.isEmpty { return verdict(.block, blocks + lacks) }
        if let best {
            var downgrade = verdict(.downgrade(to: best.model), downgrades)
            downgrade.ladders = ladders.sorted { $0.joined() < $1.joined() }
            return downgrade
        }
        if !lacks.isEmpty { return verdict(.block, lacks) }
        if let wait {
            var waiting = verdict(.wait(deadlineMs: wait), waits)
            waiting.approval = terms
            waiting.approvalReasons = CompiledPolicy.listed(approvals)
            waiting.approvalRules = approvals.map(\.order).sorted(by: utf8Precedes)
            return waiting
        }
        if let terms {
            var approve = verdict(.approve(terms), approvals)
            approve.approval = terms
            approve.approvalReasons = approve.reasons
            approve.approvalRules = approvals.map(\.order).sorted(by: utf8Precedes)
            return approve
        }
        return verdict(.allow, [])
    }
}

extension Verdict {
    /// Whether the call is blocked because no budget matches it.
    public var isUnmatched: Bool {
        decision == .block && reasons.first == CompiledPolicy.unmatchedReason
    }
}
