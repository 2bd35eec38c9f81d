import FarthingGateway

/// What the parts of a server count that are there before its gateway tells of it.
struct ServerCounts: Sendable {
    let status: PolicyStatus
    let clientEvents = ClientEvents()
    let sidecar = SidecarMetrics()

    var metrics: [ExtraMetric] { status.metrics + clientEvents.metrics + sidecar.metrics }
}
