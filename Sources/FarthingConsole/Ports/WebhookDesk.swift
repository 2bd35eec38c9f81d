/// Who delivers events to webhooks; implemented by whoever reads the journal for events.
package protocol WebhookDesk: Sendable {
    /// What is wrong with an address, where there is one, or types; nil for nothing.
    ///
    /// - Parameter types: patterns; empty for what comes without being asked for.
    func fault(url: String?, types: [String]) -> WebhookFault?

    /// Begins to deliver, or goes on with what has changed; what waits is kept.
    ///
    /// - Parameters:
    ///   - address: the whole address, its query included, which may be a secret; nil leaves it.
    ///   - secret: what deliveries are signed with, for a new webhook; nil leaves it. Both are kept in
    ///     the ledger's folder alone, durable when this returns.
    /// - Throws: ``ConsoleError`` 503 where they cannot be kept.
    func put(_ webhook: Webhook, address: String?, secret: String?) async throws

    /// Ends deliveries, and forgets the secret.
    func remove(_ id: String) async throws

    /// How deliveries go; nil where none were begun.
    func delivery(_ id: String) -> WebhookStatement?

    /// Sends one event of the type `webhook.test` now, without a second try.
    ///
    /// - Throws: ``ConsoleError`` 409 where its secret is not at hand.
    func test(_ webhook: Webhook) async throws -> WebhookAnswer
}

/// What is wrong with a webhook's terms.
package struct WebhookFault: Hashable, Sendable {
    /// The member that is wrong: `url` or `types`.
    package var member: String
    /// What is wrong, without what was sent.
    package var detail: String

    package init(_ member: String, _ detail: String) {
        self.member = member
        self.detail = detail
    }
}

/// How a webhook's deliveries go, since the server's start.
package struct WebhookStatement: Hashable, Sendable {
    /// Entries of the journal that it has not got to.
    package var behind: Int64
    /// Events that were taken.
    package var delivered: Int64
    /// Tries that failed.
    package var failed: Int64
    /// Events that were given up.
    package var dropped: Int64
    /// What the receiver answered last; nil before the first answer, and where none came.
    package var lastStatus: Int?
    /// When an event was taken last, in milliseconds UTC; nil for never.
    package var lastTakenAtMs: Int64?
    /// When one was sent last, in milliseconds UTC; nil for never.
    package var lastTriedAtMs: Int64?
    /// Why the last one that was sent was not taken, without an address in it; nil where it was.
    package var lastError: String?

    package init(
        behind: Int64 = 0,
        delivered: Int64 = 0,
        failed: Int64 = 0,
        dropped: Int64 = 0,
        lastStatus: Int? = nil,
        lastTakenAtMs: Int64? = nil,
        lastTriedAtMs: Int64? = nil,
        lastError: String? = nil
    ) {
        self.behind = behind
        self.delivered = delivered
        self.failed = failed
        self.dropped = dropped
        self.lastStatus = lastStatus
        self.lastTakenAtMs = lastTakenAtMs
        self.lastTriedAtMs = lastTriedAtMs
        self.lastError = lastError
    }
}

/// What a receiver has said to a test.
package struct WebhookAnswer: Hashable, Sendable {
    /// Nil where nothing came.
    package var status: Int?
    package var durationMs: Int64
    /// Why nothing came; nil where something did.
    package var error: String?

    package init(status: Int?, durationMs: Int64, error: String?) {
        self.status = status
        self.durationMs = durationMs
        self.error = error
    }
}
