/// The way of one call through downgrades, thresholds and limits to its final word.
///
/// The rules are asked with ``judge(_:)``, the book's answer to a hold is handed to
/// ``answered(_:budgets:rung:)``; each says what to do next. Pure: whoever carries a call asks, does
/// what is said, and asks again. Every step adds a model that was not tried before, or puts a
/// threshold behind the call, so that there are at most ``stepsMax``. A wait is none: it tries nothing,
/// and ends by its time.
public struct Deliberation: Sendable {
    /// The most steps of one call; more are refused, so that no policy can make a call go on for ever.
    public static let stepsMax = 64

    /// What to do next.
    public enum Step: Hashable, Sendable {
        /// Ask the book for the hold, with ``Deliberation/approval`` where there is one.
        case hold
        /// Judge the call anew as one for this model.
        case downgrade(to: String)
        /// Wait for room until this long after the call came in, then ask the book again.
        case wait(deadlineMs: Int64)
        /// The last refusal stands.
        case refuse
    }

    /// The model that the client asked for.
    public let requested: String
    /// Every model that was tried, the present one last.
    public private(set) var models: [String]
    /// Why the call is another than the one that was asked for, step by step, for its receipt.
    public private(set) var reasons: [String] = []
    /// What would have been done were it not in shadow.
    public private(set) var shadowReasons: [String] = []
    /// The approval that the call needs; nil for none.
    public private(set) var approval: ApprovalTerms?
    /// Why it needs one.
    public private(set) var approvalReasons: [String] = []
    /// The rules and shares that ask for it: the rules by id, then the shares as they were passed.
    package private(set) var approvalCauses: [ApprovalCause] = []
    /// The ids of the rules that ask for it, sorted: the same for a retry, whatever the amounts.
    public private(set) var approvalRules: [String] = []
    /// Whether a limit itself is what needs the approval: it grants more than the limit, then.
    public private(set) var limitIsReason = false
    /// The budgets whose limit itself the approval is to lift, by id, sorted.
    public var liftedBudgets: [String] { lifted.sorted(by: utf8Precedes) }
    /// The line, by its place, that stopped the call or holds it up, whatever is done about others;
    /// nil where none has.
    public private(set) var stoppedBy: Int?
    /// How long a rule lets the call wait for room; nil where none does.
    private var ruleWaitMs: Int64?
    /// By budget, the share in basis points below which every downgrade has been carried out.
    private var downgradedTo: [String: Int64] = [:]
    /// The same for approvals, on the present model.
    private var approvedTo: [String: Int64] = [:]
    /// Budgets whose limit itself the approval is to lift.
    private var lifted: Set<String> = []
    /// The ladders that the call is on.
    private var ladders: [[String]] = []
    private var stepCount = 0

    /// Begins with the model that a client asks for.
    public init(requested: String) {
        self.requested = requested
        models = [requested]
    }

    /// The model that the call is judged for.
    public var model: String { models.last ?? requested }

    /// Whether the call is on this ladder already.
    public func isOn(_ ladder: [String]) -> Bool { ladders.contains(ladder) }

    /// Everything that a receipt says of it.
    public var allReasons: [String] { reasons + approvalReasons + shadowReasons }

    /// Whether a receipt has anything to say of it.
    public var isRemarkable: Bool {
        isDowngraded || !approvalReasons.isEmpty || !shadowReasons.isEmpty
    }

    /// Whether another model takes the call than was asked for.
    public var isDowngraded: Bool { models.count > 1 }

    /// The lowest share of a budget's limit at which something is to be done that has not been, in
    /// basis points; nil where there is nothing.
    public func nextThreshold(of budget: Budget) -> Int64? {
        var next: Int64?
        for threshold in budget.thresholds {
            let share = threshold.atBasisPoints
            guard threshold.action.isDecision(for: model), isOpen(threshold, budget) else {
                continue
            }
            next = min(next ?? share, share)
        }
        return next
    }

