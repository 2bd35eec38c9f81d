package import FarthingCore

/// Where the sidecar asks for money: policy and ledger of the server, and no decision of its own.
package protocol SidecarDesk: Sendable {
    /// The tenant whose policy is in force.
    var tenant: String { get }
    /// The policy's id and its revision, for ids of rules and for the announcement.
    var policyID: String { get }
    var policyHash: [UInt8] { get }
    /// Milliseconds UTC.
    var nowMs: Int64 { get }
    /// Whether people may be asked for a yes to a call.
    var asksPeople: Bool { get }

    /// Sets money aside for one of a decision's calls, after what the policy says of it; what rules ask of people
    /// for one of them, none asks for again.
    func hold(_ place: Int, of calls: [SidecarCall]) async -> SidecarAnswer

    /// Whether a rule, a pause or a kill switch stands against a call by now, or nothing counts it, whatever money
    /// there is for it.
    func forbids(_ call: SidecarCall) async -> Bool

    /// A hold by its id, open or over; nil for one that never was or is forgotten.
    func find(_ id: HoldID) async throws(SidecarRefusal) -> SidecarHold?

    /// What the entries say that have settled a hold, the latest first; nil where nobody knows.
    func notes(of id: HoldID, limit: Int) async throws(SidecarRefusal) -> [String]?

    /// What each line of a hold held when it was made; nil where nobody knows.
    func opening(of hold: SidecarHold) async throws(SidecarRefusal) -> [Int64]?

    /// How a hold ended that was given back; nil for another one, and where nobody knows.
    func closing(of hold: SidecarHold) async throws(SidecarRefusal) -> SidecarClosing?

    /// When an entry was written, in milliseconds UTC; nil where nobody knows.
    func time(ofEntry sequence: Int64) async -> Int64?

    /// The open holds of a run.
    func openHolds(ofRun run: String) async throws(SidecarRefusal) -> [SidecarHold]

    /// Books what an open or expired hold's call has cost; amounts are one for each line.
    func settle(
        _ id: HoldID,
        _ amounts: [Int64],
        _ evidence: Evidence,
        usage: SettledUsage,
        note: String
    ) async throws(SidecarRefusal) -> SidecarSettled

    /// Books another sum for a hold that is over, where the entry `corrects` is still its last.
    func correct(
        _ id: HoldID,
        _ amounts: [Int64],
        _ evidence: Evidence,
        corrects: Int64,
        note: String
    ) async throws(SidecarRefusal) -> SidecarSettled

    /// Gives a hold back; the number of the entry that did, also of an earlier one.
    func release(_ id: HoldID, why: String) async throws(SidecarRefusal) -> Int64

    /// Charges part of an open hold at once; the same id does it once, whatever the amounts are.
    func draw(
        _ id: HoldID,
        from source: SidecarHold,
        _ amounts: [Int64]
    ) async throws(SidecarRefusal) -> SidecarSettled

    /// Sets part of an open hold aside, for calls that are drawn from it; what counts calls is left
    /// out.
    func carve(
        from source: SidecarHold,
        _ amounts: [Int64],
        expiresInMs: Int64,
        tags: Scope
    ) async -> SidecarAnswer

    /// An approval by its id; nil for one that never was or is forgotten.
    func approval(_ id: HoldID) async throws(SidecarRefusal) -> ApprovalStatement?

    /// What asks for an approval, as far as the policy in force knows it still.
    func ask(of approval: ApprovalStatement) -> SidecarAsk

    /// Takes back the open approvals of calls that a hold was to pay for: what they keep is free again.
    func withdrawApprovals(from source: HoldID, why: String) async throws(SidecarRefusal)

    /// Those of some calls' marks under which people have said yes and nothing has used it yet; those whose
    /// money is set aside already come last.
    func granted(_ marks: [String]) async -> [String]
}

extension SidecarDesk {
    /// Sets money aside for a call that stands for itself.
    package func hold(_ call: SidecarCall) async -> SidecarAnswer {
        await hold(0, of: [call])
    }
}

/// A settlement as it was booked.
package struct SidecarSettled: Hashable, Sendable {
    package var sequence: Int64
    package var isRepeated: Bool
    /// The hold had expired before.
    package var isLate: Bool
    /// By how much an enforced budget was taken past its limit, in nano-dollars.
    package var overrunNanos: Int64
    /// When it was booked, in milliseconds UTC; nil for a repeat, and where that is not said.
    package var atMs: Int64?

    package init(sequence: Int64, isRepeated: Bool, isLate: Bool, overrunNanos: Int64) {
        self.sequence = sequence
        self.isRepeated = isRepeated
        self.isLate = isLate
        self.overrunNanos = overrunNanos
    }
}

/// How a hold ended that nobody has settled.
package struct SidecarClosing: Hashable, Sendable {
    /// What was said when it was given back; empty for one that has expired.
    package var why: String
    /// What was left in each line when it expired; nil where it was given back.
    package var held: [Int64]?

    package init(why: String, held: [Int64]?) {
        self.why = why
        self.held = held
    }
}

extension SidecarRefusal: Error {}
