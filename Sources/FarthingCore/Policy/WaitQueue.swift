/// Who waits for room, for what, and who is next: fair among runs, so that one that asks a hundred
/// times does not keep out another that asks once.
///
/// Pure: whoever carries the calls says who comes, that room was made, and what became of the one
/// whose turn it was. One ticket a place has its turn at a time; those behind it do not overtake it.
public struct WaitQueue<Ticket: Hashable & Sendable>: Sendable {
    /// The most tickets in all: what waits costs memory, and an open connection each.
    public static var waitingMax: Int { 10_000 }

    private struct Line: Sendable {
        /// The runs that wait, the next first.
        var runs: [String] = []
        var tickets: [String: [Ticket]] = [:]
        /// Whose turn it is.
        var trying: Ticket?
        /// Whether room was made since that one was told.
        var hasChanged = false
    }

    private var lines: [String: Line] = [:]
    private var places: [Ticket: (place: String, run: String)] = [:]

    /// An empty queue.
    public init() {}

    /// How many wait.
    public var count: Int { places.count }

    /// The places that somebody waits for.
    public var waitedFor: [String] { Array(lines.keys) }

    /// Whether somebody waits for a place.
    public func isWaitedFor(_ place: String) -> Bool { lines[place] != nil }

    /// Puts a ticket at the end of its run's line; a ticket that waits elsewhere leaves there first.
    ///
    /// - Returns: false when there are ``waitingMax`` already.
    public mutating func join(_ ticket: Ticket, place: String, run: String) -> Bool {
        if let now = places[ticket] {
            if now.place == place { return true }
            _ = leave(ticket)
        }
        guard places.count < Self.waitingMax else { return false }
        places[ticket] = (place, run)
        var line = lines[place] ?? Line()
        if line.tickets[run] == nil { line.runs.append(run) }
        line.tickets[run, default: []].append(ticket)
        lines[place] = line
        return true
    }

    /// Says that room may have been made at a place.
    ///
    /// - Returns: the ticket whose turn it is now; nil where nobody waits, or one is trying already.
    public mutating func roomMade(at place: String) -> Ticket? {
        guard var line = lines[place] else { return nil }
        if line.trying != nil {
            line.hasChanged = true
            lines[place] = line
            return nil
        }
        guard let run = line.runs.first, let next = line.tickets[run]?.first else { return nil }
        line.trying = next
        line.hasChanged = false
        lines[place] = line
        return next
    }

    /// Says that the ticket whose turn it was found no room; it keeps its place.
    ///
    /// - Returns: the ticket to try at once, because room was made meanwhile; nil for none.
    public mutating func foundNone(_ ticket: Ticket) -> Ticket? {
        guard let place = places[ticket]?.place, lines[place]?.trying == ticket else { return nil }
        lines[place]?.trying = nil
        return lines[place]?.hasChanged ?? false ? roomMade(at: place) : nil
    }

    /// Takes a ticket out: it has what it waited for, or waits no more.
    ///
    /// - Returns: the ticket whose turn it is now, where it was this one's; nil for none.
    public mutating func leave(_ ticket: Ticket) -> Ticket? {
        guard let (place, run) = places.removeValue(forKey: ticket), var line = lines[place] else {
            return nil
        }
        let wasTrying = line.trying == ticket
        if wasTrying { line.trying = nil }
        line.tickets[run]?.removeAll { $0 == ticket }
        let isRunDone = line.tickets[run]?.isEmpty ?? true
        if isRunDone || wasTrying {
            line.runs.removeAll { $0 == run }
            // The run has had its turn: the others come before its next.
            if !isRunDone { line.runs.append(run) }
        }
        if isRunDone { line.tickets[run] = nil }
        lines[place] = line.runs.isEmpty ? nil : line
        return wasTrying ? roomMade(at: place) : nil
    }
}
