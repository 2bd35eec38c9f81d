import FarthingCore

/// `POST /v1/approvals/{approval}/resolve`: one decision in SpendGuard's words, over the same votes.
extension ApprovalsAPI {
    /// What an approval is to become.
    private enum Target: String, CaseIterable {
        case approved, denied, cancelled

        var word: ApprovalWord {
            switch self {
            case .approved: .approved
            case .denied: .denied
            case .cancelled: .cancelled
            }
        }
    }

    func resolve(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let (target, reason) = try wish(request)
        let view: ApprovalView
        do {
            view = try await self.view(request)
        } catch let error as ConsoleError where error.status == 404 {
            // Whether there is one is nobody's to learn who may not see it.
            throw ConsoleError(403, "forbidden", "There is no such approval that you may resolve.")
        }
        let state = ApprovalWord(peer: view.state)
        if state == target.word { return Self.resolved(view, transitioned: false) }
        guard state == .pending, view.untilMs > desk.clockMs() else {
            let word = state == .pending ? ApprovalWord.expired : state
            throw ConsoleError(409, "already_decided", "It is \(word.rawValue) already.")
        }
        switch target {
        case .approved: _ = try await cast(true, on: view, reason, by: request.principal)
        case .denied: _ = try await cast(false, on: view, reason, by: request.principal)
        case .cancelled:
            guard request.principal?.permissions.contains(.operate) ?? false else {
                throw ConsoleError(403, "forbidden", "Operators alone take an approval back.")
            }
            try await takeBack(view, reason, request)
        }
        let after = try await self.view(request)
        return Self.resolved(after, transitioned: after.state != .pending)
    }

    /// What the body asks for.
    ///
    /// - Throws: ``ConsoleError`` 400 for whatever is wrong with it.
    private func wish(_ request: ConsoleRequest) throws -> (target: Target, reason: String) {
        do {
            try QueryMembers(request).check()
            var body = try BodyMembers(request)
            let target = body.word("target_state", Target.self)
            if target == nil, !body.has("target_state") {
                body.fault("target_state", "must be given")
            }
            body.refuseNull("target_state")
            let reason = body.requiredText("reason", 1...256)
            if !reason.isEmpty, reason.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
                body.fault("reason", "must not be blank")
            }
            body.refuseNull("reason")
            try body.check()
            guard let target else { throw ConsoleError(400, "invalid", "The body is wrong.") }
            return (target: target, reason: reason)
        } catch var error as ConsoleError where error.status == 422 {
            error.status = 400
            throw error
        }
    }

    /// How it stands now. Where votes are missing still it is pending, and the vote counts.
    private static func resolved(_ view: ApprovalView, transitioned: Bool) -> ConsoleAnswer {
        let state = ApprovalWord(peer: view.state).rawValue
        return .json { json in
            json.key("final_state")
            json.string(state)
            json.key("transitioned")
            json.bool(transitioned)
            json.key("event_id")
            json.string(transitioned ? eventID(view.id, state) : nil)
        }
    }

    /// The same for the same step of the same approval.
    private static func eventID(_ approval: String, _ state: String) -> String {
        let hash = SHA256Hash.of(Array("approval event/1\u{0}\(approval)\u{0}\(state)".utf8))
        let words = [0, 8].map { start in
            hash.dropFirst(start).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        return HoldID(random: words[0], words[1]).description
    }
}
