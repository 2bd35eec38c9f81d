/// Calls that wait for a human's yes.
extension Book {
    /// Admits a hold from what was granted for it; else asks for the approval, or says where it
    /// stands. What no approval can lift refuses at once.
    mutating func admit(
        _ request: HoldRequest,
        _ budgets: Few<Int>,
        asking ask: ApprovalAsk,
        source: Int?,
        _ now: Int64
    ) -> Verdict {
        let subject = Approval.Subject(request.context, ask.subject)
        var denied: Approval?
        for id in approvals.ids(of: subject) {
            guard let found = approvals[id] else { continue }
            if found.state == .denied {
                if found.untilMs > now { denied = found }
                continue
            }
            guard found.covers(request), found.answers(ask) else { continue }
            if found.state == .pending, found.votesFor >= found.ask.terms.needed {
                _ = grant(found, now)
            }
            if let earmark = approvals[id]?.earmark, let slot = openSlot(earmark) {
                return admit(request, budgets, source: slot, now)
            }
            return .refused(refused(.approvalPending, found))
        }
        if let denied { return .refused(refused(.approvalDenied, denied)) }
        return .refused(asked(request, budgets, ask, source: source, now))
    }

    /// Where the hold stands that keeps what was granted for a call; nil where nothing was, or less.
    ///
    /// What people have approved is judged no more: it is set aside already, and counts where shares
    /// are passed.
    func earmark(for request: HoldRequest, _ text: String) -> Int? {
        let subject = Approval.Subject(request.context, text)
        for id in approvals.ids(of: subject) {
            guard let found = approvals[id], found.state == .granted, found.covers(request),
                let earmark = found.earmark, let slot = openSlot(earmark)
            else { continue }
            return slot
        }
        return nil
    }

    /// Opens an approval for a hold that could be admitted with one.
    private mutating func asked(
        _ request: HoldRequest,
        _ budgets: Few<Int>,
        _ ask: ApprovalAsk,
        source: Int?,
        _ now: Int64
    ) -> Refused {
        var whole = request
        whole.output.least = whole.output.wanted
        switch admit(whole, budgets, source: source, now) {
        case .admitted(let admission):
            for line in admission.lines { retireIfSingle(line.slot) }
        case .refused(let refused):
            let code = refused.refusal.code
            guard code == .overLimit || code == .expectedOverLimit,
                !refused.refusal.decidesAgain,
                refused.refusal.reached.allSatisfy({ ask.lifts(request.lines[$0.line].budget) })
            else { return refused }
        }
        guard approvals[request.id] == nil else {
            return Refused(refusal: Refusal(.conflict, holdID: request.id))
        }
        guard approvals.hasRoom(for: request.context.principal) else {
            return Refused(refusal: Refusal(.tooManyApprovals))
        }
        var ask = ask
        ask.reasons = Array(ask.reasons.prefix(ApprovalAsk.reasonsMax))
        let tokens = max(request.output.wanted, request.output.expected)
        record(
            .approvalAsk(
                Entry.ApprovalRequest(
                    id: request.id,
                    ask: ask,
                    lines: request.lines.map { line in
                        Entry.ApprovalRequest.Line(
                            budget: line.budget,
                            scope: line.scope,
                            amount: line.amount(outputTokens: tokens),
                            rateNanos: line.rateNanos
                        )
                    },
                    projectedNanos: request.projectedNanos,
                    source: source.map { holds[$0].id },
                    untilMs: now + ask.terms.withinMs,
                    context: request.context
                )
            ),
            now
        )
        guard let approval = approvals[request.id] else {
            preconditionFailure("an approval that was just recorded is open")
        }
        return refused(.approvalPending, approval)
    }

    /// A refusal that the approval's own entry tells of.
    private func refused(_ code: RefusalCode, _ approval: Approval) -> Refused {
        var refusal = Refusal(code)
        refusal.approvalID = approval.id
        refusal.sequence = approval.changedSequence
        return Refused(refusal: refusal, isNews: false)
    }

    func reference(_ approval: Approval) -> Entry.ApprovalReference {
        Entry.ApprovalReference(id: approval.id, askedSequence: approval.sequence)
    }

    /// The approvals: the open ones in the order in which they were asked for, then those that are
    /// over, the latest first; at most `limit`.
    public func approvals(limit: Int) -> [ApprovalStatement] {
        let open = approvals.approvals.values.filter(\.state.isOpen)
            .sorted { $0.sequence < $1.sequence }
        let closed = approvals.closed.reversed().lazy.compactMap { approvals[$0] }
        var statements = open.prefix(max(0, limit)).map(statement)
        statements += closed.prefix(max(0, limit - statements.count)).map(statement)
        return statements
    }

    /// An approval by its id; nil for one that never was or is forgotten.
    public func approval(_ id: HoldID) -> ApprovalStatement? { approvals[id].map(statement) }

    private func statement(_ approval: Approval) -> ApprovalStatement {
        ApprovalStatement(
            id: approval.id,
            state: approval.state,
            subject: approval.ask.subject,
            principal: approval.context.principal,
            scope: approval.context.scope,
            provider: approval.context.provider,
            model: approval.context.modelResolved,
            projectedNanos: approval.projectedNanos,
            lines: approval.lines.map { line in
                ApprovalStatement.Line(
                    budget: line.budget,
                    scope: line.scope,
                    unit: budgetIndex[line.budget].map { budgets[$0].definition.unit },
                    amount: line.amount,
                    topUp: line.topUp
                )
            },
            reasons: approval.ask.reasons,
            limitIsReason: approval.ask.limitIsReason,
            terms: approval.ask.terms,
            votes: approval.votes,
            askedAtMs: approval.askedAtMs,
            untilMs: approval.untilMs,
            source: approval.source,
            usedBy: approval.usedBy,
            openedSequence: approval.sequence,
            changedSequence: approval.changedSequence
        )
    }
}
