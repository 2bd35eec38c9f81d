import FarthingConsole
import FarthingGateway
import FarthingNotify

/// The journal's events as the console streams them.
struct ConsoleEvents: EventsDesk {
    let source: StreamedEvents

    var end: String { source.end }

    var types: [String] {
        EventType.allCases.filter { $0 != .webhookTest }.map(\.rawValue)
    }

    func place(after event: String) -> String? { source.place(after: event) }

    func events(from place: String, eventsMax: Int) async throws -> ConsoleEventPage {
        let page = try await source.events(from: place, eventsMax: eventsMax)
        return ConsoleEventPage(
            events: page.events.map { event in
                ConsoleEvent(
                    place: event.place,
                    type: event.type,
                    budget: event.budget,
                    scope: event.scope,
                    principal: event.principal,
                    json: event.json
                )
            },
            next: page.next
        )
    }
}
