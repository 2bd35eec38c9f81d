import FarthingCore
import FarthingNotify

/// The journal's events in the language of whoever is told.
struct ToldJournal: EventJournal {
    let base: EventFeed
    let language: Language

    var end: EventPlace { base.end }

    func page(from place: EventPlace, eventsMax: Int) async throws -> EventPage {
        var page = try await base.page(from: place, eventsMax: eventsMax)
        for index in page.events.indices { page.events[index].language = language }
        return page
    }
}
