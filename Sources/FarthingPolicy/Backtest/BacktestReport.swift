/// What a replay under another policy comes to.
package struct BacktestReport: Sendable {
    /// Rows that are told apart at most: as many budgets and rules as a policy may have, and more.
    private static let rowsMax = 4_096

    /// What would have become of a call, and by whom.
    package struct Verdict: Hashable, Sendable {
        package var decision: String
        /// `budget daily`, `rule big-call`, `unmatched`, `unpriced`; empty for calls that pass.
        package var cause: String
        /// The model that would have taken the call in place of the one that did.
        package var model: String
    }

    /// Calls of one verdict, and what they cost.
    package struct Row: Sendable {
        package var callCount: Int64 = 0
        /// What they really cost, in nanos.
        package var costNanos: Int128 = 0
        /// What they would have cost.
        package var newNanos: Int128 = 0

        package var savedNanos: Int128 { costNanos - newNanos }
    }

    package private(set) var rows: [Verdict: Row] = [:]
    /// Entries that were read.
    package var entryCount: Int64 = 0
    /// Calls that were refused, and how many of them would have been admitted.
    package var refusedCount: Int64 = 0
    package var admittedInstead: Int64 = 0
    /// The most that these could have cost, in nanos.
    package var admittedInsteadNanos: Int128 = 0
    /// Calls that were running at the journal's end.
    package var openCount: Int64 = 0

    /// The rows, the strictest decisions first, then those that would have saved most.
    package var sortedRows: [(verdict: Verdict, row: Row)] {
        let order = ["block", "wait", "approve", "downgrade", "allow"]
        return rows.map { (verdict: $0.key, row: $0.value) }.sorted { left, right in
            let ranks = [left, right].map { order.firstIndex(of: $0.verdict.decision) ?? 0 }
            if ranks[0] != ranks[1] { return ranks[0] < ranks[1] }
            if left.row.savedNanos != right.row.savedNanos {
                return left.row.savedNanos > right.row.savedNanos
            }
            if left.row.callCount != right.row.callCount {
                return left.row.callCount > right.row.callCount
            }
            return (left.verdict.cause, left.verdict.model)
                < (right.verdict.cause, right.verdict.model)
        }
    }

    /// All admitted calls together.
    package var total: Row {
        rows.values.reduce(into: Row()) { total, row in
            total.callCount += row.callCount
            total.costNanos += row.costNanos
            total.newNanos += row.newNanos
        }
    }

    mutating func count(_ verdict: Verdict, cost: Int64, new: Int64) {
        var verdict = verdict
        if rows[verdict] == nil, rows.count >= Self.rowsMax {
            verdict.cause = "others"
            verdict.model = ""
        }
        rows[verdict, default: Row()].callCount += 1
        rows[verdict, default: Row()].costNanos += Int128(cost)
        rows[verdict, default: Row()].newNanos += Int128(new)
    }
}
