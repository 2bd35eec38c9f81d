import FarthingGateway
import Synchronization

/// How a server's policy stands, for metrics.
final class PolicyStatus: Sendable {
    private struct Counts: Sendable {
        var version: Int64 = 0
        var reloads: Int64 = 0
        var failures: Int64 = 0
        /// Whether the file was bad when it was read last: the policy in force is not what it says.
        var isStale = false
    }

    private let counts = Mutex(Counts())

    /// Notes the version with which a server starts.
    /// - Parameter version: the policy's that is in force from the start.
    init(startedWith version: Int64) { counts.withLock { $0.version = version } }

    func succeeded(version: Int64) {
        counts.withLock { counts in
            counts.version = version
            counts.reloads += 1
            counts.isStale = false
        }
    }

    func failed() {
        counts.withLock { counts in
            counts.failures += 1
            counts.isStale = true
        }
    }

    var metrics: [ExtraMetric] {
        let counts = counts.withLock { $0 }
        return [
            ExtraMetric(
                name: "farthing_policy_version",
                help: "The version of the policy in force, as receipts name it.",
                value: counts.version
            ),
            ExtraMetric(
                name: "farthing_policy_reloads",
                help: "How often the policy was read again and put in force.",
                value: counts.reloads
            ),
            ExtraMetric(
                name: "farthing_policy_reload_failures",
                help: "How often it was read again and the old one stayed in force.",
                value: counts.failures
            ),
            ExtraMetric(
                name: "farthing_policy_stale",
                help: "1 while the file was bad when last read, so that an older one is in force.",
                value: counts.isStale ? 1 : 0
            ),
        ]
    }
}
