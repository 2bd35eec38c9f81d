import FarthingConsole
import FarthingCore
import FarthingNotify
import FarthingSQLite
import Logging
import Synchronization

/// The webhooks that people have set up in the console: they are delivered to beside those of the
/// settings.
///
/// Their secrets, whole addresses and places in the journal are values of the ledger's folder, and
/// nowhere else.
final class ConsoleWebhooks: Sendable {
    /// Where the ledger keeps them.
    static let folderValue = "webhooks"
    /// The shortest time between two saves, each of which is a commit.
    private static let saveMs: Int64 = 1_000

    struct Kept: Sendable {
        var address: String
        var secret: String
        var cursor: EventPlace
        /// Whether it is to be told of what comes: the journal is kept for it from its cursor on.
        var isOn = true
    }

    struct Running: Sendable {
        var task: Task<Void, Never>
        /// Tells this run's reports from those of one before.
        var number: Int
    }

    struct State: Sendable {
        var kept: [String: Kept] = [:]
        var running: [String: Running] = [:]
        var statements: [String: WebhookStatement] = [:]
        var number = 0
        var isDirty = false
    }

    private let ledger: SQLiteLedger
    let source: StreamedEvents
    let client = WebhookClient()
    private let logger: Logger
    let state: Mutex<State>
    private let saver = Mutex<Task<Void, Never>?>(nil)

    /// Reads what is kept; ``start(_:)`` begins.
    static func open(
        _ ledger: SQLiteLedger,
        _ source: StreamedEvents,
        _ logger: Logger
    ) async throws(LedgerError) -> ConsoleWebhooks {
        var state = State()
        state.kept = try await kept(in: ledger)
        return ConsoleWebhooks(ledger, source, logger, state)
    }

    /// The first entry of which a webhook that is on still has to be told, as far as that is kept; nil
    /// where none is on.
    static func first(in ledger: SQLiteLedger) async throws(LedgerError) -> Int64? {
        try await kept(in: ledger).values.filter(\.isOn).map(\.cursor.sequence).min()
    }

    private static func kept(in ledger: SQLiteLedger) async throws(LedgerError) -> [String: Kept] {
        guard let stored = try await ledger.folderValue(folderValue),
            let root = try? JSONDocument(stored).root
        else { return [:] }
        var found: [String: Kept] = [:]
        for (id, node) in root.members {
            guard let address = node.member("address")?.string,
                let secret = node.member("secret")?.string,
                let cursor = node.member("cursor")?.string.flatMap({ EventPlace($0) })
            else { continue }
            var kept = Kept(address: address, secret: secret, cursor: cursor)
            kept.isOn = node.member("on")?.bool ?? true
            found[id] = kept
        }
        return found
    }

    private init(
        _ ledger: SQLiteLedger,
        _ source: StreamedEvents,
        _ logger: Logger,
        _ state: State
    ) {
        self.ledger = ledger
        self.source = source
        self.logger = logger
        self.state = Mutex(state)
    }

    // MARK: Running

    /// Begins to deliver to all that are enabled.
    func start(_ webhooks: [Webhook]) {
        let ids = Set(webhooks.map(\.id))
        state.withLock { state in
            // An item that was never made, as its maker was told.
            for id in state.kept.keys where !ids.contains(id) { state.kept[id] = nil }
        }
        for webhook in webhooks { restart(webhook) }
        saver.withLock { saver in
            guard saver == nil else { return }
            saver = Task { await self.keepSaving() }
        }
    }

