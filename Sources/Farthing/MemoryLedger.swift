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

    /// An empty ledger.
    public init(closedHoldsMax: Int = MemoryLedger.closedHoldsMax) {
        state = Mutex(State(closed: ClosedHolds(keptMax: closedHoldsMax)))
    }

    /// An empty ledger that hands every entry to `journal`, in order, while it holds its lock.
    package init(
        closedHoldsMax: Int = MemoryLedger.closedHoldsMax,
        journal: @escaping @Sendable (Entry) -> Void
    ) {
        state = Mutex(State(closed: ClosedHolds(keptMax: closedHoldsMax), journal: journal))
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
        done(.success(state.withLock { $0.apply(commands, nowMs) }))
    }

    /// The open accounts.
    public func accounts() async throws(LedgerError) -> [AccountStatement] {
        state.withLock { $0.book.statements() }
    }

    /// The open holds, oldest first, at most `limit`.
    public func openHolds(limit: Int) async throws(LedgerError) -> [HoldStatement] {
        state.withLock { $0.book.openHolds(limit: limit) }
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

extension MemoryLedger.State {
    fileprivate mutating func apply(_ commands: [Command], _ nowMs: Int64) -> [Outcome] {
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(commands.count)
        for command in commands {
            if let missing = book.missing(for: command), let record = closed.find(missing) {
                book.recall(record)
            }
            outcomes.append(book.apply(command, nowMs: nowMs))
        }
        for record in book.takeClosed() { closed.note(record) }
        book.forgetRecalled()
        let entries = book.takeEntries()
        if let journal { entries.forEach(journal) }
        return outcomes
    }
}
