/// What is remembered of one run.
struct WatchedRun: Sendable {
    private struct Request: Sendable {
        var hash: UInt64
        var identical: Int64
        var attempts: Int64
        /// The step at which it was last made.
        var step: Int64
    }

    private var steps: Int64 = 0
    private var requests: [Request] = []
    /// The most steps that the run has announced: it may say more later, never less.
    private var plannedSteps: Int64 = 0
    private var spentNanos: Int64 = 0
    private var settledCount: Int64 = 0
    /// What the latest calls cost, at most ``RunGuard/recentMax``, and where the next one goes.
    private var recent: [Int64] = []
    private var nextRecent = 0

    /// Counts a step that makes a request.
    mutating func begin(_ hash: UInt64) {
        steps += 1
        guard let index = place(of: hash) else {
            add(Request(hash: hash, identical: 1, attempts: 1, step: steps))
            return
        }
        requests[index].identical += 1
        requests[index].attempts += 1
        requests[index].step = steps
    }

    /// Books what a step cost; one that succeeded lets its request begin anew.
    mutating func settle(_ hash: UInt64, nanos: Int64, succeeded: Bool) {
        if succeeded, let index = place(of: hash) { requests[index].attempts = 0 }
        settledCount += 1
        let (sum, overflow) = spentNanos.addingReportingOverflow(max(0, nanos))
        spentNanos = overflow ? Int64.max : sum
        if recent.count < RunGuard.recentMax {
            recent.append(max(0, nanos))
        } else {
            recent[nextRecent] = max(0, nanos)
            nextRecent = (nextRecent + 1) % RunGuard.recentMax
        }
    }

    /// Takes in how many steps the run says it will make.
    mutating func plan(_ terms: RunTerms) {
        guard let planned = terms.plannedSteps else { return }
        plannedSteps = max(plannedSteps, min(planned, RunTerms.stepsMax))
    }

    /// The run as it stands, or with `more` steps that make this request.
    func facts(_ hash: UInt64, _ terms: RunTerms, more: Int64) -> RunFacts {
        let request = place(of: hash).map { requests[$0] }
        return RunFacts(
            steps: steps + more,
            attempts: (request?.attempts ?? 0) + more,
            identical: (request?.identical ?? 0) + more,
            projectedBasisPoints: terms.limitNanos.flatMap(projectedBasisPoints)
        )
    }

    /// `⌈(spent + ⌈recent mean × steps to come⌉) × 10⁴ ÷ limit⌉`; nil before the first settlement.
    private func projectedBasisPoints(of limitNanos: Int64) -> Int64? {
        if recent.isEmpty { return nil }
        let ahead = Int128(max(RunGuard.stepsAhead, plannedSteps - settledCount))
        let sum = recent.reduce(Int128(0)) { $0 + Int128($1) }
        let count = Int128(recent.count)
        let projected = Int128(spentNanos) + (sum * ahead + count - 1) / count
        if projected == 0 { return 0 }
        guard limitNanos > 0 else { return Int64.max }
        let limit = Int128(limitNanos)
        return Int64(clamping: (projected * 10_000 + limit - 1) / limit)
    }

    private func place(of hash: UInt64) -> Int? {
        requests.firstIndex { $0.hash == hash }
    }

    private mutating func add(_ request: Request) {
        if requests.count < RunGuard.requestsMax {
            requests.append(request)
            return
        }
        guard let oldest = requests.indices.min(by: { requests[$0].step < requests[$1].step })
        else { return }
        requests[oldest] = request
    }
}
