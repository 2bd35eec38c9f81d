import FarthingCore
import Synchronization

/// What guards remember: counts of calls, circuits, keys, facts, in memory and bounded.
///
/// All who hand in the same store share what it knows; ``shared`` is the program's. May be used from any
/// thread. Each machine stands behind a lock of its own that no call waits under.
public final class GuardStore: Sendable {
    /// The program's.
    public static let shared = GuardStore()

    /// How much a store remembers; each bound is there so that names and values from outside cannot fill
    /// the memory. One below 1 counts as 1, and one above 1,000,000,000 as that.
    public struct Limits: Sendable {
        /// Rate limits: tools × rules × scope values that are busy.
        public var rateKeysMax = RateLimiter.keysMax
        /// Runs × tools whose attempts are counted.
        public var attemptKeysMax = AttemptCounter.keysMax
        /// Services with failures.
        public var circuitsMax = CircuitBreakers.circuitsMax
        /// Idempotency keys that are under way or not yet lapsed.
        public var idempotencyKeysMax = IdempotencyTable.keysMax
        /// Custody sessions with facts.
        public var sessionsMax = FactStore.sessionsMax
        /// Facts of one session.
        public var sessionFactsMax = FactStore.sessionFactsMax
        /// Facts of all sessions.
        public var factsMax = FactStore.factsMax
        /// Calls of one tool that were given up at their time limit and are running still.
        public var orphansMax = 16

        /// The defaults.
        public init() {}

        /// The same where each leaves room for one, and is no larger than a table can be.
        fileprivate var bounded: Limits {
            let paths: [WritableKeyPath<Limits, Int>] = [
                \.rateKeysMax, \.attemptKeysMax, \.circuitsMax, \.idempotencyKeysMax,
                \.sessionsMax, \.sessionFactsMax, \.factsMax, \.orphansMax,
            ]
            var limits = self
            for path in paths {
                limits[keyPath: path] = min(max(1, self[keyPath: path]), 1_000_000_000)
            }
            return limits
        }
    }

    package let clock: any SpendClock
    let events: SpendEvents
    let rates: Mutex<RateLimiter>
    let attempts: Mutex<AttemptCounter>
    let circuits: Mutex<CircuitBreakers>
    let keys: Mutex<IdempotencyTable>
    let facts: Mutex<FactStore>
    let desk: (any GuardDesk)?
    let unreported = Atomic(0)
    let alarms: AlarmClock
    let orphans: Orphans

    /// An empty store.
    public convenience init(
        clock: any SpendClock = SystemClock(),
        events: SpendEvents = .shared,
        limits: Limits = Limits()
    ) {
        self.init(desk: nil, clock: clock, events: events, limits: limits)
    }

    /// A store whose state is kept at a desk, time limits and the results of idempotent calls excepted.
    package init(
        desk: (any GuardDesk)?,
        clock: any SpendClock = SystemClock(),
        events: SpendEvents = .shared,
        limits: Limits = Limits()
    ) {
        self.desk = desk
        self.clock = clock
        self.events = events
        let limits = limits.bounded
        rates = Mutex(RateLimiter(keysMax: limits.rateKeysMax))
        attempts = Mutex(AttemptCounter(keysMax: limits.attemptKeysMax))
        circuits = Mutex(CircuitBreakers(circuitsMax: limits.circuitsMax))
        keys = Mutex(IdempotencyTable(keysMax: limits.idempotencyKeysMax))
        facts = Mutex(
            FactStore(
                sessionsMax: limits.sessionsMax,
                sessionFactsMax: limits.sessionFactsMax,
                factsMax: limits.factsMax
            )
        )
        alarms = AlarmClock(clock)
        orphans = Orphans(toolMax: limits.orphansMax)
    }

    /// Calls that were given up at their time limit and are running still.
    public var orphanCount: Int { orphans.running }

    /// Alarms of time limits that wait.
    package var alarmCount: Int { alarms.count }

    /// Results that came after their time limit and were dropped, since the store was made.
    public var lateResultCount: Int { orphans.ended }

    /// Tells the events of a refusal, and hands it back.
    func intervening(_ guardName: String, _ error: GuardError) -> GuardError {
        events.emit(
            .intervention(
                SpendEvent.Intervention(
                    tool: error.tool,
                    guardName: guardName,
                    code: error.code.rawValue
                )
            )
        )
        return error
    }
}

extension GuardError {
    static func full(_ tool: String, _ what: String) -> GuardError {
        GuardError(
            .capacity,
            tool: tool,
            message: "The guard of \(shown(tool)) has no room for another \(what).",
            hint: "Raise the store's limit, or wait until others are idle."
        )
    }
}
