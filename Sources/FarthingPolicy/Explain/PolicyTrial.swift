package import FarthingCore

/// A policy with a book of its own, for asking what would become of calls.
///
/// It drives the same deliberation and the same book as a server, so that it can say nothing else
/// than one would: rules, then a hold in every budget, then what thresholds ask for.
package struct PolicyTrial: Sendable {
    /// How long a trial's holds last: longer than any trial.
    static let holdMs: Int64 = 400 * 86_400_000
    /// Scopes whose match is remembered; beyond it all are found anew.
    private static let matchesMax = 4_096

    package let policy: CompiledPolicy
    /// With the policy's own prices and exchange rates.
    package let prices: PriceBook
    package internal(set) var book: Book
    private var matches: [Scope: ScopeMatch] = [:]
    private var holdCount: UInt64 = 0

    /// A trial with empty accounts, or in the state of a server's book, whose budgets become those of
    /// the policy: an edit that leaves an account's meaning as it is keeps what is spent.
    ///
    /// - Parameter prices: a book without the policy's own prices, which are applied here.
    package init(
        _ policy: CompiledPolicy,
        _ prices: PriceBook,
        book: Book = Book(),
        atMs: Int64
    ) {
        self.policy = policy
        var applied = prices.applying(policy.policy.prices)
        applied.rates = applied.rates.applying(policy.policy.rates)
        self.prices = applied
        self.book = book
        for budget in policy.policy.budgets { define(budget, opening: [:], atMs) }
        for budget in book.definitions
        where !policy.policy.budgets.contains(where: { $0.id == budget.id }) {
            _ = self.book.apply(.removeBudget(budget.id), nowMs: atMs)
        }
        forget()
    }

    /// Sets what is spent and held in accounts that nothing was counted in yet, by budget and scope.
    ///
    /// - Returns: nil, or the budget whose amount no account can have.
    package mutating func seed(_ balances: [TrialBalance], atMs: Int64) -> String? {
        for budget in policy.policy.budgets {
            let own = balances.filter { $0.budget == budget.id }
            if own.isEmpty { continue }
            var opening: [String: Int64] = [:]
            for balance in own { opening[balance.scope, default: 0] += balance.spent }
            // Where what is held does not fit, the account has it all the same.
            var wide = budget
            wide.limit = Money.maxNanos
            wide.thresholds = []
            wide.isEnforced = false
            _ = book.apply(.removeBudget(budget.id), nowMs: atMs)
            define(wide, opening: opening, atMs)
            for balance in own where balance.held > 0 {
                let line = HoldLine(budget: budget.id, scope: balance.scope, base: balance.held)
                guard case .held = hold([line], atMs) else { return budget.id }
            }
            define(budget, opening: [:], atMs)
            for balance in own {
                guard adjust(balance, atMs) else { return budget.id }
            }
        }
        forget()
        return nil
    }

    /// Makes an operator's change of an account.
    package mutating func adjust(_ command: Command, atMs: Int64) {
        _ = book.apply(command, nowMs: atMs)
        forget()
    }

    private mutating func adjust(_ balance: TrialBalance, _ atMs: Int64) -> Bool {
        if balance.topUps > 0 {
            let change = AccountChange(
                budget: balance.budget,
                scope: balance.scope,
                amount: balance.topUps
            )
            guard case .applied = book.apply(.topUp(change), nowMs: atMs) else { return false }
        }
        if balance.isPaused {
            let command = Command.pause(budget: balance.budget, scope: balance.scope, note: "")
            guard case .applied = book.apply(command, nowMs: atMs) else { return false }
        }
        return true
    }

    private mutating func define(_ budget: Budget, opening: [String: Int64], _ atMs: Int64) {
        var budget = budget
        budget.isEnforced = budget.isEnforced && policy.policy.isEnforced
        // Where counting starts is what this is told, not what an edit would do.
        budget.countsFromNow = false
        _ = book.apply(.setBudget(budget, opening: opening), nowMs: atMs)
    }

    mutating func hold(_ lines: [HoldLine], _ atMs: Int64) -> Outcome {
        let request = HoldRequest(
            id: nextID(),
            lines: lines,
            expiresAtMs: atMs + Self.holdMs,
            isSent: true,
            context: Self.nobody
        )
        return book.apply(.hold(request), nowMs: atMs)
    }

    /// What of the policy concerns a scope, remembered for the calls that share it.
    mutating func match(_ scope: Scope, _ atMs: Int64) -> ScopeMatch {
        if let match = matches[scope], atMs < match.untilMs { return match }
        if matches.count >= Self.matchesMax { matches.removeAll(keepingCapacity: true) }
        let match = policy.match(scope, atMs: atMs)
        matches[scope] = match
        return match
    }

    mutating func nextID() -> HoldID {
        holdCount += 1
        return HoldID(random: 0x7472_6961_6C00_0000, holdCount)
    }

    /// What no other approval of the trial is for.
    func nextSubject() -> String { "trial \(holdCount)" }

    /// Lets closed accounts go, which takes a balance of all that changed.
    package mutating func balance(atMs: Int64) {
        _ = book.apply(.balance, nowMs: atMs)
        forget()
    }

    /// Lets go of what a server would write down.
    mutating func forget() {
        _ = book.takeEntries()
        _ = book.takeClosed()
        book.forgetRecalled()
    }

    static let nobody = CallContext(
        principal: "trial",
        provider: "none",
        modelRequested: "none",
        modelResolved: "none",
        policyID: "trial",
        // Later than whatever policy a server's book was under: the trial's own is the latest.
        policyVersion: .max,
        isEnforced: true,
        priceBook: "",
        scope: Scope()
    )
}

/// What an account has before the calls of a trial.
package struct TrialBalance: Hashable, Sendable {
    package var budget: String
    /// As ``Scope/key(per:)`` writes it.
    package var scope: String
    package var spent: Int64
    package var held: Int64
    package var topUps: Int64
    package var isPaused: Bool

    package init(
        budget: String,
        scope: String,
        spent: Int64 = 0,
        held: Int64 = 0,
        topUps: Int64 = 0,
        isPaused: Bool = false
    ) {
        self.budget = budget
        self.scope = scope
        self.spent = spent
        self.held = held
        self.topUps = topUps
        self.isPaused = isPaused
    }
}
