import FarthingCore
import FarthingGateway
import FarthingNotify
import FarthingSQLite
import Logging
import Synchronization

/// Follows the journal and tells of what happened: to the log, to webhooks and to streams.
///
/// The journal is the queue. What is kept beside it is where each endpoint stands, so that a restart
/// loses no event and tells at most those of its last second again.
final class EventService: Sendable {
    /// How often the ledger is asked whether it has written anything.
    private static let pollMs: Int64 = 100
    /// The shortest time between two saves, each of which is a commit.
    private static let saveMs: Int64 = 1_000
    /// The longest time without one while entries come that are no events.
    private static let idleSaveMs: Int64 = 60_000
    /// How often who waits for events to be told looks: for two seconds, and what takes longer is
    /// an endpoint that does not answer.
    private static let looksMax = 20
    /// How long to wait when the journal cannot be read.
    private static let unreadableMs: Int64 = 5_000

    /// For the gateway's streams.
    let source: StreamedEvents
    private let ledger: SQLiteLedger
    private let feed: EventFeed
    private let endpoints: [WebhookEndpoint]
    private let client: WebhookClient?
    private let logger: Logger
    private let kept: Mutex<Kept>
    private let task = Mutex<Task<Void, Never>?>(nil)

    private struct Kept: Sendable {
        var memory: EventMemory
        var counters = WebhookCounters()
        /// Whether an event was told of since the last save, and whether anything moved.
        var isDirty = false
        var hasMoved = false
        var savedMs: Int64 = 0
    }

    /// Makes the service for a ledger that was just opened; ``start()`` begins.
    static func open(
        _ folder: DataFolder,
        _ ledger: SQLiteLedger,
        _ endpoints: [WebhookEndpoint],
        _ language: Language,
        _ logger: Logger
    ) async throws(Failure) -> EventService {
        do {
            let reader = try JournalReader(folder)
            var memory = EventMemory(
                try await ledger.folderValue(EventMemory.folderValue),
                count: try reader.entryCount()
            )
            let start = EventPlace(sequence: memory.exhaustion.next)
            let cursors = memory.cursors
            memory.cursors = Dictionary(
                uniqueKeysWithValues: endpoints.map { ($0.name, cursors[$0.name] ?? start) }
            )
            let mapper = EventMapper(
                exhaustion: memory.exhaustion,
                budgets: try await ledger.budgets(),
                language: language
            )
            return EventService(
                ledger,
                EventFeed(
                    try JournalEvents(folder, recent: ledger.recentBatches, mapper: mapper),
                    next: start.sequence
                ),
                try reader.origin().map(Self.id) ?? "ledger",
                endpoints,
                memory,
                logger
            )
        } catch {
            throw Failure(describing: error)
        }
    }

    private init(
        _ ledger: SQLiteLedger,
        _ feed: EventFeed,
        _ ledgerID: String,
        _ endpoints: [WebhookEndpoint],
        _ memory: EventMemory,
        _ logger: Logger
    ) {
        self.ledger = ledger
        self.feed = feed
        self.endpoints = endpoints
        self.logger = logger
        source = StreamedEvents(feed: feed, ledger: ledgerID)
        client = endpoints.isEmpty ? nil : WebhookClient()
        kept = Mutex(Kept(memory: memory))
    }

    /// The ledger's id in a log's origin.
    static func id(_ origin: String) -> String {
        origin.hasPrefix("farthing/") ? String(origin.dropFirst(9)) : origin
    }

    // MARK: Running

    func start() {
        task.withLock { task in
            guard task == nil else { return }
            task = Task { await self.run() }
        }
    }

    /// Ends deliveries, those under way too, and keeps where they stand; the ledger must be open.
    func stop() async {
        let running = task.withLock { $0 }
        running?.cancel()
        await running?.value
        await client?.stop()
        if kept.withLock({ $0.isDirty || $0.hasMoved }) { await save() }
    }

