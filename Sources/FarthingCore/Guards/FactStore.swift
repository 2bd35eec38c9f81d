/// What reads have proven, by session: custody of facts from the read that mints them to the write that
/// needs them.
///
/// A fact lapses; a session goes with its last one. Sessions and facts are bounded, each session for
/// itself too, so that one cannot crowd out the others; a full store proves nothing more.
package struct FactStore: Sendable {
    package static let sessionsMax = 10_000
    package static let sessionFactsMax = 10_000
    /// Facts of all sessions: some hundred megabytes with the longest values, twenty with usual ones.
    package static let factsMax = 200_000
    /// A day: what was read earlier should be read again.
    package static let ttlMaxNanos: Int64 = 86_400 * 1_000_000_000

    /// Whose facts: the session's id and whom they are about.
    package struct Session: Hashable, Sendable {
        package let id: String
        package let scope: [String: String]

        package init(id: String, scope: [String: String]) {
            self.id = id
            self.scope = scope
        }
    }

    private typealias Facts = LapsingTable<Fact, Bool>

    private let factsMax: Int
    private let sessionFactsMax: Int
    private var sessions: LapsingTable<Session, Facts>
    private var facts = 0
    private var latest = Int64.min

    package init(
        sessionsMax: Int = FactStore.sessionsMax,
        sessionFactsMax: Int = FactStore.sessionFactsMax,
        factsMax: Int = FactStore.factsMax
    ) {
        self.factsMax = factsMax
        self.sessionFactsMax = sessionFactsMax
        let blank = Facts(countMax: sessionFactsMax, blank: false)
        sessions = LapsingTable(countMax: sessionsMax, blank: blank)
    }

    /// How many facts are remembered, lapsed ones that are not yet gone included.
    package var count: Int { facts }

    /// How many sessions are remembered.
    package var sessionCount: Int { sessions.count }

    /// Notes facts for `ttlNanos` from now; one that is there already lapses no sooner than it would
    /// have. False where there is no room for all of them: then none is noted.
    package mutating func prove(
        _ minted: [Fact],
        in session: Session,
        ttlNanos: Int64,
        nowNanos: Int64
    ) -> Bool {
        guard !minted.isEmpty else { return true }
        latest = max(latest, nowNanos)
        let lapse = latest + ttlNanos
        for _ in 0..<2 {
            guard let gone = sessions.removeLapsed(nowNanos: latest) else { break }
            facts -= gone.count
        }
        guard let place = place(of: session, lapsesAtNanos: lapse) else { return false }
        let before = sessions[place].count
        // As many lapsed facts go as new ones may come, and one more, so that a session shrinks to what
        // still holds.
        for _ in 0...minted.count {
            guard sessions[place].removeLapsed(nowNanos: latest) != nil else { break }
        }
        facts += sessions[place].count - before
        let room = min(sessionFactsMax - sessions[place].count, factsMax - facts)
        if minted.count > room {
            let new = Set(minted).count { sessions[place].place(of: $0) == nil }
            guard new <= room else { return false }
        }
        let held = sessions[place].count
        for fact in minted { note(fact, place, lapsesAtNanos: lapse) }
        facts += sessions[place].count - held
        sessions.setLapse(place, atNanos: max(lapse, sessions.lapsesAtNanos(place)))
        return true
    }

    /// Whether a fact was proven in the session and still holds.
    package mutating func isProven(_ fact: Fact, in session: Session, nowNanos: Int64) -> Bool {
        latest = max(latest, nowNanos)
        guard let place = sessions.place(of: session) else { return false }
        return isProven(fact, place)
    }

    /// The first of some facts that was not proven in the session, or no longer holds.
    package mutating func firstMissing(
        _ wanted: [Fact],
        in session: Session,
        nowNanos: Int64
    ) -> Fact? {
        latest = max(latest, nowNanos)
        guard let place = sessions.place(of: session) else { return wanted.first }
        return wanted.first { !isProven($0, place) }
    }

    /// Forgets a session's facts.
    package mutating func forget(_ session: Session) {
        guard let place = sessions.place(of: session) else { return }
        facts -= sessions.remove(place).count
    }

    private func isProven(_ fact: Fact, _ place: LapsingTable<Session, Facts>.Place) -> Bool {
        guard let known = sessions[place].place(of: fact) else { return false }
        return sessions[place].lapsesAtNanos(known) > latest
    }

    private mutating func place(
        of session: Session,
        lapsesAtNanos: Int64
    ) -> LapsingTable<Session, Facts>.Place? {
        let keyed = LapsingTable<Session, Facts>.Keyed(session)
        if let place = sessions.place(of: keyed) { return place }
        let blank = Facts(countMax: sessionFactsMax, blank: false)
        return sessions.insert(keyed, blank, lapsesAtNanos: lapsesAtNanos)
    }

    private mutating func note(
        _ fact: Fact,
        _ place: LapsingTable<Session, Facts>.Place,
        lapsesAtNanos: Int64
    ) {
        let keyed = Facts.Keyed(fact)
        if let known = sessions[place].place(of: keyed) {
            let lapse = max(lapsesAtNanos, sessions[place].lapsesAtNanos(known))
            sessions[place].setLapse(known, atNanos: lapse)
        } else {
            _ = sessions[place].insert(keyed, true, lapsesAtNanos: lapsesAtNanos)
        }
    }
}
