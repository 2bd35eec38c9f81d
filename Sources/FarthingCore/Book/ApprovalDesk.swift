/// All approvals: the open ones, and the latest of those that are over.
struct ApprovalDesk: Sendable {
    /// More open ones than that nobody reads.
    static let openMax = 10_000
    /// So many calls of one key wait at a time: a run in a circle must not fill the desk.
    static let pendingPerPrincipalMax = 100
    /// So many that are over are kept for those who ask what became of them.
    static let closedMax = 10_000

    private(set) var approvals: [HoldID: Approval] = [:]
    /// What a retry may find, by subject: the open ones and the denied.
    private var subjects: [Approval.Subject: [HoldID]] = [:]
    private var pendingCounts: [String: Int] = [:]
    /// The undecided ones, soonest expiry first.
    private var pending: [Due] = []
    private(set) var openCount = 0
    /// Those that are over in the order in which they ended.
    private(set) var closed: [HoldID] = []
    /// By the holds that used them, those by which a limit is raised.
    private var raising: [HoldID: HoldID] = [:]

    private struct Due: Sendable {
        var untilMs: Int64
        var sequence: Int64
        var id: HoldID

        func isBefore(_ other: Due) -> Bool {
            (untilMs, sequence) < (other.untilMs, other.sequence)
        }
    }

    subscript(id: HoldID) -> Approval? { approvals[id] }

    /// The undecided approval whose time is over first.
    var firstDue: (untilMs: Int64, id: HoldID)? { pending.first.map { ($0.untilMs, $0.id) } }

    func ids(of subject: Approval.Subject) -> [HoldID] { subjects[subject] ?? [] }

    /// Whether this key's calls may wait for one more.
    func hasRoom(for principal: String) -> Bool {
        openCount < Self.openMax
            && pendingCounts[principal, default: 0] < Self.pendingPerPrincipalMax
    }

    mutating func open(_ approval: Approval) {
        approvals[approval.id] = approval
        subjects[approval.subject, default: []].append(approval.id)
        openCount += 1
        wait(approval)
    }

    /// Changes an approval that stays what it is, but for a granted one's state and time.
    mutating func change(_ id: HoldID, _ body: (inout Approval) -> Void) {
        guard let before = approvals[id], var approval = approvals[id] else { return }
        body(&approval)
        approvals[id] = approval
        if before.state == .pending, approval.state != .pending { unwait(before) }
    }

    /// Ends an approval, and forgets the oldest that is over when there are too many.
    mutating func close(_ id: HoldID, as state: ApprovalState, _ body: (inout Approval) -> Void) {
        guard let before = approvals[id], before.state.isOpen else { return }
        change(id) {
            $0.state = state
            body(&$0)
        }
        openCount -= 1
        if state != .denied { forgetSubject(before) }
        closed.append(id)
        noteRaise(id)
        guard closed.count > Self.closedMax, let oldest = approvals[closed.removeFirst()] else {
            return
        }
        approvals[oldest.id] = nil
        if let user = oldest.usedBy { raising[user] = nil }
        forgetSubject(oldest)
    }

    /// Sets by how much a budget's limit stays raised for what the hold that used it was charged.
    mutating func keepRaise(of hold: HoldID, in budget: String, _ amount: Int64) {
        guard let id = raising[hold],
            let place = approvals[id]?.lines.firstIndex(where: { $0.budget == budget })
        else { return }
        approvals[id]?.lines[place].topUp = amount
    }

    /// By how much a budget's limit is raised for what a hold that is over was charged; zero for one
    /// whose approval is forgotten.
    func raise(of hold: HoldID, in budget: String) -> Int64 {
        raising[hold].flatMap { approvals[$0]?.topUp(of: budget) } ?? 0
    }

    private mutating func noteRaise(_ id: HoldID) {
        guard let approval = approvals[id], let user = approval.usedBy,
            approval.lines.contains(where: { $0.topUp > 0 })
        else { return }
        raising[user] = id
    }

    /// Takes an approval in as a snapshot has it; those that are over in the order of their end.
    mutating func restore(_ approval: Approval) {
        if approval.state.isOpen {
            open(approval)
            return
        }
        approvals[approval.id] = approval
        closed.append(approval.id)
        noteRaise(approval.id)
        if approval.state == .denied {
            subjects[approval.subject, default: []].append(approval.id)
        }
    }

    private mutating func wait(_ approval: Approval) {
        guard approval.state == .pending else { return }
        pendingCounts[approval.context.principal, default: 0] += 1
        let due = Due(untilMs: approval.untilMs, sequence: approval.sequence, id: approval.id)
        pending.insert(due, at: place(of: due))
    }

    private mutating func unwait(_ approval: Approval) {
        let principal = approval.context.principal
        let count = pendingCounts[principal, default: 0]
        pendingCounts[principal] = count > 1 ? count - 1 : nil
        let due = Due(untilMs: approval.untilMs, sequence: approval.sequence, id: approval.id)
        let place = place(of: due)
        if place < pending.count, pending[place].id == approval.id { pending.remove(at: place) }
    }

    /// Where a time stands among those of the undecided, found by halving.
    private func place(of due: Due) -> Int {
        var low = 0
        var high = pending.count
        while low < high {
            let middle = (low + high) / 2
            if pending[middle].isBefore(due) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func forgetSubject(_ approval: Approval) {
        subjects[approval.subject]?.removeAll { $0 == approval.id }
        if subjects[approval.subject]?.isEmpty ?? false { subjects[approval.subject] = nil }
    }
}
