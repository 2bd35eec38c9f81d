import FarthingConsole
import FarthingGateway

/// What the parts of a server count and tell each other; there before any of them.
struct ServerCounts: Sendable {
    let status: PolicyStatus
    let clientEvents = ClientEvents()
    let sidecar = SidecarMetrics()
    /// The sidecar hears of them, and the console shows it.
    let endedRuns = EndedRuns()

    var metrics: [ExtraMetric] { status.metrics + clientEvents.metrics + sidecar.metrics }
}
