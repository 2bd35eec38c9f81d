import FarthingGateway
import Synchronization

/// What clients have told the console of, for metrics that are read before there is a console.
final class ClientEvents: Sendable {
    private let counts = Mutex<(@Sendable () -> [String: Int64])?>(nil)

    /// Takes the console's counts, by kind.
    func follow(_ counts: @escaping @Sendable () -> [String: Int64]) {
        self.counts.withLock { $0 = counts }
    }

    /// The figures for metrics.
    var metrics: [ExtraMetric] {
        let now = counts.withLock { $0 }?() ?? [:]
        return [
            ExtraMetric(
                name: "farthing_client_events_total",
                help: "Events that actguard's clients have told of, by category and name.",
                label: "event",
                values: now.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            )
        ]
    }
}
