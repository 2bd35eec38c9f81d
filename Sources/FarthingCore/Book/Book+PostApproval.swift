extension Book {
    /// Posts what happened to an approval.
    mutating func postApproval(_ body: Entry.Body, _ now: Int64) {
        let sequence = nextSequence - 1
        switch body {
        case .approvalAsk(let request): approvals.open(Approval(request, sequence, now))
        case .approvalVote(let approval, let vote):
            let counted = ApprovalStatement.Vote(
                voter: vote.voter,
                isFor: vote.isFor,
                note: vote.note,
                atMs: now,
                sequence: sequence
            )
            approvals.change(approval.id) {
                $0.votes.append(counted)
                $0.changedSequence = sequence
            }
            if !vote.isFor {
                approvals.close(approval.id, as: .denied) {
                    // As long as it could have been used, it stands.
                    $0.untilMs = now + $0.ask.terms.withinMs
                }
            }
        case .approvalGrant(let grant): post(grant, now)
        case .approvalExpire(let approval): takeBack(approval, as: .expired, now)
        case .approvalWithdraw(let approval, _): takeBack(approval, as: .withdrawn, now)
        default: break
        }
    }

    /// Raises the limits that were in the way, and sets the money aside in a hold of its own.
    private mutating func post(_ grant: Entry.ApprovalGrant, _ now: Int64) {
        guard let approval = approvals[grant.approval.id] else { return }
        for line in grant.lines where line.topUp > 0 {
            guard let slot = account(for: line.account, isOpening: true, now) else { continue }
            accounts[slot].topUps += line.topUp
            touch(slot)
        }
        open(
            Entry.Admission(
                id: grant.earmark,
                key: nil,
                lines: grant.lines.map { line in
                    Entry.Admission.Line(
                        account: line.account,
                        held: line.held,
                        expected: line.held,
                        rateNanos: line.rateNanos,
                        slot: line.slot
                    )
                },
                outputTokens: 0,
                expiresAtMs: grant.untilMs,
                isSent: false,
                projectedNanos: approval.projectedNanos,
                source: grant.source,
                bound: nil,
                context: approval.context
            ),
            now
        )
        if let slot = openSlot(grant.earmark) {
            holds[slot].withRare { $0.approval = approval.id }
        }
        let sequence = nextSequence - 1
        approvals.change(approval.id) {
            $0.state = .granted
            $0.earmark = grant.earmark
            $0.untilMs = grant.untilMs
            $0.changedSequence = sequence
            for line in grant.lines {
                guard let place = $0.lines.firstIndex(where: { $0.budget == line.account.budget })
                else { continue }
                $0.lines[place].topUp = line.topUp
            }
        }
    }

    /// Ends an approval that was not used: the money goes back, and so does what the limits were
    /// raised by.
    private mutating func takeBack(
        _ reference: Entry.ApprovalReference,
        as state: ApprovalState,
        _ now: Int64
    ) {
        guard let approval = approvals[reference.id] else { return }
        if let earmark = approval.earmark, let slot = openSlot(earmark) {
            for kept in holds[slot].lines {
                let topUp = approval.topUp(of: accounts[kept.account].key.budget)
                guard topUp > 0 else { continue }
                accounts[kept.account].topUps -= topUp
                touch(kept.account)
            }
            close(at: slot, amounts: nil, state: .expired, now)
        }
        let sequence = nextSequence - 1
        approvals.close(approval.id, as: state) { $0.changedSequence = sequence }
    }
}

extension Approval {
    init(_ request: Entry.ApprovalRequest, _ sequence: Int64, _ now: Int64) {
        self.init(
            id: request.id,
            sequence: sequence,
            ask: request.ask,
            projectedNanos: request.projectedNanos,
            source: request.source,
            context: request.context,
            askedAtMs: now,
            lines: request.lines.map { line in
                Line(
                    budget: line.budget,
                    scope: line.scope,
                    amount: line.amount,
                    rateNanos: line.rateNanos
                )
            },
            untilMs: request.untilMs,
            changedSequence: sequence
        )
    }
}
