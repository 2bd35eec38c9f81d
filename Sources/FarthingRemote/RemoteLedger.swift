public import Farthing
public import FarthingCore

/// The budgets of a running `farthing` server, for a ``Governor`` in this process.
///
/// Processes that name the same server share its budgets, rules and receipts; the key says who they are,
/// and what they may claim beside it. May be used from any task; keep one for a program.
///
/// ```swift
/// let ledger = try RemoteLedger("http://127.0.0.1:8484", key: "fk_…")
/// let governor = Governor(ledger: ledger, prices: book)
/// ```
public final class RemoteLedger: Sendable {
    /// What to do with calls while the server cannot be reached.
    public enum Unreachable: Sendable {
        /// They are refused: ``SpendError/Code/ledgerUnavailable``.
        case refuse
        /// They are made, and count in no budget: ``RemoteLedger/unbookedCount``. A server that answers
        /// is obeyed all the same.
        case allow
    }

    /// What can be set of a remote ledger.
    public struct Options: Sendable {
        /// How long an answer to a hold is waited for, in milliseconds; 10...120,000. Policies may let
        /// a hold wait for room or for a vote that long. A lost answer is asked for once more.
        public var holdTimeoutMs: Int64 = 30_000
        /// The same for everything else; 10...120,000.
        public var timeoutMs: Int64 = 5_000
        /// A folder in which settlements are kept until the server has them, so that a crash loses none;
        /// nil keeps them in memory. Several processes may share one.
        public var outboxFolder: String?
        /// Calls that may be open at once, settlements that the server does not have yet included;
        /// 1...65,536. Each has its room in the outbox from the beginning: what is full refuses holds
        /// and never a settlement.
        public var openCallsMax = 2_048
        /// What to do while the server cannot be reached.
        public var whenUnreachable = Unreachable.refuse
        /// Where it is told that a settlement was refused in the end.
        public var events = SpendEvents.shared

        /// The defaults.
        public init() {}

        fileprivate var isWithinBounds: Bool {
            (10...120_000).contains(holdTimeoutMs) && (10...120_000).contains(timeoutMs)
                && (1...65_536).contains(openCallsMax)
        }
    }

    /// What guards remember, kept by the server: rates, circuits, attempts, idempotency keys and facts
    /// that all processes with this key share. Lost when the server restarts.
    public let guards: GuardStore

    let desk: RemoteDesk

    /// A server at a URL, such as `http://127.0.0.1:8484`, or `https://host/farthing` where a proxy has
    /// it under a path.
    ///
    /// - Throws: ``SpendError`` `invalid` for an address, key or option that cannot be: a port is
    ///   1...65535, and no user, password, query or fragment has a place in an address;
    ///   `ledgerUnavailable` where the outbox's folder cannot be used.
    public convenience init(
        _ address: String,
        key: String,
        options: Options = Options()
    ) throws(SpendError) {
        try self.init(base: RemoteWire.base(address), key: key, options)
    }

    /// A server at a Unix socket: what `farthing serve --spend-socket PATH` listens on.
    ///
    /// - Throws: as for a URL.
    public convenience init(
        socket path: String,
        key: String,
        options: Options = Options()
    ) throws(SpendError) {
        try self.init(base: RemoteWire.base(socket: path), key: key, options)
    }

    private init(base: String, key: String, _ options: Options) throws(SpendError) {
        guard options.isWithinBounds else {
            throw SpendError(
                .invalid,
                "An option of the remote ledger is out of bounds: times lie from 10 to 120,000 ms, and 1 "
                    + "to 65,536 calls may be open."
            )
        }
        let wire = try RemoteWire(base: base, key: key)
        let outbox = try Outbox.open(options.outboxFolder, name: wire.name, options.openCallsMax)
        desk = RemoteDesk(wire, outbox, options)
        guards = GuardStore(desk: RemoteGuardDesk(wire, timeoutMs: options.timeoutMs))
        desk.courier.wake()
    }

    /// Settlements and releases that the server does not have yet.
    public var unsentCount: Int { desk.outbox.waitingCount }

    /// Calls that were made while the server could not be reached, under ``Unreachable/allow``.
    public var unbookedCount: Int { desk.unbookedCount }

    /// Returns once the server has every settlement and release, or after `withinMs` milliseconds; true
    /// if so.
    public func flush(withinMs: Int64 = 5_000) async -> Bool {
        let deadline = ContinuousClock.now + .milliseconds(withinMs)
        while unsentCount > 0 {
            guard ContinuousClock.now < deadline, !Task.isCancelled else { return false }
            desk.courier.wake(isUrgent: true)
            try? await Task.sleep(for: .milliseconds(10))
        }
        return true
    }
}

extension Governor {
    /// A governor whose budgets and policy are those of a running server.
    ///
    /// - Parameters:
    ///   - ledger: the server.
    ///   - prices: what models cost, for calls that are bounded by tokens and not by an amount; the
    ///     server prices them by its own book.
    ///   - options: what can be set of a governor; a capability counts where it is less than that of
    ///     the server's key.
    public convenience init(
        ledger: RemoteLedger,
        prices: PriceBook? = nil,
        options: Options = Options()
    ) {
        let prices = prices ?? .empty
        self.init(desk: ledger.desk.pricing(prices, options.clock), prices: prices, options)
    }
}
