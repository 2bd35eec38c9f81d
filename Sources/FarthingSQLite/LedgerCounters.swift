/// What the writer has done since it started, for metrics.
package struct LedgerCounters: Sendable, Hashable {
    package private(set) var commits: Int64 = 0
    package private(set) var commands: Int64 = 0
    package private(set) var entries: Int64 = 0
    /// The most commands that shared one commit.
    package private(set) var largestBatch: Int64 = 0

    /// The longest that a commit has taken, in microseconds.
    package private(set) var longestCommitUs: Int64 = 0

    mutating func add(commands count: Int, entries: Int, _ took: Duration) {
        commands += Int64(count)
        self.entries += Int64(entries)
        if entries > 0 { commits += 1 }
        largestBatch = max(largestBatch, Int64(count))
        let parts = took.components
        let tookUs = parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
        longestCommitUs = max(longestCommitUs, tookUs)
    }
}
