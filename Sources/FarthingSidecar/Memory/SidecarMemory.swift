package import FarthingCore
import Synchronization

/// What is remembered of the latest decisions, so that most answers need no look into the ledger.
/// Nothing here decides whether money is there, and all of it may be lost with a restart.
package final class SidecarMemory: Sendable {
    /// A reservation as it was claimed.
    package struct Reservation: Sendable {
        package var hold: SidecarHold
        package var unit: WireUnit?
        package var pricing: WirePricing
        package var decision: HoldID
        /// What was committed so far: of which amounts, by the commit's id.
        package var commits: [String: String] = [:]
        /// The key that released it.
        package var releaseKey: String?
    }

    /// A decision that waits for people.
    package struct Pending: Sendable {
        package var terms: DecisionTerms
        package var attempt: Int
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
        var granted = Recent<String, Granted>(keptMax: SidecarMemory.pendingMax)
        var taken = Recent<String, HoldID>(keptMax: SidecarMemory.pendingMax)
        var sessions = Recent<String, HoldID>(keptMax: SidecarMemory.pendingMax)
    }

    /// Some hundred bytes each.
    package static let reservationsMax = 65_536
    package static let answersMax = 16_384
    package static let pendingMax = 8_192
    /// Commits of one reservation that are told apart.
    package static let commitsMax = 1_024

    private let state = Mutex(State())

    package init() {}

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
        state.withLock { state in
            guard var found = state.reservations[id] else { return }
            change(&found)
            state.reservations[id] = found
        }
    }

    /// What a commit is to its reservation.
    package enum Commit: Hashable, Sendable {
        case first
        /// Others came before it.
        case further
        case repeated
        /// The same id came before with another amount.
        case conflict
        /// More than are told apart.
        case tooMany
    }

    /// Notes a commit before it is booked, so that no second one takes itself for the first.
    package func begin(_ commit: CommitMark, of id: HoldID) -> Commit {
        state.withLock { state in
            guard var found = state.reservations[id] else { return .first }
            if let known = found.commits[commit.id] {
                return known == commit.amounts ? .repeated : .conflict
            }
            guard found.commits.count < Self.commitsMax else { return .tooMany }
            let isFirst = found.commits.isEmpty
            found.commits[commit.id] = commit.amounts
            state.reservations[id] = found
            return isFirst ? .first : .further
        }
    }

    /// Forgets a commit that was not booked.
    package func undo(_ commit: CommitMark, of id: HoldID) {
        changeReservation(id) { $0.commits[commit.id] = nil }
    }

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

    package func pending(_ approval: HoldID) -> Pending? {
        state.withLock { $0.pending[approval] }
    }

    package func note(_ pending: Pending, of approval: HoldID) {
        state.withLock { $0.pending[approval] = pending }
    }

    /// Keeps what a resumed approval holds for the run's next asking.
    package func grant(_ hold: HoldID, key: String, for run: String) {
        state.withLock { $0.granted[run] = Granted(hold: hold, key: key) }
    }

    /// What is kept for a run's asking under a key: the same key finds it again, no other does.
    package func takeGranted(_ run: String, key: String) -> HoldID? {
        state.withLock { state in
            if !key.isEmpty, let hold = state.taken[key] { return hold }
            guard let granted = state.granted[run] else { return nil }
            // A retry of what was resumed is no second asking.
            if !key.isEmpty, granted.key == key { return granted.hold }
            state.granted[run] = nil
            if !key.isEmpty { state.taken[key] = granted.hold }
            return granted.hold
        }
    }

    package func session(_ key: String) -> HoldID? { state.withLock { $0.sessions[key] } }

    package func note(session hold: HoldID, of key: String) {
        state.withLock { $0.sessions[key] = hold }
    }
}
