import FarthingGateway
import FarthingSidecar
import Synchronization

/// What the metrics say of the sidecar; nothing before it serves.
final class SidecarMetrics: Sendable {
    private struct Parts: Sendable {
        var service: SidecarService
        var servers: [SidecarServer]
    }

    private let parts = Mutex<Parts?>(nil)

    func follow(_ service: SidecarService, _ servers: [SidecarServer]) {
        parts.withLock { $0 = Parts(service: service, servers: servers) }
    }

    var metrics: [ExtraMetric] {
        guard let parts = parts.withLock({ $0 }) else { return [] }
        let connections = parts.servers.map(\.connections)
        let now = parts.service.counters.now
        let figures: [(String, String, Int)] = [
            (
                "connections", "Connections of the sidecar now.",
                connections.reduce(0) { $0 + $1.openCount }
            ),
            (
                "connections_refused",
                "Connections closed at once, for their user or their number.",
                connections.reduce(0) { $0 + $1.refusedCount }
            ),
            (
                "open_calls", "Calls of the sidecar that are not answered yet.",
                parts.service.counters.openCount
            ),
            (
                "listeners", "Streams that wait for the drain signal now.",
                parts.service.drain.listenerCount
            ),
        ]
        let counts: [(String, String, String, [String: Int64])] = [
            ("calls", "Calls of the sidecar, by rpc.", "rpc", now.calls),
            (
                "errors", "Calls that ended with another status than OK, by status.", "status",
                now.errors
            ),
            ("decisions", "Decisions, by answer.", "answer", now.decisions),
            (
                "events", "Events of calls' ends and others, by acknowledgement.", "answer",
                now.events
            ),
        ]
        return figures.map { figure in
            ExtraMetric(
                name: "farthing_sidecar_" + figure.0,
                help: figure.1,
                value: Int64(figure.2)
            )
        }
            + counts.map { count in
                ExtraMetric(
                    name: "farthing_sidecar_\(count.0)_total",
                    help: count.1,
                    label: count.2,
                    values: count.3.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
                )
            }
    }
}
