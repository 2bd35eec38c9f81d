import FarthingCore
import Synchronization

/// The reservations of actguard's clients: holds of a run's whole limit, each replaced by what the run
/// has cost.
final class Reserves: Sendable {
    /// How long one stays open that nobody settles; it is charged in full then, and a settlement that
    /// comes later still puts that right.
    static let openMs: Int64 = 3_600_000
    /// What a run may cost that states no limit, in cost units: a dollar, or what is left where that is
    /// less.
    static let usualUnits: Int64 = 1_000
    /// Some hundred bytes each; what is forgotten is found in the ledger.
    private static let keptMax = 65_536
    /// Open holds looked through for one that was made before a restart.
    private static let openHoldsMax = 100_000
    /// How often something is asked again that has changed meanwhile.
    private static let triesMax = 16

    private struct State: Sendable {
        /// How many reservations of a name are over.
        var attempts = RecentValues<String, Int64>(keptMax: Reserves.keptMax)
        var reserves = RecentValues<HoldID, Reserve>(keptMax: Reserves.keptMax)
    }

    /// A reservation, open or over, as far as its settlement needs to know it.
    fileprivate struct Reserve: Sendable {
        var lines: [BudgetLine]
        /// What it has set aside; nil where that is not known any more.
        var units: Int64?
    }

    private let desk: ConsoleDesk
    private let calls: any CallDesk
    private let state = Mutex(State())

    init(_ desk: ConsoleDesk, _ calls: any CallDesk) {
        self.desk = desk
        self.calls = calls
    }

    /// What is asked for.
    struct Question: Sendable {
        var key: AccessKey
        var run: String
        var user: String?
        var plan: String?
        /// Nil where the run states none.
        var limitUnits: Int64?

        /// The same for a retry, and for nothing else.
        var name: String {
            let limit = limitUnits.map { String($0) } ?? "-"
            let texts = [user, plan].map { $0.map { "+" + $0 } ?? "-" }
            return ([key.id, run, limit] + texts).joined(separator: "\u{1F}")
        }
    }

    /// What was answered.
    enum Answer: Sendable {
        case reserved(ReserveID, units: Int64)
        case refused(Refusal, neededUnits: Int64)
    }

    /// Sets a run's money aside; while that is open, the same question has the same answer.
    func reserve(_ question: Question) async throws -> Answer {
        let name = question.name
        var attempt: Int64
        if let known = state.withLock({ $0.attempts[name] }) {
            attempt = known
        } else {
            attempt = try await firstAttempt(name, question.key.id)
        }
        var units = question.limitUnits ?? Self.usualUnits
        let isStated = question.limitUnits != nil
        for _ in 0..<Self.triesMax {
            let plan = try await plan(question)
            let id = ReserveID(name, attempt: attempt, key: question.key.id, calls.keyedHash)
            let answer = try await plan.hold(
                id.hold,
                ceilingNanos: units * CostUnits.nanosEach,
                expiresAtMs: desk.clockMs() + Self.openMs,
                recordsRefusal: isStated || units == 1,
                calls.keyedHash,
                ask: ask
            )
            switch answer {
            case .held(let held):
                let reserved =
                    try await held.isRepeated
                    ? known(id.hold)?.units ?? units : units
                let reserve = Reserve(lines: plan.lines, units: reserved)
                let over = attempt
                state.withLock { state in
                    state.attempts.note(name, over)
                    if !held.isRepeated { state.reserves.note(id.hold, reserve) }
                }
                return .reserved(id, units: reserved)
            case .refused(let refusal):
                switch refusal.code {
                case .alreadySettled: attempt += 1
                case .unknownBudget: break
                case _ where refusal.code.isOfRoom && !isStated && units > 1:
                    units = max(1, min(units - 1, Self.freeUnits(refusal, plan)))
                default: return .refused(refusal, neededUnits: units)
                }
            }
        }
        throw ConsoleError(503, "unavailable", "The budgets are changing; try again.")
    }

    /// What is left in the account that refuses, in whole units; at most one where it counts no money.
    private static func freeUnits(_ refusal: Refusal, _ plan: ReservePlan) -> Int64 {
        guard let line = plan.lines.first(where: { $0.budget == refusal.account?.budget }),
            line.unit.isMoney
        else { return 1 }
        return CostUnits.within(line.lineUnit.dollars(within: refusal.free))
    }

