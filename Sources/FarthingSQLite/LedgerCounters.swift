/// What the writer has done since it started, for metrics.
package struct LedgerCounters: Sendable, Hashable {
    package private(set) var commits: Int64 = 0
    package private(set) var commands: Int64 = 0
    /// Of every commit, those that no call asked for too: who follows the journal goes by it.
    package private(set) var entries: Int64 = 0
    /// The most commands that shared one commit.
    package private(set) var largestBatch: Int64 = 0

    /// The longest that a commit has taken, in microseconds.
    package private(set) var longestCommitUs: Int64 = 0

    /// The commands that shared the last commit.
    package private(set) var lastBatch: Int64 = 0

    /// From the arrival of a batch's first command to the end of its sealed commit, in microseconds:
    /// the last batch's, and the longest.
    package private(set) var sealLagUs: Int64 = 0
    package private(set) var longestSealLagUs: Int64 = 0

    mutating func add(commands count: Int, entries: Int, _ took: Duration, lag: Duration) {
        commands += Int64(count)
        self.entries += Int64(entries)
        longestCommitUs = max(longestCommitUs, Self.microseconds(took))
        largestBatch = max(largestBatch, Int64(count))
        // What made no entry has no seal: a tick, a repeated command.
        guard entries > 0 else { return }
        commits += 1
        lastBatch = Int64(count)
        sealLagUs = Self.microseconds(lag)
        longestSealLagUs = max(longestSealLagUs, sealLagUs)
    }

    /// Adds what was written beside the calls.
    mutating func add(entries count: Int) { entries += Int64(count) }

    private static func microseconds(_ duration: Duration) -> Int64 {
        let parts = duration.components
        return parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
    }
}
