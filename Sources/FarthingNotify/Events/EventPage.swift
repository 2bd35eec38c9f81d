/// Some events in the journal's order, and where to go on.
package struct EventPage: Hashable, Sendable {
    package var events: [Event]
    /// The first place that the page says nothing about; behind the place that was asked for unless
    /// nothing is there yet.
    package var next: EventPlace

    package init(events: [Event], next: EventPlace) {
        self.events = events
        self.next = next
    }
}

/// The journal as events: what it holds can be read again from any place.
package protocol EventJournal: Sendable {
    /// The first place that has not been looked at; quick.
    var end: EventPlace { get }

    /// The events from a place on, at most `eventsMax`, of all types.
    func page(from place: EventPlace, eventsMax: Int) async throws -> EventPage
}
