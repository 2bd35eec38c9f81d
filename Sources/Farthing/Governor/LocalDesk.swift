package import FarthingCore
import Synchronization

/// A policy over a ledger of this process.
package final class LocalDesk: SpendDesk {
    /// Calls that may wait for room or for a yes at a time: each asks again every few milliseconds.
    static let waitingMax = 1_024

    let ledger: any Ledger
    /// The same ledger, where it answers at once.
    let immediate: (any ImmediateLedger)?
    package let policy: CompiledPolicy
    let prices: PriceBook
    let options: Governor.Options
    let waiting = Atomic(0)
    private let plans = SpendPlans()
    private let runs = Mutex(RunGuard(runsMax: 10_000))
    let asksAboutRuns: Bool

    /// A desk whose budgets the ledger has already.
    package init(
        of ledger: any Ledger,
        inForce policy: CompiledPolicy,
        prices: PriceBook,
        _ options: Governor.Options
    ) {
        self.ledger = ledger
        immediate = ledger as? any ImmediateLedger
        self.policy = policy
        self.prices = prices
        self.options = options
        asksAboutRuns = policy.asksAboutRuns
    }

    /// A desk that makes its budgets in the ledger, or edits those that are there.
    convenience init(
        ledger: any Ledger,
        policy: CompiledPolicy,
        prices: PriceBook,
        _ options: Governor.Options
    ) async throws(SpendError) {
        var prices = prices.applying(policy.policy.prices)
        prices.rates = prices.rates.applying(policy.policy.rates)
        self.init(of: ledger, inForce: policy, prices: prices, options)
        let nowMs = options.clock.boundedNowMs
        var commands: [Command] = []
        for budget in policy.policy.budgets {
            var wanted = budget
            wanted.isEnforced = budget.isEnforced && policy.policy.isEnforced
            let rate = prices.rates.lineUnit(budget.unit, atMs: nowMs).rateNanos
            commands.append(.setBudget(wanted, opening: [:], rateNanos: rate))
        }
        for start in stride(from: 0, to: commands.count, by: LedgerLimits.commandsMax) {
            let part = Array(commands[start...].prefix(LedgerLimits.commandsMax))
            let outcomes: [Outcome]
            do throws(LedgerError) {
                outcomes = try await ledger.apply(part, nowMs: nowMs)
            } catch {
                throw SpendError(error)
            }
            for case .refused(let refusal) in outcomes {
                throw SpendError(refusal, nowMs: nowMs)
            }
        }
    }

    package func unlistedPrice(_ provider: String, _ model: String) -> ModelPrice? {
        guard case .ceiling(let nanosPerMillion) = policy.policy.unpriced else { return nil }
        let rate = Rate(nanosPerMillion: nanosPerMillion)
        return ModelPrice(
            provider: provider,
            model: model,
            sheets: [RateSheet(input: rate, output: rate)]
        )
    }

    package func accounts() async throws(SpendError) -> [AccountStatement] {
        let accounts: [AccountStatement]
        do throws(LedgerError) {
            accounts = try await ledger.accounts()
        } catch {
            throw SpendError(error)
        }
        return accounts
    }

    /// The plan of calls with a scope.
    func plan(_ scope: Scope, _ nowMs: Int64) throws(SpendError) -> SpendPlan {
        try datedPlan(scope, nowMs).plan
    }

    /// The same with the time until which it is good.
    func datedPlan(_ scope: Scope, _ nowMs: Int64) throws(SpendError) -> SpendPlans.Dated {
        try plans.plan(scope, nowMs: nowMs) { () throws(SpendError) in
            try SpendPlan(scope, policy, prices, principal: options.principal, nowMs: nowMs)
        }
    }

    /// Counts a call as a step of its run, and says what rules are told of that.
    func runFacts(_ plan: SpendPlan, _ request: UInt64) -> RunFacts? {
        guard asksAboutRuns, let run = plan.scope[.run] else { return nil }
        let key = RunKey(principal: options.principal, run: run)
        let terms = RunTerms(limitNanos: plan.runLimitNanos)
        return runs.withLock { $0.begin(key, request: request, terms) }
    }

    /// Books what a step of a run has cost.
    func tellRun(_ hold: DeskHold, _ plan: SpendPlan, _ cost: CallCost) {
        guard asksAboutRuns, let run = plan.scope[.run] else { return }
        let key = RunKey(principal: options.principal, run: run)
        runs.withLock {
            let succeeded = !cost.isUnknown
            $0.settle(key, request: hold.runRequest, nanos: cost.nanos, succeeded: succeeded)
        }
    }

    /// Asks the ledger for one thing, without waiting for its own thread where it has none.
    func ask(_ command: Command, _ nowMs: Int64) async throws(SpendError) -> Outcome {
        if let immediate { return immediate.applyNow(command, nowMs: nowMs) }
        return try await queue(command, nowMs)
    }

    /// Asks for a hold: the case that must not cost a box.
    func askForHold(_ request: HoldRequest, _ nowMs: Int64) async throws(SpendError) -> Outcome {
        if let immediate { return immediate.holdNow(request, nowMs: nowMs) }
        return try await queue(.hold(request), nowMs)
    }

    /// The same for a settlement.
    func askToSettle(
        _ request: SettleRequest,
        _ nowMs: Int64
    ) async throws(SpendError) -> Outcome {
        if let immediate { return immediate.settleNow(request, nowMs: nowMs) }
        return try await queue(.settle(request), nowMs)
    }

    private func queue(_ command: Command, _ nowMs: Int64) async throws(SpendError) -> Outcome {
        let outcomes: [Outcome]
        do throws(LedgerError) {
            outcomes = try await ledger.apply([command], nowMs: nowMs)
        } catch {
            throw SpendError(error)
        }
        guard let outcome = outcomes.first else {
            throw SpendError(.outcomeUnknown, "The ledger has not answered.")
        }
        return outcome
    }
}

extension SpendPlan {
    /// The least that a budget of one run lets it spend, in dollars; nil where none counts money.
    fileprivate var runLimitNanos: Int64? {
        var least: Int64?
        for (line, budget) in zip(lines, budgets)
        where budget.isEnforced && line.lineUnit.followsCost {
            guard budget.window == .run || budget.per.contains(.run) else { continue }
            let dollars = line.lineUnit.dollars(within: budget.limit)
            least = min(least ?? dollars, dollars)
        }
        return least
    }
}

extension DeskCall {
    /// What tells one request of a run from another, not to be foreseen by who makes it; a request of
    /// which nothing is known is like no other.
    var runRequest: UInt64 {
        if contentHash.isEmpty { return .random(in: 1...UInt64.max) }
        var hasher = Hasher()
        hasher.combine(model)
        hasher.combine(scope[.tool])
        hasher.combine(contentHash)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
