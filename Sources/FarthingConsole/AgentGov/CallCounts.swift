import FarthingCore
import Synchronization

/// How many calls each agent has made today, in memory.
///
/// An agent's number begins with what the statistics say of its account, once in a window, before
/// its first call is booked, and goes on with what is booked here.
final class CallCounts: Sendable {
    /// Agents whose numbers are kept; one that is dropped is asked for again.
    static let agentsMax = 100_000
    /// How long a number counts that began at nothing because the statistics were not to be had.
    private static let guessMs: Int64 = 5_000

    private struct Count: Sendable {
        var calls: Int64
        /// Until when it counts, in milliseconds UTC.
        var untilMs: Int64
        /// The latest entry that it knows of, and what was spent in the account after it.
        var sequence: Int64 = 0
        var spentNanos: Int64 = 0
    }

    private let counts = Mutex<[String: Count]>([:])
    private let gate = LoadGate<String>()
    private let store: any ConsoleStore
    private let statistics: any StatisticsDesk

    init(_ desk: ConsoleDesk) {
        store = desk.store
        statistics = desk.statistics
    }

    /// Sees to it that an agent has a number: to be waited for before a call of it is booked.
    func prepare(_ agent: Agent, _ workspace: Workspace, nowMs: Int64) async {
        if isReady(agent.id, nowMs) { return }
        await gate.pass(agent.id) {
            // Whoever was waited for may have loaded it.
            if isReady(agent.id, nowMs) { return }
            await load(agent, workspace, nowMs)
        }
    }

    /// Counts a call that was booked.
    ///
    /// - Parameters:
    ///   - sequence: the entry that tells of it.
    ///   - spentNanos: what is spent in the account after it.
    /// - Returns: the number with it; nil where it is to be prepared anew, because the account has
    ///   begun anew elsewhere.
    func add(_ agent: String, sequence: Int64, spentNanos: Int64) -> Int64? {
        counts.withLock { counts in
            guard var count = counts[agent] else { return nil }
            if sequence > count.sequence {
                guard spentNanos >= count.spentNanos else {
                    counts[agent] = nil
                    return nil
                }
                count.sequence = sequence
                count.spentNanos = spentNanos
            }
            count.calls += 1
            counts[agent] = count
            return count.calls
        }
    }

    /// The number of an agent as it stands; nil where it is not known.
    func calls(of agent: String) -> Int64? { counts.withLock { $0[agent]?.calls } }

    /// Has an agent's number begin anew.
    func forget(_ agent: String) { counts.withLock { _ = $0.removeValue(forKey: agent) } }

    private func isReady(_ agent: String, _ nowMs: Int64) -> Bool {
        counts.withLock { $0[agent].map { nowMs < $0.untilMs } ?? false }
    }

    private func load(_ agent: Agent, _ workspace: Workspace, _ nowMs: Int64) async {
        var count: Count
        do {
            let open = try await store.accounts(of: workspace.agentsBudget, scopes: [agent.account])
            guard let account = open.first else { return }
            let calls = try await statistics.calls(in: account.key)
            count = Count(calls: calls, untilMs: account.windowEndsMs, spentNanos: account.spent)
        } catch {
            // The number is for people; no call waits for it.
            count = Count(calls: 0, untilMs: nowMs + Self.guessMs)
        }
        let loaded = count
        counts.withLock { counts in
            if counts.count >= Self.agentsMax { counts.removeAll(keepingCapacity: true) }
            counts[agent.id] = loaded
        }
    }
}
