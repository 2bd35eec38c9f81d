/// What a gateway streams events from; implemented by whoever reads the journal.
package protocol EventSource: Sendable {
    /// The place behind the newest event, as ``GatewayEventPage/next``; quick.
    var end: String { get }

    /// The names of all types of events that are streamed.
    var types: [String] { get }

    /// The place right behind an event that a client names as the last one that it has seen; nil
    /// where the text is no event's.
    func place(after event: String) -> String?

    /// The events from a place on, at most `eventsMax` of them.
    ///
    /// - Throws: when the journal cannot be read; the caller may try again.
    func events(from place: String, eventsMax: Int) async throws -> GatewayEventPage
}

/// Some events in the journal's order, and where to go on.
package struct GatewayEventPage: Sendable {
    package var events: [GatewayEvent]
    /// Where the next page begins.
    package var next: String

    package init(events: [GatewayEvent], next: String) {
        self.events = events
        self.next = next
    }
}

/// An event as a stream tells it, and what decides who may see it.
package struct GatewayEvent: Sendable {
    /// Its place, by which a client goes on after it.
    package var place: String
    /// Its type's name.
    package var type: String
    /// The budget; nil for an event of none.
    package var budget: String?
    /// The account's scope; nil for all accounts of the budget.
    package var scope: String?
    /// The id of the key whose call it is about; nil for none. Only that key sees the event, and
    /// who may approve.
    package var principal: String?
    /// The group of approvers that is asked; nil for none.
    package var group: String?
    /// The event as one line of JSON.
    package var json: [UInt8]

    package init(
        place: String,
        type: String,
        budget: String?,
        scope: String?,
        principal: String?,
        group: String?,
        json: [UInt8]
    ) {
        self.place = place
        self.type = type
        self.budget = budget
        self.scope = scope
        self.principal = principal
        self.group = group
        self.json = json
    }
}
