/// Counts calls in sliding windows, exactly: a call at `now` is admitted while fewer than `maxCalls`
/// admitted ones began in `(now − period, now]`. What is refused is not counted.
///
/// Admission takes the same few steps whatever went before: instants that have left the window are
/// dropped two at a time, so that each call pays for two of its predecessors at most.
/// A key costs what its fullest window held; what is idle makes room for others, and a new key finds
/// none while all are busy, since forgetting a busy one would let its calls pass.
package struct RateLimiter: Sendable {
    /// Keys of all rules together.
    package static let keysMax = 100_000
    /// Instants of all keys together: 32 megabytes.
    package static let stampsMax = 4_194_304

    /// Whose calls one count is of. Another rule for the same tool counts for itself.
    package struct Key: Hashable, Sendable {
        package let guardKey: GuardKey
        package let rule: RateRule
        /// The user, the host, …; nil for one count of all.
        package let scope: String?

        package init(_ guardKey: GuardKey, _ rule: RateRule, scope: String?) {
            self.guardKey = guardKey
            self.rule = rule
            self.scope = scope
        }
    }

    /// A counted call, to give it back when it does not take place.
    package struct Ticket: Sendable {
        fileprivate let place: LapsingTable<Key, RateRing>.Place
        fileprivate let stamp: Int64
    }

    /// What is said to a call.
    package enum Verdict: Sendable {
        case admitted(Ticket)
        /// The same call would be admitted so many nanoseconds later, at least 1.
        case refused(retryAfterNanos: Int64)
        /// Too many other keys are busy to count this one.
        case full
    }

    private let stampsMax: Int
    private var keys: LapsingTable<Key, RateRing>
    private var stamps = 0
    private var latest = Int64.min

    package init(keysMax: Int = RateLimiter.keysMax, stampsMax: Int = RateLimiter.stampsMax) {
        keys = LapsingTable(countMax: keysMax, blank: RateRing())
        self.stampsMax = stampsMax
    }

    /// How many keys are remembered.
    package var count: Int { keys.count }

    /// For how many instants there is room in all rings.
    package var stampCount: Int { stamps }

    /// Counts a call if it may take place.
    package mutating func take(_ key: Key, nowNanos: Int64) -> Verdict {
        latest = max(latest, nowNanos)
        let now = latest
        let rule = key.rule
        let lapse = now &+ rule.periodNanos
        let place: LapsingTable<Key, RateRing>.Place
        let keyed = LapsingTable<Key, RateRing>.Keyed(key)
        if let known = keys.place(of: keyed) {
            place = known
        } else {
            prune(now)
            guard let new = keys.insert(keyed, RateRing(), lapsesAtNanos: lapse) else {
                return .full
            }
            place = new
        }
        let begin = now - rule.periodNanos
        for _ in 0..<2 {
            guard let oldest = keys[place].oldest, oldest <= begin else { break }
            keys[place].dropOldest()
        }
        if keys[place].count == rule.maxCalls, let oldest = keys[place].oldest {
            return .refused(retryAfterNanos: oldest + rule.periodNanos - now)
        }
        if keys[place].count == keys[place].capacity, !grow(place, rule) { return .full }
        keys[place].append(now)
        keys.setLapse(place, atNanos: lapse)
        return .admitted(Ticket(place: place, stamp: now))
    }

    /// Gives a call back that did not take place.
    package mutating func cancel(_ ticket: Ticket) {
        guard keys.holds(ticket.place) else { return }
        keys[ticket.place].remove(ticket.stamp)
    }

    private mutating func grow(_ place: LapsingTable<Key, RateRing>.Place, _ rule: RateRule) -> Bool
    {
        let old = keys[place].capacity
        let new = min(max(4, old * 2), rule.maxCalls)
        if stamps + new - old > stampsMax { prune(latest) }
        guard stamps + new - old <= stampsMax else { return false }
        keys[place].grow(to: new)
        stamps += new - old
        return true
    }

    private mutating func prune(_ nowNanos: Int64) {
        for _ in 0..<2 {
            guard let gone = keys.removeLapsed(nowNanos: nowNanos) else { return }
            stamps -= gone.capacity
        }
    }
}
