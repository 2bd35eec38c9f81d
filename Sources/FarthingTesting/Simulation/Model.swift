import FarthingCore

/// The ledger's meaning a second time, as plainly as it can be said: every sum is added up anew
/// from the whole history whenever somebody asks. Written from the design, not from the book's code.
struct Model: Sendable {
    struct BudgetFacts: Sendable {
        var definition: Budget
        var generation: Int64 = 0
        var scopeGenerations: [String: Int64] = [:]
        var isRemoved = false
        var isPaused = false
        var isFrozen = false
        var pausedScopes: Set<String> = []
        var ownLimits: [String: Int64] = [:]
    }

    struct Event: Sendable {
        enum Kind: Sendable { case spent, topUp, overrun }
        var kind: Kind
        var amount: Int64
        var atMs: Int64
    }

    struct AccountFacts: Sendable {
        var rollingMs: Int64?
        var windowEndsMs: Int64
        var events: [Event] = []
        var warnedBasisPoints: Int64 = 0
    }

    struct HoldFacts: Sendable, Hashable {
        enum State: Sendable, Hashable { case open, released, expired, settled(Evidence) }
        struct Line: Sendable, Hashable {
            var account: AccountKey
            var held: Int64
            var expected: Int64
            var charged: Int64 = 0
            /// The line of the source from which it is drawn.
            var sourceLine: Int?
            var rateNanos: Int64?
        }
        var id: HoldID
        var key: IdempotencyKey?
        var lines: [Line]
        var expiresAtMs: Int64
        var isSent: Bool
        var outputTokens: Int64
        var job: String?
        var scope = Scope()
        var bound: HoldBound?
        /// By how much an approval raised the limit of each line's account; empty for most.
        var raised: [Int64] = []
        /// The lines whose accounts count another unit than they were asked for in.
        var exchanges: [Int: Exchange] = [:]
        /// The hold from which it is drawn, by its place among all.
        var source: Int?
        /// Whether another was drawn from it.
        var isSource = false
        /// The approval whose money it keeps, by its place among all.
        var approval: Int?
        var state = State.open
    }

    var nowMs: Int64 = 0
    var budgets: [String: BudgetFacts] = [:]
    var accounts: [AccountKey: AccountFacts] = [:]
    /// Every hold there ever was, in the order of admission.
    var holds: [HoldFacts] = []
    /// The open ones among them.
    var open: [Int] = []
    /// The latest hold with an id, and the hold that a key finds.
    var byID: [HoldID: Int] = [:]
    var byKey: [String: Int] = [:]
    /// Every approval that was ever asked for.
    var approvals: [ApprovalFacts] = []
    var wouldRefuse: [AccountKey: Int64] = [:]
    var changeKeys: [String: AccountChange] = [:]
    var topUpKeys: Set<String> = []
    var refusedCount: Int64 = 0
    /// Whether anything changed in an account since the last balance.
    var isTouched = false
    /// Whether the last command changed accounts whose window or generation is over.
    var lastSettledIsOver = false

    /// What a command must lead to; sequence numbers are left at zero.
    mutating func apply(_ command: Command, nowMs: Int64) -> Outcome {
        self.nowMs = max(self.nowMs, nowMs)
        lastSettledIsOver = false
        expire()
        switch command {
        case .hold(let request): return hold(request)
        case .charge(let request): return charge(request)
        case .refuse(let call): return refuse(call)
        case .dispatch(let id): return dispatch(id)
        case .extend(let request): return extend(request)
        case .settle(let request): return settle(request)
        case .release(let id, _): return release(id)
        case .correct(let request, _): return correct(request)
        case .topUp(let change): return topUp(change)
        case .refund(let change): return refund(change)
        case .vote(let vote): return self.vote(vote)
        case .withdrawApproval(let id, _): return withdraw(id)
        case .balance:
            defer { isTouched = false }
            return isTouched ? .applied(sequence: 0) : .unchanged
        case .tick: return .unchanged
        default: return configure(command)
        }
    }

    /// First of all what is over ends: sent is charged as held, unsent is given back.
    private mutating func expire() {
        let due = open.filter { holds[$0].expiresAtMs <= nowMs }
            .sorted { (holds[$0].expiresAtMs, $0) < (holds[$1].expiresAtMs, $1) }
        for index in due {
            if let approval = holds[index].approval {
                takeBack(approval, as: .expired)
            } else if holds[index].isSent, !holds[index].isSource {
                let amounts = holds[index].lines.map { isConcurrent($0.account) ? 0 : $0.held }
                _ = end(index, state: .settled(.unknown), amounts: amounts)
                _ = warnings(holds[index].lines.map(\.account))
            } else {
                _ = end(index, state: .expired, amounts: nil)
            }
        }
        for index in approvals.indices
        where approvals[index].state == .pending && approvals[index].untilMs <= nowMs {
            approvals[index].state = .expired
        }
    }

    // MARK: Accounts

    /// The key of the account in which a budget counts a scope now.
    func currentKey(_ budget: String, _ scope: String) -> AccountKey? {
        guard let facts = budgets[budget] else { return nil }
        return AccountKey(
            budget: budget,
            scope: scope,
            windowStartMs: currentWindow(facts.definition).start,
            generation: facts.scopeGenerations[scope] ?? facts.generation
        )
    }

    func currentWindow(_ budget: Budget) -> (start: Int64, end: Int64) {
        ModelWindow.interval(budget.window, zone: budget.zone.name, atMs: nowMs)
    }

    /// Whether an account is one in which its budget counts now.
    func isCurrent(_ key: AccountKey) -> Bool {
        budgets[key.budget]?.isRemoved == false && isOpen(key)
    }