    /// Ends deliveries, those under way too, and keeps where they stand; the ledger must be open.
    func stop() async {
        let tasks = state.withLock { state in
            defer { state.running = [:] }
            return state.running.values.map(\.task)
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        let saving = saver.withLock { $0 }
        saving?.cancel()
        await saving?.value
        await client.stop()
        if state.withLock({ $0.isDirty }) { try? await save() }
    }

    func restart(_ webhook: Webhook) {
        setOn(webhook.id, webhook.isEnabled)
        guard let endpoint = endpoint(webhook), webhook.isEnabled else {
            let old = state.withLock { $0.running.removeValue(forKey: webhook.id) }
            old?.task.cancel()
            return
        }
        let language = Language(tag: webhook.language) ?? .english
        state.withLock { state in
            guard let kept = state.kept[webhook.id] else { return }
            let before = state.running[webhook.id]?.task
            state.number += 1
            let number = state.number
            let delivery = WebhookDelivery(
                endpoint,
                journal: ToldJournal(base: source.feed, language: language),
                ledger: source.ledger,
                client: client,
                clockMs: systemNowMs,
                tell: { [weak self] in self?.take($0, of: endpoint, number) }
            )
            let task = Task {
                // Two at a time would tell of one event twice.
                before?.cancel()
                await before?.value
                let now = self.state.withLock { $0.kept[webhook.id]?.cursor } ?? kept.cursor
                await delivery.run(from: now)
            }
            state.running[webhook.id] = Running(task: task, number: number)
        }
    }

    private func setOn(_ id: String, _ isOn: Bool) {
        // While it was off, nothing was kept for it.
        let first = isOn ? (try? JournalReader(ledger.folder).base())?.first ?? 0 : 0
        state.withLock { state in
            guard let kept = state.kept[id], kept.isOn != isOn else { return }
            state.kept[id]?.isOn = isOn
            if kept.cursor.sequence < first {
                state.kept[id]?.cursor = EventPlace(sequence: first)
            }
            state.isDirty = true
        }
    }

    func endpoint(_ webhook: Webhook) -> WebhookEndpoint? {
        guard let kept = state.withLock({ $0.kept[webhook.id] }),
            let address = try? WebhookAddress(kept.address, allowsInsecure: false),
            let secret = try? WebhookSecret(kept.secret)
        else { return nil }
        let filter = webhook.types.isEmpty ? nil : try? EventFilter(patterns: webhook.types)
        return WebhookEndpoint(
            name: webhook.id,
            address: address,
            secret: secret,
            filter: filter ?? .usual
        )
    }

    private func take(_ report: WebhookDelivery.Report, of endpoint: WebhookEndpoint, _ number: Int)
    {
        let id = endpoint.name
        var about: Logger.Metadata = [
            "webhook": "\(id)", "origin": "\(endpoint.address.origin)",
        ]
        let isCurrent = state.withLock { state in
            guard state.running[id]?.number == number else { return false }
            var statement = state.statements[id] ?? WebhookStatement()
            switch report {
            case .done(let place):
                state.kept[id]?.cursor = place
                state.isDirty = true
            case .answered(let status):
                statement.lastStatus = status
                statement.lastTriedAtMs = systemNowMs()
            case .delivered:
                statement.delivered += 1
                statement.lastTakenAtMs = statement.lastTriedAtMs
                statement.lastError = nil
            case .failed(_, let reason, _, _):
                statement.failed += 1
                statement.lastError = reason
            case .dropped(_, let reason):
                statement.dropped += 1
                statement.lastError = reason
            case .disabled:
                statement.lastError = "status 410"
                state.kept[id]?.isOn = false
                state.isDirty = true
            case .unreadable: break
            }
            state.statements[id] = statement
            return true
        }
        guard isCurrent else { return }
        switch report {
        case .failed(let event, let reason, let attempt, let nextInMs):
            about["event"] = "\(event.place.text)"
            about["reason"] = "\(reason)"
            about["attempt"] = "\(attempt)"
            about["nextInMs"] = "\(nextInMs)"
            logger.warning("a webhook failed and is tried again", metadata: about)
        case .dropped(let event, let reason):
            about["event"] = "\(event.place.text)"
            about["reason"] = "\(reason)"
            logger.error("an event was given up for a webhook", metadata: about)
        case .disabled:
            logger.error(
                "a webhook answered 410: nothing more is sent there until it is edited",
                metadata: about
            )
        case .unreadable: logger.error("a webhook waits for the journal", metadata: about)
        case .done, .answered, .delivered: break
        }
    }

    // MARK: What is kept

    private func keepSaving() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(Self.saveMs))
            guard state.withLock({ $0.isDirty }) else { continue }
            do throws(LedgerError) {
                try await save()
            } catch {
                logger.warning(
                    "where webhooks stand was not kept; events may be told again",
                    metadata: ["reason": "\(error.message)"]
                )
            }
        }
    }

    func save() async throws(LedgerError) {
        let kept = state.withLock { state in
            state.isDirty = false
            return state.kept
        }
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        for (id, one) in kept.sorted(by: { $0.key < $1.key }) {
            json.key(text: id)
            json.beginObject()
            json.key("address")
            json.string(one.address)
            json.key("cursor")
            json.string(one.cursor.text)
            json.key("on")
            json.bool(one.isOn)
            json.key("secret")
            json.string(one.secret)
            json.endObject()
        }
        json.endObject()
        do {
            try await ledger.setFolderValue(Self.folderValue, json.bytes)
        } catch {
            state.withLock { $0.isDirty = true }
            throw error
        }
    }
}
