/// What happens, as a stream tells it; implemented by whoever reads the journal for events.
package protocol EventsDesk: Sendable {
    /// The place behind the newest event; quick.
    var end: String { get }

    /// The names of all types of events.
    var types: [String] { get }

    /// The place right behind an event that a client names as the last one that it has seen; nil where
    /// the text is no event's.
    func place(after event: String) -> String?

    /// The events from a place on, at most `eventsMax` of them.
    ///
    /// - Throws: when the journal cannot be read; the caller may try again.
    func events(from place: String, eventsMax: Int) async throws -> ConsoleEventPage
}

/// Some events in the journal's order, and where to go on.
package struct ConsoleEventPage: Sendable {
    package var events: [ConsoleEvent]
    /// Where the next page begins.
    package var next: String

    package init(events: [ConsoleEvent], next: String) {
        self.events = events
        self.next = next
    }
}

/// An event as it is streamed, and what decides who may see it.
package struct ConsoleEvent: Sendable {
    /// Its place, by which a client goes on after it.
    package var place: String
    /// Its type's name.
    package var type: String
    /// The budget; nil for an event of none.
    package var budget: String?
    /// The account's scope; nil for all accounts of the budget.
    package var scope: String?
    /// The id of the key whose call it is about; nil for none.
    package var principal: String?
    /// The event as one line of JSON.
    package var json: [UInt8]

    package init(
        place: String,
        type: String,
        budget: String?,
        scope: String?,
        principal: String?,
        json: [UInt8]
    ) {
        self.place = place
        self.type = type
        self.budget = budget
        self.scope = scope
        self.principal = principal
        self.json = json
    }
}
