import FarthingCore
import FarthingGateway
import FarthingNotify
import Synchronization

/// The journal's events for all who follow them: the latest are in memory, once for all.
final class EventFeed: EventJournal {
    /// Events kept in memory; who is further behind reads the journal.
    private static let recentMax = 1_024

    private struct Recent: Sendable {
        /// In their order, and complete from `from` to `end`.
        var events: [Event] = []
        var from: EventPlace
        var end: EventPlace
    }

    private let journal: JournalEvents
    private let recent: Mutex<Recent>

    /// - Parameter next: the first entry that `journal` has not looked at.
    init(_ journal: JournalEvents, next: Int64) {
        self.journal = journal
        let place = EventPlace(sequence: next)
        recent = Mutex(Recent(from: place, end: place))
    }

    var end: EventPlace { recent.withLock { $0.end } }

    /// Looks for new events, and makes them known to all.
    func readOn() async throws -> JournalEvents.News {
        let news = try await journal.readOn()
        recent.withLock { recent in
            recent.events += news.events
            recent.end = EventPlace(sequence: news.next)
            let surplus = recent.events.count - Self.recentMax
            guard surplus > 0 else { return }
            recent.from = recent.events[surplus].place
            recent.events.removeFirst(surplus)
        }
        return news
    }

    func page(from place: EventPlace, eventsMax: Int) async throws -> EventPage {
        let page: EventPage? = recent.withLock { recent in
            guard place >= recent.from else { return nil }
            let first = recent.events.firstIndex { $0.place >= place } ?? recent.events.endIndex
            let rest = recent.events[first...]
            guard rest.count > eventsMax else {
                return EventPage(events: Array(rest), next: max(place, recent.end))
            }
            return EventPage(
                events: Array(rest.prefix(eventsMax)),
                next: rest[first + eventsMax].place
            )
        }
        if let page { return page }
        return try await journal.page(from: place, eventsMax: eventsMax)
    }
}

/// The feed as a gateway streams it.
struct StreamedEvents: EventSource {
    let feed: EventFeed
    /// The ledger's id.
    let ledger: String

    var end: String { feed.end.text }

    var types: [String] { EventType.allCases.filter(\.isStreamed).map(\.rawValue) }

    func place(after event: String) -> String? { EventPlace(event).map(\.next.text) }

    func events(from place: String, eventsMax: Int) async throws -> GatewayEventPage {
        guard let start = EventPlace(place) else {
            return GatewayEventPage(events: [], next: end)
        }
        let page = try await feed.page(from: start, eventsMax: eventsMax)
        let events = page.events.map { event in
            GatewayEvent(
                place: event.place.text,
                type: event.type.rawValue,
                budget: event.budget,
                scope: event.scope,
                principal: event.principal,
                group: event.group,
                json: event.json(ledger: ledger)
            )
        }
        return GatewayEventPage(events: events, next: page.next.text)
    }
}
