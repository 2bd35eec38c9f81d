public import FarthingCore
import Synchronization

/// A ledger in memory: nothing is durable, everything else is as in every other ledger.
///
/// For tests, and for programs whose budgets need not outlive them.
public final class MemoryLedger: Ledger {
    /// Closed holds that are remembered, for late settlements and repeated keys: 100,000 take some
    /// tens of megabytes at most.
    public static let closedHoldsMax = 100_000

    fileprivate struct State: Sendable {
        var book = Book()
        var closed: ClosedHolds
        var journal: (@Sendable (Entry) -> Void)?
    }

    private let state: Mutex<State>
    /// Whether holds and settlements may go the short way: nobody takes their entries.
    package let takesPlainHolds: Bool

    /// An empty ledger.
    public init(closedHoldsMax: Int = MemoryLedger.closedHoldsMax) {
        var state = State(closed: ClosedHolds(keptMax: closedHoldsMax))
        state.book.keepsEntries = false
        self.state = Mutex(state)
        takesPlainHolds = true
    }

    /// An empty ledger that hands every entry to `journal`, in order, while it holds its lock.
    package init(
        closedHoldsMax: Int = MemoryLedger.closedHoldsMax,
        journal: @escaping @Sendable (Entry) -> Void
    ) {
        state = Mutex(State(closed: ClosedHolds(keptMax: closedHoldsMax), journal: journal))
        takesPlainHolds = false
    }

    /// Applies commands in order and calls `done` before it returns.
    public func submit(
        _ commands: [Command],
        nowMs: Int64,
        done: @escaping @Sendable (Result<[Outcome], LedgerError>) -> Void
    ) {
        guard commands.count <= LedgerLimits.commandsMax else {
            done(.failure(LedgerError(.invalid, "too many commands in one submission")))
            return
        }
        done(.success(state.withLock { $0.apply(commands, nowMs.asBoundedTimeMs) }))
    }

    /// The open accounts.
    public func accounts() async throws(LedgerError) -> [AccountStatement] {
        state.withLock { $0.book.statements() }
    }

    /// The open holds, oldest first, at most `limit`.
    public func openHolds(limit: Int) async throws(LedgerError) -> [HoldStatement] {
        state.withLock { $0.book.openHolds(limit: limit) }
    }

    /// An open hold by its id.
    public func openHold(_ id: HoldID) async throws(LedgerError) -> HoldStatement? {
        state.withLock { $0.book.openHold(id) }
    }

    /// The approvals, open ones first, at most `limit`.
    public func approvals(limit: Int) async throws(LedgerError) -> [ApprovalStatement] {
        state.withLock { $0.book.approvals(limit: limit) }
    }

    /// An approval by its id.
    public func approval(_ id: HoldID) async throws(LedgerError) -> ApprovalStatement? {
        state.withLock { $0.book.approval(id) }
    }
}

extension MemoryLedger: RecallingLedger {
    package func closedHold(_ id: HoldID) async throws(LedgerError) -> HoldRecord? {
        state.withLock { $0.closed.find(.hold(id)) }
    }

    /// Entries are nobody's to read here.
    package func settlementNotes(
        of id: HoldID,
        limit: Int
    ) async throws(LedgerError) -> [String]? { nil }

    /// Entries are nobody's to read here.
    package func entry(at sequence: Int64) async throws(LedgerError) -> Entry? { nil }

    package func openHolds(
        ofRun run: String,
        principal: String,
        limit: Int
    ) async throws(LedgerError) -> [HoldStatement] {
        state.withLock { $0.book.openHolds(ofRun: run, principal: principal, limit: limit) }
    }
}

extension MemoryLedger: ImmediateLedger {
    package func holdNow(_ request: HoldRequest, nowMs: Int64) -> Outcome {
        state.withLock { $0.hold(request, nowMs) }
    }

    package func settleNow(_ request: SettleRequest, nowMs: Int64) -> Outcome {
        state.withLock { $0.settle(request, nowMs) }
    }

    /// Sets money aside on the short way; nil where the call must go the long way.
    package func holdPlainly(
        _ hold: PlainHold,
        _ plan: PlainPlan,
        near: Int,
        nowMs: Int64
    ) -> PlainHeld? {
        state.withLock { state in
            let held = state.book.holdPlainly(hold, plan, near: near, nowMs: nowMs)
            // What has expired meanwhile is remembered.
            if state.book.hasClosed { state.commit() }
            return held
        }
    }

    /// Books what a call has cost on the short way; the entry's number, or nil where it must go the
    /// long way.
    package func settlePlainly(
        _ id: HoldID,
        at slot: Int,
        amount: Int64,
        evidence: Evidence,
        nowMs: Int64
    ) -> Int64? {
        state.withLock { state in
            let closed = state.book.settlePlainly(
                id,
                at: slot,
                amount: amount,
                evidence: evidence,
                nowMs: nowMs
            )
            if state.book.hasClosed { state.commit() }
            guard let closed else { return nil }
            state.closed.note(closed, of: id)
            return closed.closedSequence
        }
    }

    package func applyNow(_ command: Command, nowMs: Int64) -> Outcome {
        state.withLock { $0.apply(command, nowMs) }
    }
}

extension MemoryLedger.State {
    fileprivate mutating func hold(_ request: HoldRequest, _ nowMs: Int64) -> Outcome {
        if let key = request.key { recall(book.missing(forKey: key)) }
        let outcome = book.hold(request, nowMs: nowMs)
        commit()
        return outcome
    }

    fileprivate mutating func settle(_ request: SettleRequest, _ nowMs: Int64) -> Outcome {
        var outcome = book.settle(request, nowMs: nowMs)
        // Most holds are open. Of one that is not, the book has done nothing until it is recalled.
        if case .refused(let refusal) = outcome, refusal.code == .unknownHold,
            let record = closed.find(.hold(request.id))
        {
            book.recall(record)
            outcome = book.settle(request, nowMs: nowMs)
        }
        commit()
        return outcome
    }

    fileprivate mutating func apply(_ command: Command, _ nowMs: Int64) -> Outcome {
        recall(book.missing(for: command))
        let outcome = book.apply(command, nowMs: nowMs)
        commit()
        return outcome
    }

    fileprivate mutating func apply(_ commands: [Command], _ nowMs: Int64) -> [Outcome] {
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(commands.count)
        for command in commands {
            recall(book.missing(for: command))
            outcomes.append(book.apply(command, nowMs: nowMs))
        }
        commit()
        return outcomes
    }

    private mutating func recall(_ missing: Book.Missing?) {
        if let missing, let record = closed.find(missing) { book.recall(record) }
    }

    /// Remembers what was closed, and hands out the entries.
    fileprivate mutating func commit() {
        if let record = book.takeOnlyClosed() {
            closed.note(record)
        } else if book.hasClosed {
            for record in book.takeClosed() { closed.note(record) }
        }
        book.forgetRecalled()
        guard let journal else { return }
        book.takeEntries().forEach(journal)
    }
}
