/// The ledger's state machine: accounts, open holds, and what each command does to them.
///
/// A value without clock, lock or I/O: the same commands give the same entries and the same state.
/// Every driver runs this one book and owns its copy alone.
public struct Book: Sendable {
    /// The latest time seen; the book's clock never steps back.
    public internal(set) var lastMs: Int64 = 0
    /// The number of the next entry.
    public internal(set) var nextSequence: Int64 = 0

    /// The policy in force, as the latest ``Command/setPolicy(id:version:hash:)`` says.
    package internal(set) var policy: PolicyMark?

    var budgets: [BudgetState] = []
    var budgetIndex: [String: Int] = [:]
    var accounts: [Account] = []
    var freeAccounts: [Int] = []
    /// Accounts whose window or generation is over, until their holds are closed and their last
    /// balance is written.
    var closing: [Int] = []
    /// The accounts to be written into the next balance entry, in the order in which they changed.
    var touched: [Int] = []
    /// The open holds in their places; a free place has ``OpenHold/vacant``.
    var holds: [OpenHold] = []
    var freeHolds: [Int] = []
    var holdIndex = SlotIndex()
    /// The open holds that a client's key names.
    var keys: [String: HoldID] = [:]
    /// The open holds by expiry, equal ones in the order of admission, so that the same commands give
    /// the same bytes.
    var expiry = DeadlineQueue()
    /// Closed holds that this batch may meet again: recalled by the driver or closed in this batch.
    var recalled = RecalledHolds()
    var recalledKeys: [String: HoldID] = [:]
    var refusals = RefusalLog()
    var approvals = ApprovalDesk()
    /// Keys of operators' changes that came already, so that a repeat does nothing.
    var changeKeys = ChangeKeys()
    /// The most scopes of one budget with a limit of their own: as many accounts as one process is
    /// meant for.
    package var ownLimitsMax = 1_000_000
    var pendingEntries: [Entry] = []
    /// False where nobody takes the entries: they are posted all the same, and not kept.
    package var keepsEntries = true
    var closedHolds: [HoldRecord] = []

    /// An empty book.
    public init() {}

    /// Applies one command; what it did stands in the outcome and in ``takeEntries()``.
    ///
    /// Before the command, everything that has expired by then expires.
    public mutating func apply(_ command: Command, nowMs: Int64) -> Outcome {
        let now = pass(to: nowMs)
        return perform(command, now)
    }

    /// Applies a ``Command/hold(_:)`` that nobody has to carry.
    package mutating func hold(_ request: HoldRequest, nowMs: Int64) -> Outcome {
        let now = pass(to: nowMs)
        return hold(request, now)
    }

    /// Applies a ``Command/settle(_:)`` that nobody has to carry.
    package mutating func settle(_ request: SettleRequest, nowMs: Int64) -> Outcome {
        let now = pass(to: nowMs)
        return settle(request, now)
    }

    /// Lets time pass up to a command; what time it is then.
    mutating func pass(to nowMs: Int64) -> Int64 {
        let now = max(nowMs, lastMs)
        lastMs = now
        expire(now)
        flushRefusals(now)
        return now
    }

    /// The entries made since the last call, in order.
    package mutating func takeEntries() -> [Entry] {
        defer { pendingEntries = [] }
        return pendingEntries
    }

    /// Exchanges the entries made since the last call for an empty buffer, so that no memory moves.
    package mutating func swapEntries(_ buffer: inout [Entry]) {
        buffer.removeAll(keepingCapacity: true)
        swap(&pendingEntries, &buffer)
    }

    /// The holds that were closed since the last call.
    package mutating func takeClosed() -> [HoldRecord] {
        defer { closedHolds = [] }
        return closedHolds
    }

    /// The latest hold that was closed since the last call, where it is the only one.
    package mutating func takeOnlyClosed() -> HoldRecord? {
        closedHolds.count == 1 ? closedHolds.popLast() : nil
    }

    /// Whether a hold was closed since they were taken.
    package var hasClosed: Bool { !closedHolds.isEmpty }