    /// Takes what the rules say of the present model.
    ///
    /// - Returns: ``Step/refuse`` where the rules block.
    public mutating func judge(_ verdict: Verdict) -> Step {
        shadowReasons += verdict.shadowReasons
        approval = nil
        approvalReasons = []
        approvalCauses = []
        approvalRules = []
        limitIsReason = false
        approvedTo = [:]
        lifted = []
        ruleWaitMs = nil
        switch verdict.decision {
        case .block: return .refuse
        case .downgrade(let model):
            ladders += verdict.ladders
            reasons += verdict.reasons
            return take(model)
        case .wait(let deadlineMs): ruleWaitMs = deadlineMs
        case .allow, .approve: break
        }
        if let terms = verdict.approval {
            need(terms, verdict.approvalReasons)
            approvalRules = verdict.approvalRules
            approvalCauses = verdict.approvalRules.map { .rule($0) }
        }
        return .hold
    }

    /// Takes the book's refusal of a hold.
    ///
    /// - Parameters:
    ///   - refusal: why, with every share that is passed.
    ///   - budgets: the budget of each line of the hold, in its order.
    ///   - rung: the model of a ladder that is cheaper for this call than the present one and was not
    ///     tried, the first of them; nil where there is none.
    public mutating func answered(
        _ refusal: Refusal,
        budgets: [Budget],
        rung: (_ ladder: [String]) -> Rung?
    ) -> Step {
        stepCount += 1
        guard stepCount < Deliberation.stepsMax, !refusal.reached.isEmpty else { return .refuse }
        stoppedBy = nil
        if let step = downgrade(refusal.reached, budgets, rung) { return step }
        let before = self
        var waitMs: Int64?
        var waitsFor: Int?
        for reached in refusal.reached {
            let budget = budgets[reached.line]
            var mayGoOn = !reached.isLimit
            // What blocks or pauses is stricter than any wait or approval.
            if blocks(budget, reached) { return end(.refuse, for: reached.line, as: before) }
            for threshold in actions(of: budget, reached) {
                switch threshold.action {
                case .wait(let deadlineMs):
                    waitMs = min(waitMs ?? deadlineMs, deadlineMs)
                    waitsFor = waitsFor ?? reached.line
                    mayGoOn = true
                case .approve(let terms):
                    if threshold.atBasisPoints == 10_000 {
                        // An approval that does not lift the limit now will not the next time.
                        guard lifted.insert(budget.id).inserted else { continue }
                        limitIsReason = true
                        mayGoOn = true
                    }
                    need(terms, [threshold.text(budget)])
                    let cause = ApprovalCause.share(budget: budget.id, reason: threshold.reason)
                    if !approvalCauses.contains(cause) { approvalCauses.append(cause) }
                default: break
                }
            }
            if !mayGoOn, let ruleWaitMs {
                waitMs = min(waitMs ?? ruleWaitMs, ruleWaitMs)
                waitsFor = waitsFor ?? reached.line
                mayGoOn = true
            }
            guard mayGoOn else { return end(.refuse, for: reached.line, as: before) }
        }
        if let waitMs, let waitsFor {
            let step = end(.wait(deadlineMs: waitMs), for: waitsFor, as: before)
            // The book is asked the same until the time is over: nothing was tried that could not end.
            stepCount -= 1
            return step
        }
        for reached in refusal.reached {
            let budget = budgets[reached.line]
            putBehind(budget, reached)
            approvedTo[budget.id] = max(approvedTo[budget.id] ?? 0, reached.passedBasisPoints)
        }
        return .hold
    }

    /// Ends a step for one line's sake: what others would have asked of people is not asked of them
    /// while that line stops the call.
    private mutating func end(_ step: Step, for line: Int, as before: Deliberation) -> Step {
        self = before
        stoppedBy = line
        return step
    }

