/// Somebody who is told of events by HTTP.
package struct WebhookEndpoint: Sendable {
    /// Endpoints of one server: each has connections, a cursor and a batch in memory.
    package static let endpointsMax = 8

    /// The operator's name for it; its cursor is kept under it.
    package let name: String
    package let address: WebhookAddress
    package let secret: WebhookSecret
    package let filter: EventFilter

    package init(
        name: String,
        address: WebhookAddress,
        secret: WebhookSecret,
        filter: EventFilter
    ) {
        self.name = name
        self.address = address
        self.secret = secret
        self.filter = filter
    }
}
