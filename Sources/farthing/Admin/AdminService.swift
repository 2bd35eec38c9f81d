import FarthingCore
import FarthingPolicy
import FarthingSQLite

/// Does what operators ask of a ledger; behind the admin socket, or in a command of its own.
struct AdminService: Sendable {
    let ledger: SQLiteLedger
    /// The keys that the server goes by; none where there is no server.
    let keys: KeyDirectory?

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
            case .revokeKey: return try await revokeKey(request)
            case .listBudgets:
                return BudgetReport.answer(
                    try await ledger.accounts(),
                    try await ledger.budgets()
                )
            case .listHolds:
                let limit = Int(clamping: min(max(request.limit, 1), HoldReport.holdsMax))
                return HoldReport.answer(try await ledger.openHolds(limit: limit))
            case .topUp: return try await topUp(request)
            case .correct: return try await correct(request)
            case .pause, .resume, .reset, .unfreeze: return try await mark(request)
            }
        } catch {
            throw Failure(describing: error)
        }
    }

    // MARK: Keys

    private func createKey(_ request: AdminRequest) async throws -> [UInt8] {
        let name = request.name
        guard !name.isEmpty, name.utf8.count <= 128 else {
            throw Failure(.usage, "--name: a key's name has 1 to 128 bytes")
        }
        guard ScopeText.isVisible(name) else {
            throw Failure(
                .usage,
                "--name \(Shown.safe(name)): a key's name has no control or invisible characters; "
                    + "leave them out"
            )
        }
        let now = systemNowMs()
        let active = try await ledger.accessKeys().filter { $0.isActive(nowMs: now) }
        guard !active.contains(where: { $0.name == name }) else {
            throw Failure(
                .usage,
                "--name \(Shown.safe(name)): a key of this name is in use; revoke it first, or "
                    + "choose another name"
            )
        }
        let scope = try ScopeText.scope(request.scope)
        try ScopeText.checkKey(scope.sorted.map(\.dimension), "--scope")
        let claims = try request.claims.map(ScopeText.claims) ?? StoredAccessKey.usualClaims
        try ScopeText.checkKey(claims.map(\.dimension), "--claim")
        if let expiresAtMs = request.expiresAtMs, expiresAtMs <= now {
            throw Failure(.usage, "--expires: this time is over")
        }
        let secret = AccessSecret.make()
        let key = StoredAccessKey(
            id: AccessSecret.makeID(),
            secret: secret,
            name: name,
            scope: scope,
            claims: claims,
            nowMs: now,
            expiresAtMs: request.expiresAtMs
        )
        try await ledger.add(key)
        keys?.add(key)
        return AdminAnswer.done { json in
            if let expiresAtMs = request.expiresAtMs {
                json.key("expires_at_ms")
                json.int(expiresAtMs)
            }
            json.key("id")
            json.string(key.id)
            json.key("key")
            json.string(secret)
            json.key("name")
            json.string(name)
        }
    }

    private func revokeKey(_ request: AdminRequest) async throws -> [UInt8] {
        let now = systemNowMs()
        let stored = try await ledger.accessKeys().filter { $0.revokedAtMs == nil }
        let named = stored.filter { $0.id == request.name || $0.name == request.name }
        guard let key = named.first else {
            let hint = OperatorText.hint(for: request.name, among: stored.map(\.name))
            throw Failure(
                .usage,
                "\(Shown.safe(request.name)): no key of this name or id is in use"
                    + (stored.isEmpty ? "" : hint)
            )
        }
        guard named.count == 1 else {
            let ids = named.map(\.id).joined(separator: ", ")
            throw Failure(
                .usage,
                "\(Shown.safe(request.name)): several keys have this name; name one by its id: \(ids)"
            )
        }
        _ = try await ledger.revokeAccessKey(key.id, nowMs: now)
        keys?.remove(id: key.id)
        return AdminAnswer.done { json in
            json.key("id")
            json.string(key.id)
            json.key("name")
            json.string(key.name)
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
        guard let scope = try accountScope(request, budget) else {
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
        let scope = request.scope.isEmpty ? nil : try accountScope(request, budget)
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
    private func accountScope(_ request: AdminRequest, _ budget: Budget) throws -> String? {
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
        return scope.key(per: budget.per)
    }
}

extension StoredAccessKey {
    /// Whether calls with this key are taken.
    func isActive(nowMs: Int64) -> Bool {
        revokedAtMs == nil && expiresAtMs.map { $0 > nowMs } ?? true
    }
}
