import FarthingGateway

/// What has become of deliveries since the start.
struct WebhookCounters: Sendable {
    var delivered: Int64 = 0
    var failed: Int64 = 0
    var dropped: Int64 = 0

    /// The figures for metrics.
    ///
    /// - Parameter behind: entries that the slowest endpoint has not got to.
    func metrics(behind: Int64) -> [ExtraMetric] {
        [
            ExtraMetric(
                name: "farthing_webhooks_delivered",
                help: "Events that webhook endpoints have taken.",
                value: delivered
            ),
            ExtraMetric(
                name: "farthing_webhooks_failed",
                help: "Attempts at webhook deliveries that failed and are made again.",
                value: failed
            ),
            ExtraMetric(
                name: "farthing_webhooks_dropped",
                help: "Events that were given up for a webhook endpoint.",
                value: dropped
            ),
            ExtraMetric(
                name: "farthing_webhooks_behind",
                help: "Entries of the journal that the slowest webhook endpoint is behind.",
                value: behind
            ),
        ]
    }
}
