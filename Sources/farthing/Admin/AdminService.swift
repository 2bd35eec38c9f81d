import FarthingCore
import FarthingGateway
import FarthingPolicy
import FarthingSQLite

/// Does what operators ask of a ledger; behind the admin socket, or in a command of its own.
struct AdminService: Sendable {
    let ledger: SQLiteLedger
    /// The keys that the server goes by; none where there is no server.
    let keys: KeyDirectory?
    /// How the server reads its policy again; none where there is no server.
    var reload: PolicyReload?
    /// The keys that seal the journal.
    var signing: SigningDesk?
    /// What publishes the log; nil where there is no server.
    var checkpoints: CheckpointService?
    /// Who is committed to; nil where nobody is.
    var subjects: Subjects?
    /// One of these commitments for which a call is on its way to its hold; nil where no server runs.
    var holdsUnderWay: (@Sendable (Set<String>) async -> String?)?
    /// One portion of an import at a time.
    let imports = Turn()
    /// Who tells of entries; nil where there is no server.
    var events: EventService?
    /// Whether anything may begin that costs money; nil where there is no server.
    var gate: AdmissionGate?

    /// The answer to one line; never fails.
    func answer(_ line: [UInt8]) async -> [UInt8] {
        do throws(Failure) {
            guard let request = AdminRequest(line) else {
                throw Failure(.usage, "this is no request that this version knows")
            }
            return try await answer(request)
        } catch {
            return AdminAnswer.failed(error)
        }
    }

    func answer(_ request: AdminRequest) async throws(Failure) -> [UInt8] {
        do {
            switch request.verb {
            case .createKey: return try await createKey(request)
            case .rotateSigningKey: return try await rotateSigningKey(request)
            case .revokeKey: return try await revokeKey(request)
            case .listBudgets:
                return BudgetReport.answer(
                    try await ledger.accounts(),
                    try await ledger.budgets()
                )
            case .listHolds:
                let limit = Int(clamping: min(max(request.limit, 1), HoldReport.holdsMax))
                return HoldReport.answer(try await ledger.openHolds(limit: limit))
            case .listApprovals: return try await listApprovals(request)
            case .vote: return try await vote(request)
            case .eraseSubjects: return try await eraseSubjects(request)
            case .importEntries: return try await importEntries(request)
            case .withdrawApproval: return try await withdrawApproval(request)
            case .publishLog: return try await publishLog()
            case .prune: return try await pruneJournal(request)
            case .dropArchived: return try await dropArchived()
            case .reloadPolicy: return try await reloadPolicy(request)
            case .topUp: return try await topUp(request)
            case .correct: return try await correct(request)
            case .pause, .resume, .reset, .unfreeze: return try await mark(request)
            }
        } catch {
            throw Failure(describing: error)
        }
    }

    private func publishLog() async throws(Failure) -> [UInt8] {
        guard let checkpoints else { throw Failure(.unavailable, "no server runs here") }
        return try await checkpoints.publishNow().answer
    }

    private func reloadPolicy(_ request: AdminRequest) async throws(Failure) -> [UInt8] {
        if let reload { return try await reload.run(fromFile: request.isFromFile).answer }
        guard request.isFromFile else {
            throw Failure(.unavailable, "no server runs here; it reads its policy when it starts")
        }
        let replaced = try await ConsolePolicies.versionInForce(in: ledger)
        try await ConsolePolicies.putFileInForce(in: ledger)
        return AdminAnswer.done { json in
            json.key("replaced")
            if let replaced { json.int(replaced) } else { json.null() }
        }
    }

    // MARK: Budgets

    private func topUp(_ request: AdminRequest) async throws -> [UInt8] {
        let budget = try await budget(request.name)
        let amount: (value: Int64, unit: BudgetUnit)
        do throws(OperatorText.Fault) {
            amount = try OperatorText.amount(request.amount)
        } catch {
            throw Failure(.usage, error.message)
        }
        guard amount.unit == budget.unit else {
            throw Failure(
                .usage,
                "\(request.amount): the budget \(budget.id) counts in \(budget.unit.name)"
            )
        }
        guard let scope = try await accountScope(request, budget) else {
            throw Failure(
                .usage,
                "the budget \(budget.id) has an account per "
                    + budget.per.map(\.name).joined(separator: " and ")
                    + "; name one with --scope \(budget.per.map { "\($0.name)=…" }.joined(separator: ","))"
            )
        }
        let change = AccountChange(
            budget: budget.id,
            scope: scope,
            amount: amount.value,
            note: request.note,
            key: request.changeKey
        )
        return try await apply(.topUp(change))
    }

    private func mark(_ request: AdminRequest) async throws -> [UInt8] {
        let budget = try await budget(request.name)
        let scope = request.scope.isEmpty ? nil : try await accountScope(request, budget)
        let note = request.note
        switch request.verb {
        case .pause: return try await apply(.pause(budget: budget.id, scope: scope, note: note))
        case .resume: return try await apply(.resume(budget: budget.id, scope: scope, note: note))
        case .reset: return try await apply(.reset(budget: budget.id, scope: scope, note: note))
        default: return try await apply(.unfreeze(budget: budget.id, note: note))
        }
    }

    private func apply(_ command: Command) async throws -> [UInt8] {
        let outcome = try await ledger.apply([command], nowMs: systemNowMs()).first
        switch outcome {
        case .applied(let sequence):
            return AdminAnswer.done { json in
                json.key("entry")
                json.int(sequence)
            }
        case .refused(let refusal) where refusal.code == .keyConflict:
            throw Failure(
                .usage,
                "--change-key: this key stands for another change already, and nothing was done; "
                    + "repeat that change as it was, or choose another key"
            )
        case .refused(let refusal):
            throw Failure(.usage, "the ledger refused it: \(refusal.code.rawValue)")
        default: return AdminAnswer.done { _ in }
        }
    }

    private func budget(_ id: String) async throws -> Budget {
        let budgets = try await ledger.budgets()
        guard let budget = budgets.first(where: { $0.id == id }) else {
            let hint = OperatorText.hint(for: id, among: budgets.map(\.id))
            throw Failure(.usage, "there is no budget \"\(Shown.safe(id))\"\(hint)")
        }
        return budget
    }

    /// The account's scope as its key writes it; nil where the budget has an account for each value
    /// and none was named.
    private func accountScope(_ request: AdminRequest, _ budget: Budget) async throws -> String? {
        if budget.per.isEmpty {
            guard request.scope.isEmpty else {
                throw Failure(.usage, "the budget \(budget.id) has one account; leave --scope out")
            }
            return ""
        }
        if request.scope.isEmpty { return nil }
        let scope = try ScopeText.scope(request.scope)
        for (dimension, _) in scope.sorted where !budget.per.contains(dimension) {
            throw Failure(
                .usage,
                "--scope \(dimension.name): the budget \(budget.id) has no account per "
                    + dimension.name
            )
        }
        return try await standing(scope).key(per: budget.per)
    }
}
