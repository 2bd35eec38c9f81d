/// One attempt at a delivery, as it goes out: the headers of the Standard Webhooks specification
/// (standardwebhooks.com) and the event as JSON.
package struct WebhookRequest: Hashable, Sendable {
    package let fields: [Field]
    package let body: [UInt8]

    package struct Field: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    /// - Parameters:
    ///   - ledger: the ledger's id.
    ///   - nowMs: the time of the attempt, which is signed with it.
    package init(_ event: Event, ledger: String, secret: WebhookSecret, nowMs: Int64) {
        body = event.json(ledger: ledger)
        let id = event.id(ledger: ledger)
        let seconds = nowMs / 1_000
        fields = [
            Field(name: "content-type", value: "application/json"),
            Field(name: "user-agent", value: "farthing"),
            Field(name: "webhook-id", value: id),
            Field(name: "webhook-timestamp", value: "\(seconds)"),
            Field(
                name: "webhook-signature",
                value: secret.signature(id: id, timestamp: seconds, body: body)
            ),
        ]
    }
}
