import FarthingCore
import FarthingSQLite

extension AdminService {
    /// The most subjects that one request erases: as many as fit a request's bytes with room to
    /// spare.
    static let subjectsMax = 1_000

    /// A scope as calls have it: with commitments for the values that an operator names.
    func standing(_ scope: Scope) async throws -> Scope {
        guard let subjects else { return scope }
        var standing = scope
        for (dimension, value) in scope.sorted {
            standing[dimension] = try await subjects.standing(dimension, value)
        }
        return standing
    }

    /// Claims with commitments for whole values; what a pattern says stays as it is.
    func standing(_ claims: [Match.Term]) async throws -> [Match.Term] {
        guard let subjects else { return claims }
        var standing: [Match.Term] = []
        for claim in claims {
            guard claim.pattern.isPlain,
                let pattern = Glob(
                    try await subjects.standing(claim.dimension, claim.pattern.pattern)
                )
            else {
                standing.append(claim)
                continue
            }
            standing.append(Match.Term(dimension: claim.dimension, pattern: pattern))
        }
        return standing
    }

    /// Forgets the salts of subjects.
    ///
    /// Refused while one of them has an account with something in it whose window is not over: the
    /// subject that returns has a new account, and could spend its limit again.
    func eraseSubjects(_ request: AdminRequest) async throws -> [UInt8] {
        guard let subjects else {
            throw Failure(.usage, "this data folder commits to nobody; nothing is to be erased")
        }
        let wanted = Set(request.subjects)
        guard !wanted.isEmpty, wanted.count <= Self.subjectsMax,
            wanted.allSatisfy(Commitment.isOne)
        else {
            throw Failure(.usage, "from 1 to \(Self.subjectsMax) commitments can be erased at once")
        }
        let count = try await subjects.erase(wanted.sorted()) {
            let budgets = try await ledger.budgets()
            try checkUnnamed(wanted, budgets, subjects)
            if request.isNow { return }
            // Calls first: what has its hold by then is in the accounts.
            try await checkRunning(wanted)
            try await checkSpent(wanted, budgets)
        }
        return AdminAnswer.done { json in
            json.key("erased")
            json.int(count)
        }
    }

    /// A policy that names a subject would make it a new salt as soon as it is read again.
    private func checkUnnamed(
        _ wanted: Set<String>,
        _ budgets: [Budget],
        _ subjects: Subjects
    ) throws(Failure) {
        let named = wanted.sorted().first { commitment in
            subjects.isNamed(commitment)
                || budgets.contains { budget in
                    budget.match.terms.contains { $0.pattern.pattern == commitment }
                }
        }
        guard let named else { return }
        throw Failure(
            .usage,
            "\(named): the policy names this subject; take it out, and let the policy be read again "
                + "(farthing policy reload), before it is erased"
        )
    }

    /// A call between its claim and its hold has nothing in an account yet, and will.
    private func checkRunning(_ wanted: Set<String>) async throws {
        guard let holdsUnderWay else { return }
        guard let subject = await holdsUnderWay(wanted) else {
            // What was asked of the ledger before this is done when this is.
            _ = try await ledger.apply([.tick], nowMs: systemNowMs())
            return
        }
        throw Failure(
            .usage,
            "\(subject): a call of this subject is about to hold money. Erased now, it could spend a "
                + "limit again when it comes back; try again, or give --now"
        )
    }

    private func checkSpent(_ wanted: Set<String>, _ budgets: [Budget]) async throws {
        let per = Dictionary(budgets.map { ($0.id, $0.per) }, uniquingKeysWith: { one, _ in one })
        let nowMs = systemNowMs()
        for account in try await ledger.accounts() where !(per[account.key.budget] ?? []).isEmpty {
            // What is held is charged yet, whenever its window ended.
            let isUsed = account.spent > 0 || account.isPaused || account.isFrozen
            guard account.held > 0 || isUsed && account.windowEndsMs > nowMs else { continue }
            let values = account.key.scope.split(separator: ",").compactMap { part in
                part.split(separator: "=", maxSplits: 1).last.map(String.init)
            }
            guard let subject = values.first(where: wanted.contains) else { continue }
            let until =
                account.windowEndsMs == .max
                ? "which has no end" : "which ends \(Shown.time(account.windowEndsMs))"
            throw Failure(
                .usage,
                "\(subject): has an account of the budget \(account.key.budget) with "
                    + "\(Shown.amount(account.spent, account.unit)) spent and "
                    + "\(Shown.amount(account.held, account.unit)) held in a window \(until). Erased "
                    + "now, it could spend that limit again when it comes back; wait, or give --now"
            )
        }
    }
}
