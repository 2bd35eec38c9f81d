package import FarthingCore
import Synchronization

/// Raises alerts: each becomes an entry of the journal, and so an event.
package final class AlertDesk: Sendable {
    /// Alerts of one look: more at once are one matter, and the next look tells the rest.
    private static let alertsMax = 100

    private let desk: ConsoleDesk
    private let settings: SettingsInForce
    fileprivate let watch = Mutex(AlertWatch())
    /// A window that begins so much later than now was begun by a clock that was ahead.
    private static let aheadMinMs: Int64 = 300_000
    fileprivate let ahead = Mutex<Int64?>(nil)

    package init(desk: ConsoleDesk, settings: SettingsInForce) {
        self.desk = desk
        self.settings = settings
    }

    /// Takes what was raised before the server's start.
    package func load() async throws(LedgerError) {
        var after: String?
        while true {
            let items = try await desk.store.registry(Alert.collection, after: after, limit: 1_000)
            watch.withLock { $0.remember(items) }
            guard let last = items.last, items.count == 1_000 else { return }
            after = last.id
        }
    }

    /// Looks at the accounts as they stand, and raises what is new.
    package func look() async throws {
        let known = try await desk.store.budgets().filter { Self.isWatched($0.window) }
        let ids = Set(known.map(\.id))
        let accounts = try await desk.store.accounts().filter { ids.contains($0.key.budget) }
        let nowMs = desk.clockMs()
        let late = accounts.filter { account in
            account.key.windowStartMs > nowMs + Self.aheadMinMs && account.windowEndsMs < Int64.max
        }
        let untilMs = late.map(\.windowEndsMs).max()
        ahead.withLock { $0 = untilMs }
        let terms = settings.current.alerts
        try await raise(watch.withLock { $0.take(accounts, nowMs: nowMs, terms: terms) })
    }

    /// Takes entries that may be charges of which nobody knows whether they were billed.
    ///
    /// - Parameter sequences: their numbers.
    package func look(atUnaccounted sequences: [Int64]) async throws {
        let terms = settings.current.alerts
        for sequence in sequences {
            var question = EntryQuestion(
                isOldestFirst: true,
                after: String(sequence - 1),
                limit: 1
            )
            if sequence == 0 { question.after = nil }
            guard let row = try await desk.statistics.entries(question).rows.first,
                row.sequence == sequence, row.currency == "USD", let nanos = row.amountNanos
            else { continue }
            let alert = watch.withLock {
                $0.take(unaccountedNanos: nanos, atMs: row.atMs, terms: terms)
            }
            if let alert { try await raise([alert]) }
        }
    }

    /// Whether a window's sum only grows, for longer than a call or a run.
    private static func isWatched(_ window: Window) -> Bool {
        switch window {
        case .hour, .day, .week, .month, .total: true
        case .call, .run, .minute, .rolling: false
        }
    }

    private func raise(_ alerts: [Alert]) async throws {
        for alert in alerts.dropFirst(Self.alertsMax) { watch.withLock { $0.forget(alert) } }
        let some = alerts.prefix(Self.alertsMax)
        if some.isEmpty { return }
        do {
            try await desk.change(
                some.map { alert in
                    RegistryEdit(
                        collection: Alert.collection,
                        id: alert.id,
                        document: alert.document
                    )
                },
                by: .server
            )
        } catch {
            watch.withLock { watch in some.forEach { watch.forget($0) } }
            throw error
        }
    }
}

extension AlertDesk: PaceDesk {
    package func pace(of account: AccountKey) -> (spent: Int64, lengthMs: Int64)? {
        watch.withLock { $0.pace(of: account) }
    }

    package var aheadUntilMs: Int64? { ahead.withLock { $0 } }
}

extension Principal {
    /// The server itself, for what it notes of its own accord.
    static let server = Principal(.nobody, name: "server", shownName: "server", permissions: [])
}
