/// Counts how often a tool was tried in a run.
///
/// A run is named by the program, and one that is taken up again goes on counting. What nobody has
/// tried for ``keptNanos`` is forgotten.
package struct AttemptCounter: Sendable {
    /// Pairs of a run and a tool.
    package static let keysMax = 100_000
    /// A day: longer than runs last and than agents wait between tries.
    package static let keptNanos: Int64 = 86_400 * 1_000_000_000
    package static let attemptsMax = 1_000_000_000

    package struct Key: Hashable, Sendable {
        package let run: String
        package let guardKey: GuardKey

        package init(run: String, _ guardKey: GuardKey) {
            self.run = run
            self.guardKey = guardKey
        }
    }

    /// A counted try, to give it back when it does not take place.
    package struct Ticket: Sendable {
        fileprivate let place: LapsingTable<Key, Int>.Place
    }

    /// What is said to a try.
    package enum Verdict: Sendable {
        case admitted(Ticket, used: Int)
        /// So many took place already; this one is not counted.
        case refused(used: Int)
        /// Too many other runs are under way to count this one.
        case full
    }

    private var keys: LapsingTable<Key, Int>
    private var latest = Int64.min

    package init(keysMax: Int = AttemptCounter.keysMax) {
        keys = LapsingTable(countMax: keysMax, blank: 0)
    }

    /// How many pairs are remembered.
    package var count: Int { keys.count }

    /// Counts a try if fewer than `limit` were counted.
    package mutating func take(_ key: Key, limit: Int, nowNanos: Int64) -> Verdict {
        latest = max(latest, nowNanos)
        let lapse = latest + Self.keptNanos
        let keyed = LapsingTable<Key, Int>.Keyed(key)
        guard let place = keys.place(of: keyed) else {
            keys.prune(nowNanos: latest)
            guard let new = keys.insert(keyed, 1, lapsesAtNanos: lapse) else { return .full }
            return .admitted(Ticket(place: new), used: 1)
        }
        guard keys[place] < limit else { return .refused(used: keys[place]) }
        keys[place] += 1
        keys.setLapse(place, atNanos: lapse)
        return .admitted(Ticket(place: place), used: keys[place])
    }

    /// Gives a try back that did not take place.
    package mutating func cancel(_ ticket: Ticket) {
        guard keys.holds(ticket.place), keys[ticket.place] > 0 else { return }
        keys[ticket.place] -= 1
    }
}
