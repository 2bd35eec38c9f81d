/// Delivers the journal's events to one endpoint, until it is cancelled or the endpoint is gone.
package struct WebhookDelivery: Sendable {
    /// How often the journal is looked at while nothing is to be sent.
    private static let pollMs: Int64 = 100
    /// How long to wait when the journal cannot be read.
    private static let unreadableMs: Int64 = 5_000

    private let endpoint: WebhookEndpoint
    private let journal: any EventJournal
    /// The ledger's id.
    private let ledger: String
    private let client: WebhookClient
    private let clockMs: @Sendable () -> Int64
    private let tell: @Sendable (Report) -> Void

    /// What its owner keeps, counts and logs.
    package enum Report: Sendable {
        /// Everything before this place is done with.
        case done(upTo: EventPlace)
        /// What the endpoint has said to an attempt; nil where it has said nothing.
        case answered(status: Int?)
        case delivered
        case failed(Event, reason: String, attempt: Int64, nextInMs: Int64)
        case dropped(Event, reason: String)
        case disabled
        case unreadable
    }

    package init(
        _ endpoint: WebhookEndpoint,
        journal: any EventJournal,
        ledger: String,
        client: WebhookClient,
        clockMs: @escaping @Sendable () -> Int64,
        tell: @escaping @Sendable (Report) -> Void
    ) {
        self.endpoint = endpoint
        self.journal = journal
        self.ledger = ledger
        self.client = client
        self.clockMs = clockMs
        self.tell = tell
    }

    /// Goes on from a cursor.
    package func run(from cursor: EventPlace) async {
        var machine = DeliveryMachine(cursor: cursor, filter: endpoint.filter)
        while !Task.isCancelled {
            switch machine.step(nowMs: clockMs()) {
            case .end: return
            case .wait(let untilMs): await pause(untilMs - clockMs())
            case .read(let place): await read(from: place, into: &machine)
            case .send(let event, let attempt): await send(event, attempt, &machine)
            }
        }
    }

    private func read(from place: EventPlace, into machine: inout DeliveryMachine) async {
        guard place < journal.end else {
            await pause(Self.pollMs)
            return
        }
        do {
            let page = try await journal.page(
                from: place,
                eventsMax: DeliveryMachine.eventsMax
            )
            machine.take(page)
            tell(.done(upTo: machine.cursor))
            if page.next == place { await pause(Self.pollMs) }
        } catch {
            tell(.unreadable)
            await pause(Self.unreadableMs)
        }
    }

    private func send(_ event: Event, _ attempt: Int64, _ machine: inout DeliveryMachine) async {
        let request = WebhookRequest(
            event,
            ledger: ledger,
            secret: endpoint.secret,
            nowMs: clockMs()
        )
        let answer = await client.send(request, to: endpoint.address, nowMs: clockMs())
        // A delivery that was cut short by our own end says nothing about the endpoint.
        guard !Task.isCancelled || answer.isDelivered else { return }
        let now = clockMs()
        tell(.answered(status: answer.status))
        switch machine.take(answer, nowMs: now, random: .random(in: .min ... .max)) {
        case .delivered:
            tell(.delivered)
            tell(.done(upTo: machine.cursor))
        case .failed(let reason, let nextMs):
            tell(.failed(event, reason: reason, attempt: attempt, nextInMs: nextMs - now))
        case .dropped(let reason):
            tell(.dropped(event, reason: reason))
            tell(.done(upTo: machine.cursor))
        case .disabled: tell(.disabled)
        }
    }

    private func pause(_ ms: Int64) async {
        guard ms > 0 else { return }
        try? await Task.sleep(for: .milliseconds(ms))
    }
}

extension DeliveryMachine.Answer {
    fileprivate var status: Int? {
        if case .status(let status, _) = self { return status }
        return nil
    }

    fileprivate var isDelivered: Bool {
        if case .status(200..<300, _) = self { return true }
        return false
    }
}
