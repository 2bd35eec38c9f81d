package import FarthingCore
import Synchronization

/// What is remembered of the latest decisions, so that most answers need no look into the ledger.
/// Nothing here decides whether money is there, and all of it may be lost with a restart.
package final class SidecarMemory: Sendable {
    /// A reservation as it was claimed.
    package struct Reservation: Sendable {
        package var hold: SidecarHold
        package var unit: WireUnit?
        /// The claim's amount, in the units of the book; nil where it is forgotten.
        package var claimed: Int64?
        package var pricing: WirePricing
        package var decision: HoldID
        /// What was committed so far: of which amounts, by the commit's id.
        package var commits: [String: String] = [:]
        /// What the parts of a session have taken out of its hold, in the units of the book; nil where
        /// that is not known.
        package var drawn: Int64?
        /// Whether a part of a session has counted the call that the session is.
        package var hasCounted = false
        /// Whether it was given back only because its run had ended: its call may still have cost.
        package var isEndedByRun = false
        /// Whether the ledger may have booked more than is known here.
        package var isDoubtful = false
        /// The key under which it was asked for; empty for none.
        package var key = ""
        /// The key that released it.
        package var releaseKey: String?

        /// One of which nothing was committed yet.
        package init(
            hold: SidecarHold,
            unit: WireUnit?,
            claimed: Int64? = nil,
            pricing: WirePricing,
            decision: HoldID
        ) {
            self.hold = hold
            self.unit = unit
            self.claimed = claimed
            self.pricing = pricing
            self.decision = decision
        }
    }

    /// A decision that waits for people.
    package struct Pending: Sendable {
        package var terms: DecisionTerms
        package var decision: HoldID
    }

    /// How often a key's calls were settled, and the decision that all of its attempts share.
    package struct Attempt: Sendable {
        package var number: Int
        package var decision: HoldID?
    }

    /// What a resumed approval holds, and the key under which it was asked for.
    private struct Granted: Sendable {
        var hold: HoldID
        var key: String
    }

    private struct State: Sendable {
        var reservations = Recent<HoldID, Reservation>(keptMax: SidecarMemory.reservationsMax)
        var decisions = Recent<HoldID, [HoldID]>(keptMax: SidecarMemory.answersMax)
        var answers = Recent<HoldID, Wire.DecisionResponse>(keptMax: SidecarMemory.answersMax)
        var pending = Recent<HoldID, Pending>(keptMax: SidecarMemory.pendingMax)
        var attempts = Recent<String, Attempt>(keptMax: SidecarMemory.answersMax)
        /// The first hold of what was answered last under each key.
        var firsts = Recent<String, HoldID>(keptMax: SidecarMemory.answersMax)
        /// The key under which each approval was asked for first.
        var askers = Recent<HoldID, String>(keptMax: SidecarMemory.pendingMax)
        /// The decision that each approval was resumed for.
        var users = Recent<HoldID, HoldID>(keptMax: SidecarMemory.pendingMax)
        var granted = Recent<String, Granted>(keptMax: SidecarMemory.pendingMax)
        var taken = Recent<String, HoldID>(keptMax: SidecarMemory.pendingMax)
        /// The reservation of each of the latest commits.
        var marks: Recent<Int, HoldID>
        let marksMax: Int
        var nextMark = 0

        init(marksMax: Int) {
            self.marksMax = marksMax
            marks = Recent(keptMax: marksMax)
        }

        /// Counts a commit that is remembered. With the oldest of too many its whole reservation is
        /// forgotten: the ledger tells of all of them, or of none.
        mutating func countMark(of id: HoldID) {
            let oldest = nextMark - marksMax
            if oldest >= 0, let gone = marks[oldest], gone != id { reservations[gone] = nil }
            marks[nextMark] = id
            nextMark += 1
        }
    }

    /// Some hundred bytes each.
    package static let reservationsMax = 65_536
    package static let answersMax = 16_384
    package static let pendingMax = 8_192
    /// Commits of one reservation that are told apart.
    package static let commitsMax = 1_024
    /// Commits of all reservations together that are remembered.
    package static let marksMax = 262_144

    private let state: Mutex<State>
    /// Who changes a reservation does so alone.
    package let turns = Turns()

    /// - Parameter marksMax: commits of all reservations together that are remembered, at least
    ///   ``commitsMax``.
    package init(marksMax: Int = SidecarMemory.marksMax) {
        state = Mutex(State(marksMax: max(marksMax, Self.commitsMax)))
    }

    package func reservation(_ id: HoldID) -> Reservation? {
        state.withLock { $0.reservations[id] }
    }

    package func note(_ reservation: Reservation) {
        state.withLock { state in
            if state.reservations[reservation.hold.id] == nil {
                state.reservations[reservation.hold.id] = reservation
            }
        }
    }

    package func changeReservation(_ id: HoldID, _ change: (inout Reservation) -> Void) {
        state.withLock { $0.reservations.change(id, change) }
    }

    /// Keeps what the ledger says of a reservation, in the place of what was known.
    package func replace(_ reservation: Reservation) {
        state.withLock { state in
            state.reservations[reservation.hold.id] = reservation
            for _ in reservation.commits { state.countMark(of: reservation.hold.id) }
        }
    }

    /// Notes a commit that was booked.
    package func note(_ commit: CommitMark, of id: HoldID) {
        state.withLock { state in
            state.reservations.change(id) { $0.commits[commit.id] = commit.amounts }
            state.countMark(of: id)
        }
    }

    /// Notes that the ledger is to be asked before anything else is booked for a reservation.
    package func doubt(_ id: HoldID) { changeReservation(id) { $0.isDoubtful = true } }

    package func answer(_ hold: HoldID) -> Wire.DecisionResponse? {
        state.withLock { $0.answers[hold] }
    }

    package func note(_ answer: Wire.DecisionResponse, of hold: HoldID) {
        state.withLock { $0.answers[hold] = answer }
    }

    /// The holds of a decision's latest attempt, by the hold of which its id is made.
    package func holds(ofDecision first: HoldID) -> [HoldID] {
        state.withLock { $0.decisions[first] ?? [] }
    }

    package func note(holds: [HoldID], ofDecision first: HoldID) {
        state.withLock { $0.decisions[first] = holds }
    }

    /// The attempt to begin with for a key.
    package func attempt(_ key: String) -> Attempt {
        state.withLock { $0.attempts[key] ?? Attempt(number: 0) }
    }

    package func note(_ attempt: Attempt, of key: String) {
        if attempt.number > 0 { state.withLock { $0.attempts[key] = attempt } }
    }

    /// The first hold of what was answered last under a key; nil where that is not known.
    package func first(of key: String) -> HoldID? {
        state.withLock { $0.firsts[key] }
    }

    /// Notes the first hold of an answer; nothing for a request without a key.
    package func note(_ first: HoldID, of key: String) {
        if !key.isEmpty { state.withLock { $0.firsts[key] = first } }
    }

    /// What waits, by its decision.
    package func pending(_ decision: HoldID) -> Pending? {
        state.withLock { $0.pending[decision] }
    }

    package func note(_ pending: Pending) {
        state.withLock { $0.pending[pending.decision] = pending }
    }

    /// Whether somebody has asked for an approval since this server began.
    package func hasAsker(_ approval: HoldID) -> Bool {
        state.withLock { $0.askers[approval] != nil }
    }

    /// The decision of a call under a key that an approval was asked for.
    package func decision(ofApproval approval: HoldID, askedUnder key: String) -> HoldID {
        let first = state.withLock { state in
            if let first = state.askers[approval] { return first }
            state.askers[approval] = key
            return key
        }
        return Self.decision(of: approval, key, first: first)
    }

    private static func decision(of approval: HoldID, _ key: String, first: String) -> HoldID {
        key == first ? DecisionID.of(approval) : DecisionID.of(approval, askedUnder: key)
    }

    /// Notes for which decision an approval was resumed.
    package func note(user decision: HoldID, of approval: HoldID) {
        state.withLock { $0.users[approval] = decision }
    }

    /// The decision that has used an approval: by a resume, or because its request came again; nil where nobody
    /// knows.
    ///
    /// - Parameter reservation: what it was used for, where that is remembered.
    package func user(of approval: HoldID, _ reservation: Reservation?) -> HoldID? {
        state.withLock { state in
            if let user = state.users[approval] { return user }
            guard let key = reservation?.key, !key.isEmpty, let first = state.askers[approval]
            else { return nil }
            return Self.decision(of: approval, key, first: first)
        }
    }

    /// Keeps what a resumed approval holds for the run's next asking.
    package func grant(_ hold: HoldID, key: String, for run: String) {
        state.withLock { $0.granted[run] = Granted(hold: hold, key: key) }
    }

    /// Whether anything is kept of what approvals hold: mostly nothing is.
    package var keepsGranted: Bool {
        state.withLock { $0.granted.count > 0 || $0.taken.count > 0 }
    }

    /// Whether something is kept for a run's asking under a key.
    package func keepsGranted(_ run: String, key: String) -> Bool {
        state.withLock { state in
            state.granted[run] != nil || (!key.isEmpty && state.taken[key + "\u{1F}" + run] != nil)
        }
    }

    /// What is kept for a run's asking under a key: the same key finds it again for the same claims,
    /// and no other does.
    package func takeGranted(_ run: String, key: String) -> HoldID? {
        state.withLock { state in
            let taker = key + "\u{1F}" + run
            if !key.isEmpty, let hold = state.taken[taker] { return hold }
            guard let granted = state.granted[run] else { return nil }
            // A retry of what was resumed is no second asking.
            if !key.isEmpty, granted.key == key { return granted.hold }
            state.granted[run] = nil
            if !key.isEmpty { state.taken[taker] = granted.hold }
            return granted.hold
        }
    }
}
