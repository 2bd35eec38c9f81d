import Farthing
import FarthingCore

/// How one call of a tool goes through the rules, shares and limits of the policy in force.
struct ToolWay {
    let plan: CallPlan
    /// What nobody can do for a call that is announced here, and would be done for another; nil for
    /// nothing.
    private(set) var undone: String?
    private var way = Deliberation(requested: "")
    /// True for the last word: the journal is to have it.
    private var isLast = false

    init(_ plan: CallPlan) { self.plan = plan }

    /// What the policy's rules refuse.
    ///
    /// - Returns: the entry and the answer; nil where no rule refuses the call.
    mutating func judge(_ costNanos: Int64) -> (entry: RefusedCall, error: ConsoleError)? {
        guard let verdict = plan.verdict(costNanos: costNanos) else { return nil }
        guard case .refuse = way.judge(verdict) else { return nil }
        let entry = RefusedCall(
            .random(),
            verdict,
            projectedNanos: costNanos,
            context: plan.context.with(verdict.reasons + way.shadowReasons)
        )
        return (entry, ConsoleError(403, "rule", verdict.refusalText(in: .english)))
    }

    /// What the ledger is asked for.
    ///
    /// - Parameter isHeld: whether the call waits for somebody with its money held.
    /// - Throws: as ``CallPlan/lines(costNanos:)``.
    func request(_ costNanos: Int64, expiresAtMs: Int64, isHeld: Bool) throws -> HoldRequest {
        var lines = try plan.lines(costNanos: costNanos)
        for (index, budget) in plan.budgets.enumerated() where plan.isEnforced(line: index) {
            lines[index].thresholdBasisPoints = way.nextThreshold(of: budget)
        }
        let isBound = isHeld || plan.isForeign
        var request = HoldRequest(
            id: .random(),
            lines: lines,
            expiresAtMs: expiresAtMs,
            isSent: !isHeld,
            projectedNanos: costNanos,
            recordsRefusal: isLast || !mayDecideAgain,
            blames: isLast ? way.stoppedBy : nil,
            recordsThreshold: isLast,
            // Else the line of the agent's own budget says all that there is to say.
            bound: isBound ? plan.bound(costNanos: costNanos) : nil,
            context: way.isRemarkable ? plan.context.with(way.allReasons) : plan.context
        )
        if way.approval != nil || plan.hasApprovals {
            request.approval = way.approvalAsk(under: subject)
            request.approvalSubject = subject
        }
        return request
    }

    /// Takes a refusal of what was asked for.
    ///
    /// - Returns: whether the ledger is to be asked again.
    mutating func goesOn(after refusal: Refusal) -> Bool {
        guard !isLast, refusal.code.isOfRoom, refusal.sequence == nil else { return false }
        if !refusal.reached.isEmpty {
            switch way.answered(refusal, budgets: plan.budgets, rung: { _ in nil }) {
            case .hold: return true
            case .wait:
                undone =
                    "The policy would have the call wait for room, which a call that is announced "
                    + "here cannot: announce it again later."
            case .downgrade, .refuse: break
            }
        }
        // Once more, so that the journal has the last word.
        isLast = true
        return true
    }

    private var mayDecideAgain: Bool {
        way.isRemarkable
            || plan.budgets.indices.contains { index in
                plan.isEnforced(line: index) && way.nextThreshold(of: plan.budgets[index]) != nil
            }
    }

    /// By what a retry finds what was granted: who asks, for which tool, and under which rules. The
    /// amount is compared besides.
    private var subject: String {
        let scope = plan.context.scope
        let dimensions: [Dimension] = [.run, .agent, .tool]
        let parts =
            ["agent-gov", plan.context.principal] + dimensions.map { scope[$0] ?? "" }
            + way.approvalRules
        let text = parts.joined(separator: "\u{1F}")
        return IdempotencyKey.name(hash: SHA256Hash.of(Array(text.utf8)))
    }
}

extension CallContext {
    /// The same words with further reasons.
    fileprivate func with(_ further: [String]) -> CallContext {
        CallContext(
            principal: principal,
            provider: provider,
            modelRequested: modelRequested,
            modelResolved: modelResolved,
            policyID: policyID,
            policyVersion: policyVersion,
            isEnforced: isEnforced,
            priceBook: priceBook,
            scope: scope,
            reasons: reasons + further
        )
    }
}