    /// The same of a budget that may have been taken out, whose accounts stay.
    func isOpen(_ key: AccountKey) -> Bool {
        guard let facts = budgets[key.budget], currentKey(key.budget, key.scope) == key else {
            return false
        }
        guard facts.definition.window == .call else { return true }
        // A call has its account for as long as a hold counts in it.
        return open.contains { holds[$0].lines.contains { $0.account == key } }
    }

    /// Makes sure that an account has a place for its history.
    mutating func begin(_ key: AccountKey) {
        guard accounts[key] == nil, let definition = budgets[key.budget]?.definition else { return }
        var rollingMs: Int64?
        if case .rolling(let lengthMs) = definition.window { rollingMs = lengthMs }
        let ends = currentWindow(definition).end
        accounts[key] = AccountFacts(rollingMs: rollingMs, windowEndsMs: ends)
    }

    func spent(_ key: AccountKey) -> Int64 {
        guard let account = accounts[key] else { return 0 }
        let events = account.events.filter { $0.kind == .spent }
        guard let lengthMs = account.rollingMs else { return events.reduce(0) { $0 + $1.amount } }
        // In 64 parts, each of which counts until all of it is a window's length ago. What is given
        // back is taken from what would leave first.
        let partMs = (lengthMs + 63) / 64
        var parts: [(endMs: Int64, amount: Int64)] = []
        for event in events {
            if event.amount >= 0 {
                parts.append((endMs: event.atMs / partMs * partMs + partMs, amount: event.amount))
                continue
            }
            var left = -event.amount
            for index in parts.indices where parts[index].endMs + lengthMs > event.atMs {
                let taken = min(left, parts[index].amount)
                parts[index].amount -= taken
                left -= taken
            }
        }
        return parts.filter { $0.endMs + lengthMs > nowMs }.reduce(0) { $0 + $1.amount }
    }

    func held(_ key: AccountKey) -> Int64 { openLines(key).reduce(0) { $0 + $1.held } }

    /// What the open holds hold or are expected to need, whichever is more.
    func expected(_ key: AccountKey) -> Int64 {
        openLines(key).reduce(0) { $0 + max($1.held, $1.expected) }
    }

    func topUps(_ key: AccountKey) -> Int64 { sum(key, .topUp) }
    func overrun(_ key: AccountKey) -> Int64 { sum(key, .overrun) }

    /// The limit with its top-ups.
    func whole(_ key: AccountKey) -> Int64 { limit(key) + topUps(key) }

    /// As much of it as may be used: less where a threshold blocks below the limit.
    func cap(_ key: AccountKey) -> Int64 {
        guard let facts = budgets[key.budget] else { return 0 }
        return Int64(Int128(whole(key)) * Int128(blocksAt(facts.definition)) / 10_000)
    }

    func blocksAt(_ budget: Budget) -> Int64 {
        budget.thresholds.filter { $0.action == .block || $0.action == .pause }
            .map(\.atBasisPoints).min() ?? 10_000
    }

    /// By how much it is past its limit.
    func excess(_ key: AccountKey) -> Int64 { max(0, spent(key) + held(key) - whole(key)) }

    func isConcurrent(_ key: AccountKey) -> Bool {
        budgets[key.budget]?.definition.unit == .concurrent
    }

    private func sum(_ key: AccountKey, _ kind: Event.Kind) -> Int64 {
        (accounts[key]?.events ?? []).reduce(0) { $0 + ($1.kind == kind ? $1.amount : 0) }
    }

    private func openLines(_ key: AccountKey) -> [HoldFacts.Line] {
        open.flatMap { index in holds[index].lines.filter { $0.account == key } }
    }

    // MARK: Changes

    /// Ends an open hold and charges its amounts; returns the largest overrun in money.
    mutating func end(_ index: Int, state: HoldFacts.State, amounts: [Int64]?) -> Int64 {
        // What a hold had set aside takes nothing past a limit when it is spent.
        let before = holds[index].lines.map { excess($0.account) }
        open.removeAll { $0 == index }
        holds[index].state = state
        if let key = holds[index].key { byKey[key.name] = index }
        if holds[index].approval != nil { byID[holds[index].id] = nil }
        for (place, line) in holds[index].lines.enumerated() {
            take((amounts?[place] ?? 0) - line.held, line, of: holds[index])
        }
        if !holds[index].lines.isEmpty { isTouched = true }
        var overrun: Int64 = 0
        for (line, amount) in zip(holds[index].lines.indices, amounts ?? []) {
            let facts = holds[index].lines[line]
            let over = post(amount, in: facts.account, before[line])
            overrun = max(overrun, dollars(over, rateNanos: facts.rateNanos))
            holds[index].lines[line].charged = amount
        }
        for (place, raised) in holds[index].raised.enumerated() {
            let line = holds[index].lines[place]
            let unused = min(raised, max(0, line.held - (amounts?[place] ?? 0)))
            guard unused > 0 else { continue }
            holds[index].raised[place] -= unused
            accounts[line.account]?.events.append(Event(kind: .topUp, amount: -unused, atMs: nowMs))
        }
        return overrun
    }

    /// Spends in an account; what that takes past the limit is an overrun, returned if it is money.
    mutating func post(_ amount: Int64, in key: AccountKey, _ excessBefore: Int64? = nil) -> Int64 {
        if amount == 0 { return 0 }
        begin(key)
        isTouched = true
        let before = excessBefore ?? excess(key)
        accounts[key]?.events.append(Event(kind: .spent, amount: amount, atMs: nowMs))
        let over = excess(key) - before
        guard over > 0, let definition = budgets[key.budget]?.definition, definition.isEnforced
        else { return 0 }
        accounts[key]?.events.append(Event(kind: .overrun, amount: over, atMs: nowMs))
        if case .money = definition.unit { return over }
        return 0
    }
}
