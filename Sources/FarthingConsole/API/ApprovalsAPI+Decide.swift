import FarthingCore

/// Those who decide.
extension ApprovalsAPI {
    func approve(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try await vote(request, isFor: true)
    }

    func deny(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try await vote(request, isFor: false)
    }

    func withdraw(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let (view, note) = try await read(request)
        try await takeBack(view, note, request)
        return try await answer(request)
    }

    /// Takes an approval back.
    ///
    /// - Throws: ``ConsoleError`` where that is not possible any more.
    func takeBack(
        _ view: ApprovalView,
        _ note: String,
        _ request: ConsoleRequest
    ) async throws {
        guard let id = HoldID(view.id), view.kind == .call else {
            try await gov.asks.decide(view.id, .withdraw, by: request.principal, note: note)
            return
        }
        let words = OperatorWords.text("withdrawn", request, note)
        let outcome = try await desk.store.apply(
            [.withdrawApproval(id, note: words)],
            nowMs: desk.clockMs()
        ).first
        if case .refused(let refusal) = outcome { throw try await error(refusal, id) }
    }

    // MARK: Voting

    private func vote(
        _ request: ConsoleRequest,
        isFor: Bool
    ) async throws -> ConsoleAnswer {
        let (view, note) = try await read(request)
        if let refusal = try await cast(isFor, on: view, note, by: request.principal) {
            return Self.noRoom(refusal)
        }
        return try await answer(request)
    }

    /// Casts a vote.
    ///
    /// - Returns: why what it grants could not be set aside, where it counts and there is no room; nil
    ///   else.
    /// - Throws: ``ConsoleError`` where it does not count.
    func cast(
        _ isFor: Bool,
        on view: ApprovalView,
        _ note: String,
        by principal: Principal?
    ) async throws -> Refusal? {
        guard let id = HoldID(view.id), view.kind == .call else {
            try await gov.asks.decide(
                view.id,
                isFor ? .approve : .deny,
                by: principal,
                note: note
            )
            return nil
        }
        let voter = try voter(principal, view)
        let vote = ApprovalVote(id: id, voter: voter, isFor: isFor, note: note)
        let outcome = try await desk.store.apply([.vote(vote)], nowMs: desk.clockMs()).first
        guard case .refused(let refusal) = outcome else { return nil }
        // The vote counts, and what it grants has no room now.
        if refusal.code.isOfRoom { return refusal }
        if refusal.code == .conflict,
            let approval = try await desk.store.approval(id),
            let earlier = approval.votes.first(where: { $0.voter == voter })
        {
            throw ConsoleError(
                409,
                "already_decided",
                "You have voted \(earlier.isFor ? "for" : "against") it already, and that stands; "
                    + "it is \(approval.state.rawValue)."
            )
        }
        throw try await error(refusal, id)
    }

    /// By what the book knows whoever votes: a key by its id, as where it votes elsewhere, so that it
    /// counts once.
    ///
    /// - Throws: ``ConsoleError`` 403 for one who is not asked.
    private func voter(_ principal: Principal?, _ view: ApprovalView) throws -> String {
        let principal = principal ?? .anybody
        if let key = principal.key, key.id == view.keyID {
            throw Self.ownCall
        }
        let isAdmin = principal.permissions.contains(.administer)
        guard let group = view.approvers,
            isAdmin || people.approves(of: principal).contains(group)
        else {
            throw ConsoleError(
                403,
                "not_an_approver",
                "You are not among those who are asked; an admin says who is."
            )
        }
        return principal.key?.id ?? principal.name
    }

    // MARK: Parts

    private func read(
        _ request: ConsoleRequest
    ) async throws -> (view: ApprovalView, note: String) {
        try QueryMembers(request).check()
        let view = try await view(request)
        var body = try BodyMembers(request)
        body.refuseNull("note")
        let note = body.note()
        try body.check()
        return (view: view, note: note)
    }

    private func answer(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let view = try await view(request)
        return .json { view.write(to: &$0, tenant: tenant()) }
    }

    private static let ownCall = ConsoleError(
        403,
        "own_call",
        "Nobody decides on a call of their own; another of the group must."
    )

    /// Why the book did nothing, or could not set aside what was granted.
    private func error(_ refusal: Refusal, _ id: HoldID) async throws -> ConsoleError {
        switch refusal.code {
        case .unknownApproval: return .notFound("approval")
        case .selfApproval: return Self.ownCall
        case .invalid: return ConsoleError(422, "invalid", "The note is too long.")
        case .paused, .frozen:
            return ConsoleError(
                409,
                "conflict",
                "The vote is counted, and the money cannot be set aside: a budget of the call is "
                    + "\(refusal.code.rawValue). Resume it; the call's next try finds the vote."
            )
        case .unknownBudget, .expired:
            return ConsoleError(
                409,
                "conflict",
                "The vote is counted, and the money cannot be set aside: what the call draws from "
                    + "is over. Withdraw the approval; the call's next try asks anew."
            )
        default:
            let state = try await desk.store.approval(id)?.state.rawValue ?? "forgotten"
            return ConsoleError(
                409,
                "already_decided",
                state == ApprovalState.pending.rawValue
                    ? "It takes no more votes." : "It is \(state) already."
            )
        }
    }

    /// The vote counts; the money is not there.
    private static func noRoom(_ refusal: Refusal) -> ConsoleAnswer {
        let error = ConsoleError(
            409,
            "budget_exceeded",
            "The vote is counted, and the money is not there now; the call's next try finds it "
                + "when there is room."
        )
        var answer = error.answer(.problem)
        guard case .bytes(var bytes) = answer.body, bytes.last == UInt8(ascii: "}") else {
            return answer
        }
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        if let account = refusal.account {
            json.key("budget")
            json.string(account.budget)
        }
        json.key("held")
        json.int(refusal.held)
        json.key("limit")
        json.int(refusal.limit)
        json.key("needed")
        json.int(refusal.needed)
        if let sequence = refusal.sequence, sequence > 0 {
            json.key("receipt")
            json.int(sequence)
        }
        if let account = refusal.account {
            json.key("scope")
            json.string(account.scope)
        }
        json.key("spent")
        json.int(refusal.spent)
        if let unit = refusal.unit {
            json.key("unit")
            json.string(unit.name)
        }
        json.endObject()
        bytes.removeLast()
        bytes += [UInt8(ascii: ",")] + json.bytes.dropFirst()
        answer.body = .bytes(bytes)
        return answer
    }
}