    private func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.follow() }
            guard let client else { return }
            for endpoint in endpoints {
                group.addTask { await self.deliver(to: endpoint, by: client) }
            }
        }
    }

    private func follow() async {
        var entries: Int64 = -1
        var isReadable = true
        while !Task.isCancelled {
            let now = ledger.counters.entries
            var isPartial = false
            if now != entries {
                do {
                    let news = try await feed.readOn()
                    note(news)
                    isPartial = news.isPartial
                    if !isPartial { entries = now }
                    isReadable = true
                } catch {
                    if isReadable {
                        logger.error("the journal's events cannot be read: \(error.shown)")
                    }
                    isReadable = false
                    await Self.pause(Self.unreadableMs)
                }
            }
            await saveWhereDue()
            if !isPartial { await Self.pause(Self.pollMs) }
        }
    }

    private func note(_ news: JournalEvents.News) {
        kept.withLock { kept in
            kept.memory.exhaustion = news.exhaustion
            kept.hasMoved = true
            if !news.events.isEmpty { kept.isDirty = true }
        }
        for event in news.events { log(event) }
    }

    private func log(_ event: Event) {
        let level: Logger.Level
        switch event.type.loudness {
        case .silent: return
        case .notice: level = .notice
        case .warning: level = .warning
        }
        logger.log(
            level: level,
            "\(event.text)",
            metadata: ["event": "\(event.type.rawValue)", "receipt": "\(event.place.sequence)"]
        )
    }

    // MARK: Webhooks

    private func deliver(to endpoint: WebhookEndpoint, by client: WebhookClient) async {
        let name = endpoint.name
        let cursor = kept.withLock { $0.memory.cursors[name] } ?? feed.end
        let delivery = WebhookDelivery(
            endpoint,
            journal: feed,
            ledger: source.ledger,
            client: client,
            clockMs: systemNowMs,
            tell: { self.take($0, of: endpoint) }
        )
        await delivery.run(from: cursor)
    }

    private func take(_ report: WebhookDelivery.Report, of endpoint: WebhookEndpoint) {
        var about: Logger.Metadata = [
            "webhook": "\(endpoint.name)", "origin": "\(endpoint.address.origin)",
        ]
        switch report {
        case .done(let place):
            kept.withLock { kept in
                kept.memory.cursors[endpoint.name] = place
                kept.hasMoved = true
            }
        case .answered: break
        case .delivered:
            kept.withLock { kept in
                kept.counters.delivered += 1
                kept.isDirty = true
            }
        case .failed(let event, let reason, let attempt, let nextInMs):
            kept.withLock { $0.counters.failed += 1 }
            about["event"] = "\(event.place.text)"
            about["reason"] = "\(reason)"
            about["attempt"] = "\(attempt)"
            about["nextInMs"] = "\(nextInMs)"
            logger.warning("a webhook failed and is tried again", metadata: about)
        case .dropped(let event, let reason):
            kept.withLock { kept in
                kept.counters.dropped += 1
                kept.isDirty = true
            }
            about["event"] = "\(event.place.text)"
            about["reason"] = "\(reason)"
            logger.error("an event was given up for a webhook", metadata: about)
        case .disabled:
            logger.error(
                "a webhook answered 410: nothing more is sent there until a restart",
                metadata: about
            )
        case .unreadable: logger.error("a webhook waits for the journal", metadata: about)
        }
    }

    /// The figures of webhooks.
    var metrics: [ExtraMetric] {
        let end = feed.end.sequence
        return kept.withLock { kept in
            let slowest = kept.memory.cursors.values.map(\.sequence).min() ?? end
            return kept.counters.metrics(behind: max(0, end - slowest))
        }
    }

    // MARK: What is kept

    private func saveWhereDue() async {
        let now = systemNowMs()
        let isDue = kept.withLock { kept in
            kept.isDirty && now - kept.savedMs >= Self.saveMs
                || kept.hasMoved && now - kept.savedMs >= Self.idleSaveMs
        }
        if isDue { await save() }
    }

    /// - Returns: what was kept; nil where it could not be.
    @discardableResult
    func save() async -> EventMemory? {
        let memory = kept.withLock { kept in
            kept.isDirty = false
            kept.hasMoved = false
            kept.savedMs = systemNowMs()
            return kept.memory
        }
        do throws(LedgerError) {
            try await ledger.setFolderValue(EventMemory.folderValue, memory.json)
            return memory
        } catch {
            kept.withLock { $0.isDirty = true }
            logger.warning(
                "where webhooks stand was not kept; events may be told again",
                metadata: ["reason": "\(error.message)"]
            )
            return nil
        }
    }

    /// Keeps where all stand, once that is behind every entry before one, or after a while.
    ///
    /// - Returns: what was kept; nil where it could not be.
    func saved(upTo sequence: Int64) async -> EventMemory? {
        for _ in 0..<Self.looksMax {
            if kept.withLock({ $0.memory.first >= sequence }) { break }
            await Self.pause(Self.pollMs)
        }
        return await save()
    }

    private static func pause(_ ms: Int64) async {
        try? await Task.sleep(for: .milliseconds(ms))
    }
}

extension Error {
    /// What may be shown in a log.
    fileprivate var shown: String { Failure(describing: self).message }
}
