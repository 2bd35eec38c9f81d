import FarthingCore
import FarthingGateway
import FarthingPolicy
import FarthingSQLite

extension AdminService {
    /// The approvals, or the one that is named.
    func listApprovals(_ request: AdminRequest) async throws -> [UInt8] {
        try ApprovalReport.answer(
            try await ledger.approvals(limit: ApprovalReport.readMax),
            keys: try await ledger.accessKeys(),
            request
        )
    }

    /// Counts a vote of the key that came with it.
    ///
    /// The key is active, one of the group that is asked, and not the one whose call it is.
    func vote(_ request: AdminRequest) async throws -> [UInt8] {
        let stored = try await ledger.accessKeys()
        let now = systemNowMs()
        guard let voter = KeyDirectory(stored).find(request.secret.utf8.span, nowMs: now) else {
            throw Failure(
                .usage,
                "the voter's key is not known, or was revoked, or is past its time; farthing keys "
                    + "list shows whose are in use"
            )
        }
        let approval = try ApprovalReport.find(
            request.name,
            among: try await ledger.approvals(limit: ApprovalReport.readMax)
        )
        let id = approval.id
        let name = Shown.safe(voter.name)
        guard voter.id != approval.principal else {
            throw Failure(.usage, "\(name): this key's own call; another of the group must decide")
        }
        guard voter.approves.contains(approval.terms.group) else {
            throw Failure(
                .usage,
                "\(name): not among those who decide, \"\(Shown.safe(approval.terms.group))\"; keys "
                    + "of that group are made with --approves"
            )
        }
        // The last vote sets money aside.
        if request.isFor, gate?.isClosed == true {
            throw Failure(.unavailable, AdmissionGate.error.message)
        }
        let vote = ApprovalVote(
            id: id,
            voter: voter.id,
            isFor: request.isFor,
            note: request.note
        )
        let outcome = try await ledger.apply([.vote(vote)], nowMs: now).first
        var lacksRoom: Refusal?
        if case .refused(let refusal) = outcome {
            // The vote counts, and what it grants has no room now.
            guard refusal.code.isOfRoom || refusal.code == .paused || refusal.code == .frozen else {
                let now = try await ledger.approval(id) ?? approval
                let earlier = now.votes.first { $0.voter == voter.id }
                if refusal.code == .conflict, let earlier {
                    throw Self.failure(earlier, of: voter, now)
                }
                throw Self.failure(refusal, now)
            }
            lacksRoom = refusal
        }
        return try await answer(about: id, stored, request, lacksRoom)
    }

    /// Takes an open approval back.
    func withdrawApproval(_ request: AdminRequest) async throws -> [UInt8] {
        let approval = try ApprovalReport.find(
            request.name,
            among: try await ledger.approvals(limit: ApprovalReport.readMax)
        )
        let command = Command.withdrawApproval(approval.id, note: request.note)
        if case .refused(let refusal) = try await ledger.apply([command], nowMs: systemNowMs())
            .first
        {
            throw Self.failure(refusal, try await ledger.approval(approval.id) ?? approval)
        }
        return try await answer(about: approval.id, try await ledger.accessKeys(), request, nil)
    }

    private func answer(
        about id: HoldID,
        _ keys: [StoredAccessKey],
        _ request: AdminRequest,
        _ lacksRoom: Refusal?
    ) async throws -> [UInt8] {
        guard let approval = try await ledger.approval(id) else {
            throw Failure(.unavailable, "the approval \(id) was decided and is forgotten already")
        }
        var request = request
        request.name = id.description
        return try ApprovalReport.answer([approval], keys: keys, request, lacksRoom: lacksRoom)
    }

    /// Who votes again, and otherwise.
    private static func failure(
        _ earlier: ApprovalStatement.Vote,
        of voter: AccessKey,
        _ approval: ApprovalStatement
    ) -> Failure {
        Failure(
            .usage,
            "\(Shown.safe(voter.name)): has voted \(earlier.isFor ? "for" : "against") it already "
                + "(entry \(earlier.sequence)), and that stands; the approval \(approval.id) is "
                + "\(approval.state.rawValue)"
        )
    }

    /// - Parameter approval: as it is now.
    private static func failure(_ refusal: Refusal, _ approval: ApprovalStatement) -> Failure {
        let id = approval.id
        switch refusal.code {
        case .conflict where approval.state == .pending:
            return Failure(.usage, "the approval \(id) is pending, and takes no more votes")
        case .conflict:
            return Failure(
                .usage,
                "the approval \(id) is \(approval.state.rawValue) already: nothing is left to decide; "
                    + "farthing approvals show \(id) says who has"
            )
        case .unknownBudget, .expired:
            let what =
                refusal.code == .expired
                ? "the allowance that the call draws from is over"
                : "a budget of the call is not in the policy any more"
            return Failure(
                .usage,
                "the vote is counted, and \(what), so that nothing can be set aside; farthing "
                    + "approvals withdraw \(id) takes the approval back, and the call's next try asks "
                    + "anew"
            )
        case .selfApproval:
            return Failure(
                .usage,
                "nobody decides on a call of their own; another of the group must"
            )
        case .unknownApproval:
            return Failure(.usage, "there is no approval \(id) any more")
        case .invalid:
            return Failure(.usage, "--note: at most \(ApprovalVote.noteBytesMax) bytes")
        default:
            return Failure(
                .usage,
                "the ledger refused it: \(refusal.code.rawValue); the approval \(id) is "
                    + approval.state.rawValue
            )
        }
    }
}