    /// The thresholds that a call is past and that have not been carried out.
    private func actions(of budget: Budget, _ reached: ReachedThreshold) -> [Threshold] {
        budget.thresholds.filter { threshold in
            threshold.atBasisPoints < reached.passedBasisPoints
                && (reached.isLimit || isOpen(threshold, budget))
        }
    }

    /// Whether a threshold of the budget refuses the call, whatever others let it do.
    private func blocks(_ budget: Budget, _ reached: ReachedThreshold) -> Bool {
        reached.isLimit
            && budget.thresholds.contains { threshold in
                (threshold.action == .block || threshold.action == .pause)
                    && threshold.atBasisPoints < reached.passedBasisPoints
            }
    }

    /// Whether a threshold is still to be carried out.
    private func isOpen(_ threshold: Threshold, _ budget: Budget) -> Bool {
        switch threshold.action {
        case .warn, .pause, .block: false
        case .downgrade: threshold.atBasisPoints >= downgradedTo[budget.id] ?? 0
        case .approve: threshold.atBasisPoints >= approvedTo[budget.id] ?? 0
        case .wait: true
        }
    }

    /// Notes that the downgrades of these shares have been carried out.
    private mutating func putBehind(_ budget: Budget, _ reached: ReachedThreshold) {
        downgradedTo[budget.id] = max(downgradedTo[budget.id] ?? 0, reached.passedBasisPoints)
    }

    /// Limits, approvals and waits are judged on the final model, so a downgrade comes first.
    private mutating func downgrade(
        _ shares: [ReachedThreshold],
        _ budgets: [Budget],
        _ rung: (_ ladder: [String]) -> Rung?
    ) -> Step? {
        var best: Rung?
        var found: [(ladder: [String], reason: String)] = []
        for reached in shares {
            let budget = budgets[reached.line]
            for threshold in actions(of: budget, reached) {
                guard case .downgrade(let ladder) = threshold.action, let next = rung(ladder)
                else { continue }
                if best.map({ next.isPreferred(to: $0) }) ?? true { best = next }
                found.append((ladder, threshold.text(budget)))
            }
        }
        if best == nil, shares.contains(where: \.isLimit) {
            for ladder in ladders {
                guard let next = rung(ladder) else { continue }
                if best.map({ next.isPreferred(to: $0) }) ?? true { best = next }
                found.append((ladder, "the money does not suffice for \(printable(model))"))
            }
        }
        guard let best else { return nil }
        for reached in shares { putBehind(budgets[reached.line], reached) }
        for (ladder, reason) in found {
            if !ladders.contains(ladder) { ladders.append(ladder) }
            if !reasons.contains(reason) { reasons.append(reason) }
        }
        return take(best.model)
    }

    private mutating func take(_ model: String) -> Step {
        stepCount += 1
        guard !models.contains(model), stepCount < Deliberation.stepsMax else { return .refuse }
        models.append(model)
        return .downgrade(to: model)
    }

    private mutating func need(_ terms: ApprovalTerms, _ reasons: [String]) {
        if approval.map({ terms.isPreferred(to: $0) }) ?? true { approval = terms }
        for reason in reasons where !approvalReasons.contains(reason) {
            approvalReasons.append(reason)
        }
    }
}

extension ThresholdAction {
    /// Whether a caller has to decide anew at this threshold. A downgrade to the model that the call
    /// has already is none.
    func isDecision(for model: String) -> Bool {
        switch self {
        case .warn, .block, .pause: false
        case .approve, .wait: true
        case .downgrade(let ladder): ladder.contains { $0 != model }
        }
    }
}

extension Threshold {
    /// Why something happens at it: `budget "daily" says downgrade at 50% (soft cap)`.
    func text(_ budget: Budget) -> String {
        var text = "budget \"\(printable(budget.id))\" says \(action.name) at "
        text += shareText(atBasisPoints)
        if let reason { text += " (\(printable(reason)))" }
        return text
    }
}