    private func plan(_ question: Question) async throws -> ReservePlan {
        var claims: [(dimension: Dimension, value: String)] = [(.run, question.run)]
        if let user = question.user { claims.append((.user, user)) }
        let tag = Dimension.tag("plan")
        // A plan by which budgets match is a claim; else it is a word for people.
        if let plan = question.plan, question.key.mayClaim(tag, plan) { claims.append((tag, plan)) }
        let scope = try await calls.scope(of: question.key, claiming: claims)
        return try ReservePlan(
            question.key,
            scope,
            plan: question.plan,
            calls,
            nowMs: desk.clockMs()
        )
    }

    private func ask(_ command: Command) async throws -> Outcome {
        let outcomes = try await desk.store.apply([command], nowMs: desk.clockMs())
        guard let outcome = outcomes.first else {
            throw ConsoleError(503, "outcome_unknown", "The ledger has not answered.")
        }
        return outcome
    }

    /// The first attempt of a name whose reservation is not over: those before it all are.
    private func firstAttempt(_ name: String, _ key: String) async throws -> Int64 {
        func isOver(_ attempt: Int64) async throws -> Bool {
            let id = ReserveID(name, attempt: attempt, key: key, calls.keyedHash)
            return try await calls.closedHold(id.hold) != nil
        }
        guard try await isOver(0) else { return 0 }
        var low: Int64 = 0
        var step: Int64 = 1
        while try await isOver(low + step) {
            low += step
            step *= 2
        }
        var high = low + step
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if try await isOver(middle) { low = middle } else { high = middle }
        }
        return high
    }

    // MARK: Settling

    /// Replaces a reservation by what its run has cost; durable when this returns.
    ///
    /// - Throws: ``ConsoleError`` 404 where this key has made none of this id, 422 where it is over and
    ///   says something else.
    func settle(_ text: String, _ cost: ActguardSettlement.Cost, by key: AccessKey) async throws {
        guard let id = ReserveID(text), id.isOwned(by: key.id, calls.keyedHash),
            let reserve = try await known(id.hold)
        else { throw ConsoleError.notFound("reservation") }
        let command = Command.settle(
            SettleRequest(
                id: id.hold,
                amounts: reserve.lines.map { $0.charge(nanos: cost.nanos, tokens: cost.tokens) },
                evidence: .reported,
                usage: SettledUsage(
                    inputTokens: cost.inputTokens,
                    outputTokens: cost.outputTokens,
                    costNanos: cost.nanos,
                    ending: "complete"
                )
            )
        )
        guard case .refused(let refusal) = try await ask(command) else { return }
        switch refusal.code {
        case .unknownHold: throw ConsoleError.notFound("reservation")
        case .conflict:
            // 409 and 402 would tell the client that a budget is used up.
            throw ConsoleError.faulty([
                GovFault(
                    "conflict",
                    body: "reserve_id",
                    "was settled with other figures, or given back; nothing was changed"
                )
            ])
        default: throw ConsoleError(422, "invalid", "The ledger refused it: nothing was changed.")
        }
    }

    /// What is known of a reservation, from memory or from the ledger; nil for none.
    private func known(_ id: HoldID) async throws -> Reserve? {
        if let reserve = state.withLock({ $0.reserves[id] }) { return reserve }
        let open = try await desk.store.openHolds(limit: Self.openHoldsMax)
        let found: Reserve?
        if let hold = open.first(where: { $0.id == id }) {
            found = Reserve(
                hold.lines.map { ($0.account, $0.unit, $0.rateNanos, $0.held) }
            )
        } else if let record = try await calls.closedHold(id) {
            let budgets = calls.policy.policy.budgets
            // Budgets that are gone count as nothing.
            found = Reserve(
                record.lines.map { line in
                    let unit = budgets.first { $0.id == line.account.budget }?.unit ?? .concurrent
                    return (line.account, unit, line.rateNanos, line.held)
                }
            )
        } else {
            found = nil
        }
        if let found { state.withLock { $0.reserves.note(id, found) } }
        return found
    }
}

extension Reserves.Reserve {
    fileprivate init(
        _ held: [(account: AccountKey, unit: BudgetUnit, rateNanos: Int64?, held: Int64)]
    ) {
        lines = held.map { line in
            BudgetLine(
                budget: line.account.budget,
                scope: line.account.scope,
                unit: line.unit,
                rateNanos: line.rateNanos,
                isEnforced: true
            )
        }
        // All lines of money hold the same.
        units = zip(lines, held).first { line, _ in line.lineUnit.followsCost }
            .map { line, held in CostUnits.within(line.lineUnit.dollars(within: held.held)) }
    }
}
