/// At most once: what became of a call by its run, tool and key.
///
/// A call in progress never lapses; its outcome does, so long after its end as the caller says. A full
/// table refuses new keys rather than forget one.
package struct IdempotencyTable: Sendable {
    /// Keys of all runs and tools.
    package static let keysMax = 100_000
    package static let keyBytesMax = 256
    /// A year, and longer than a process lives.
    package static let ttlMaxNanos: Int64 = 366 * 86_400 * 1_000_000_000

    package struct Key: Hashable, Sendable {
        /// The run; nil for a key that holds across runs.
        package let run: String?
        package let guardKey: GuardKey
        package let key: String

        package init(run: String?, _ guardKey: GuardKey, key: String) {
            self.run = run
            self.guardKey = guardKey
            self.key = key
        }
    }

    /// The call that may take place; its end must be told.
    package struct Ticket: Sendable {
        fileprivate let place: LapsingTable<Key, Entry>.Place
    }

    /// What is said to a call.
    package enum Verdict: Sendable {
        case admitted(Ticket)
        /// The same call is under way.
        case inProgress
        /// It is over; this came of it.
        case done(any Sendable)
        /// It failed, so that nobody knows what it did; the error's type.
        case unknown(lastError: String)
        /// The key was used with other arguments.
        case conflict
        case full
    }

    /// How a call ended.
    package enum End: Sendable {
        case done(any Sendable)
        case unknown(lastError: String)
        /// Nothing was done: the key is free again.
        case nothing
    }

    fileprivate struct Entry: Sendable {
        var arguments: ArgumentHash?
        var state = State.inProgress
    }

    fileprivate enum State: Sendable {
        case inProgress
        case done(any Sendable)
        case unknown(lastError: String)
    }

    private var keys: LapsingTable<Key, Entry>
    private var latest = Int64.min

    package init(keysMax: Int = IdempotencyTable.keysMax) {
        keys = LapsingTable(countMax: keysMax, blank: Entry())
    }

    /// How many keys are remembered.
    package var count: Int { keys.count }

    /// Asks for a call; nil arguments equal only nil ones.
    package mutating func begin(_ key: Key, _ arguments: ArgumentHash?, nowNanos: Int64) -> Verdict
    {
        latest = max(latest, nowNanos)
        let keyed = LapsingTable<Key, Entry>.Keyed(key)
        if let place = keys.place(of: keyed) {
            if keys.lapsesAtNanos(place) > latest { return keys[place].verdict(arguments) }
            keys.remove(place)
        }
        keys.prune(nowNanos: latest)
        let entry = Entry(arguments: arguments)
        guard let place = keys.insert(keyed, entry, lapsesAtNanos: Int64.max) else {
            return .full
        }
        return .admitted(Ticket(place: place))
    }

    /// Tells how a call ended; what is remembered of it lapses `ttlNanos` from now.
    package mutating func end(_ ticket: Ticket, _ end: End, ttlNanos: Int64, nowNanos: Int64) {
        latest = max(latest, nowNanos)
        guard keys.holds(ticket.place) else { return }
        switch end {
        case .nothing:
            keys.remove(ticket.place)
            return
        case .done(let result): keys[ticket.place].state = .done(result)
        case .unknown(let error): keys[ticket.place].state = .unknown(lastError: error)
        }
        keys.setLapse(ticket.place, atNanos: latest + ttlNanos)
    }

    /// Forgets a key whose call is over, so that it may take place again; false where it is under way.
    @discardableResult
    package mutating func forget(_ key: Key) -> Bool {
        guard let place = keys.place(of: key) else { return true }
        if case .inProgress = keys[place].state { return false }
        keys.remove(place)
        return true
    }
}

extension IdempotencyTable.Entry {
    fileprivate func verdict(_ arguments: ArgumentHash?) -> IdempotencyTable.Verdict {
        guard self.arguments == arguments else { return .conflict }
        switch state {
        case .inProgress: return .inProgress
        case .done(let result): return .done(result)
        case .unknown(let error): return .unknown(lastError: error)
        }
    }
}
