/// Keeps the book: applies commands in order, each atomically, durable when it answers.
///
/// Drivers share the pure ``Book`` and its meaning, not their storage. Every driver passes the
/// conformance suite of `FarthingTesting`.
public protocol Ledger: Sendable {
    /// Applies commands in order and calls `done` once with one outcome each, after all of them are
    /// durable; from any thread, possibly before this returns.
    ///
    /// - Parameters:
    ///   - commands: at most ``LedgerLimits/commandsMax``; more is an error.
    ///   - nowMs: the caller's clock; the book takes the later of it and its own.
    ///   - done: a ``LedgerError`` `unavailable` says that nothing was applied and a retry is safe;
    ///     `outcomeUnknown` that it is not known, and the caller asks again by key.
    func submit(
        _ commands: [Command],
        nowMs: Int64,
        done: @escaping @Sendable (Result<[Outcome], LedgerError>) -> Void
    )

    /// The open accounts, as the book has them now.
    func accounts() async throws(LedgerError) -> [AccountStatement]

    /// The open holds, oldest first, at most `limit`.
    func openHolds(limit: Int) async throws(LedgerError) -> [HoldStatement]

    /// An open hold by its id; nil for one that is over or never was.
    func openHold(_ id: HoldID) async throws(LedgerError) -> HoldStatement?

    /// The approvals: the open ones, oldest first, then those that are over, the latest first; at
    /// most `limit`.
    func approvals(limit: Int) async throws(LedgerError) -> [ApprovalStatement]

    /// An approval by its id; nil for one that never was or is forgotten.
    func approval(_ id: HoldID) async throws(LedgerError) -> ApprovalStatement?
}

extension Ledger {
    /// Looks through all of them; a ledger that can ask its book by id does.
    public func openHold(_ id: HoldID) async throws(LedgerError) -> HoldStatement? {
        try await openHolds(limit: Int.max).first { $0.id == id }
    }

    /// Looks through all of them; a ledger that can ask its book by id does.
    public func approval(_ id: HoldID) async throws(LedgerError) -> ApprovalStatement? {
        try await approvals(limit: Int.max).first { $0.id == id }
    }

    /// Applies commands in order; returns one outcome each when all of them are durable.
    public func apply(
        _ commands: [Command],
        nowMs: Int64
    ) async throws(LedgerError) -> [Outcome] {
        let result = await withCheckedContinuation { continuation in
            submit(commands, nowMs: nowMs) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }
}

/// The bounds that every ledger keeps.
public enum LedgerLimits {
    /// Commands in one submission: a batch must stay short, because others wait for its commit.
    public static let commandsMax = 4_096
    /// Commands waiting for the writer; beyond it a submission is refused as `unavailable`, because
    /// a queue that long could not be drained within the callers' patience.
    public static let queuedMax = 65_536
}

/// Why a ledger could not answer.
public struct LedgerError: Error, Hashable, Sendable {
    /// What the caller may do about it.
    public enum Code: String, Hashable, Sendable {
        /// Nothing was applied; the same call may be tried again later.
        case unavailable
        /// Whether it was applied is not known; ask again by key.
        case outcomeUnknown
        /// The call itself is wrong; it will never be taken.
        case invalid
        /// Nothing was applied: the ledger's disk is nearly full, and what is open still settles.
        case diskLow
    }

    /// What the caller may do.
    public let code: Code
    /// What went wrong; may be shown to a stranger.
    public let message: String
    /// What else the log should say.
    public let detail: String

    /// Makes an error.
    public init(_ code: Code, _ message: String, detail: String = "") {
        self.code = code
        self.message = message
        self.detail = detail
    }
}