    /// Exchanges the holds closed since the last call for an empty buffer, so that no memory moves.
    package mutating func swapClosed(_ buffer: inout [HoldRecord]) {
        buffer.removeAll(keepingCapacity: true)
        swap(&closedHolds, &buffer)
    }

    /// When the book next wants a ``Command/tick``, in milliseconds UTC; nil when it does not.
    package var nextDeadlineMs: Int64? {
        let next = min(
            expiry.first?.at ?? Int64.max,
            refusals.nextFlushMs ?? Int64.max,
            approvals.firstDue?.untilMs ?? Int64.max
        )
        return next == Int64.max ? nil : next
    }

    /// Where an open hold stands.
    func openSlot(_ id: HoldID) -> Int? { holdIndex.slot(of: id) { holds[$0].id == id } }

    private mutating func perform(_ command: Command, _ now: Int64) -> Outcome {
        switch command {
        case .hold(let request): return hold(request, now)
        case .dispatch(let id): return dispatch(id, now)
        case .extend(let request): return extend(request, now)
        case .settle(let request): return settle(request, now)
        case .release(let id, let why): return release(id, why: why, now)
        case .charge(let request): return charge(request, now)
        case .refuse(let call): return refuse(call, now)
        case .topUp(let change): return topUp(change, now)
        case .refund(let change): return refund(change, now)
        case .correct(let request, let note): return correct(request, note: note, now)
        case .reset(let budget, let scope, let note): return reset(budget, scope, note, now)
        case .setBudget(let budget, let opening, let rateNanos):
            return setBudget(budget, opening, rateNanos, now)
        case .removeBudget(let id): return removeBudget(id, now)
        case .setLimit(let budget, let scope, let limit, let note):
            return setLimit(budget, scope, limit, note, now)
        case .setPolicy(let id, let version, let hash):
            return applied(.setPolicy(id: id, version: version, hash: hash), now)
        case .pause(let budget, let scope, let note):
            return mark(budget, now) { .pause(budget: $0, scope: scope, note: note) }
        case .resume(let budget, let scope, let note):
            return mark(budget, now) { .resume(budget: $0, scope: scope, note: note) }
        case .freeze(let budget, let note):
            return mark(budget, now) { .freeze(budget: $0, note: note) }
        case .unfreeze(let budget, let note):
            return mark(budget, now) { .unfreeze(budget: $0, note: note) }
        case .vote(let vote): return count(vote, now)
        case .note(let note): return applied(.note(note), now)
        case .withdrawApproval(let id, let note): return withdraw(id, note, now)
        case .balance: return balance(now)
        case .tick: return .unchanged
        }
    }

    /// Posts an entry and gives it its number.
    @discardableResult
    mutating func record(_ body: Entry.Body, _ now: Int64) -> Int64 {
        let entry = Entry(atMs: now, body: body)
        let sequence = nextSequence
        post(entry)
        if keepsEntries { pendingEntries.append(entry) }
        return sequence
    }

    /// As ``record(_:_:)`` for a hold: each call makes one, and an entry only where it is kept.
    mutating func record(_ admission: Entry.Admission, _ now: Int64) -> (slot: Int, Int64) {
        let sequence = nextSequence
        nextSequence += 1
        let slot = open(admission, now)
        if keepsEntries { pendingEntries.append(Entry(atMs: now, body: .hold(admission))) }
        return (slot, sequence)
    }

    /// As ``record(_:_:)`` for a settlement.
    mutating func record(_ settlement: Entry.Settlement, _ now: Int64) -> Int64 {
        let sequence = nextSequence
        nextSequence += 1
        settle(settlement, now)
        if keepsEntries { pendingEntries.append(Entry(atMs: now, body: .settle(settlement))) }
        return sequence
    }

    mutating func applied(_ body: Entry.Body, _ now: Int64) -> Outcome {
        .applied(sequence: record(body, now))
    }

    private mutating func mark(
        _ budget: String,
        _ now: Int64,
        _ body: (String) -> Entry.Body
    ) -> Outcome {
        guard budgetIndex[budget] != nil else { return .refused(Refusal(.unknownBudget)) }
        return applied(body(budget), now)
    }
}
