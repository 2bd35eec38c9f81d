import Synchronization

/// Runs of which their clients have said that they are over, which is told by no entry of the journal.
///
/// In memory alone: after the server's restart such a run counts as running again until it has been quiet
/// for as long as every other.
package final class EndedRuns: Sendable {
    /// The latest that are kept; some hundred bytes each.
    package static let runsMax = 16_384

    private struct Name: Hashable {
        var run: String
        var workspace: String
    }

    private struct State {
        /// When each was over, in milliseconds UTC.
        var ends: [Name: Int64] = [:]
        /// In the order in which they were told first, as a ring.
        var order: [Name] = []
        var oldest = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Notes that a run is over.
    ///
    /// - Parameters:
    ///   - workspace: empty for none.
    ///   - atMs: in milliseconds UTC; what comes later begins it anew.
    package func note(_ run: String, workspace: String, atMs: Int64) {
        let name = Name(run: run, workspace: workspace)
        state.withLock { state in
            let earlierMs = state.ends[name]
            state.ends[name] = max(atMs, earlierMs ?? atMs)
            if earlierMs != nil { return }
            guard state.order.count == Self.runsMax else { return state.order.append(name) }
            state.ends[state.order[state.oldest]] = nil
            state.order[state.oldest] = name
            state.oldest = (state.oldest + 1) % Self.runsMax
        }
    }

    /// Whether a run is over, and nothing has come of it since.
    func contains(_ run: RunStatement) -> Bool {
        let name = Name(run: run.run, workspace: run.workspace)
        return state.withLock { $0.ends[name] }.map { run.lastAtMs <= $0 } ?? false
    }
}
