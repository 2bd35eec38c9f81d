import FarthingCore
import Synchronization

/// `/v1/events`: what happens, as it happens, as server-sent events.
///
/// Nothing is queued for a client: each goes on from its own place in the journal as fast as it reads.
package final class EventsAPI: Sendable {
    /// Streams at a time: each asks for new events four times a second.
    static let streamsMax = 64
    /// How long a stream lasts: its client comes back, shows once more who it is, and misses nothing.
    static let lifeMs: Int64 = 900_000
    /// How often new events are asked for.
    private static let pollMs: Int64 = 250
    /// A comment is sent when nothing else was for this long, so that no proxy takes the stream for
    /// dead.
    private static let heartbeatMs: Int64 = 15_000
    /// Events that are asked for at a time.
    private static let eventsMax = 100
    /// The most patterns of types.
    private static let typesMax = 32

    private let desk: ConsoleDesk
    private let events: any EventsDesk
    private let streams = Atomic(0)
    private let isClosed = Atomic(false)

    package init(desk: ConsoleDesk, events: any EventsDesk) {
        self.desk = desk
        self.events = events
    }

    package var routes: [Route] { [Route("GET", "/v1/events", .principal(.read), stream)] }

    /// How many clients events are streamed to.
    package var streamCount: Int { streams.load(ordering: .relaxed) }

    /// Ends every stream, within a quarter of a second; to be called when the server stops.
    package func close() { isClosed.store(true, ordering: .relaxed) }

    private func stream(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let types = try types(&query)
        let asked = query.name("workspace", lengthMax: 50)
        let after = query.text("after", 1...32)
        try query.check()
        let workspace = try desk.workspaceFilter(asked, for: request.principal)
        let place = try place(after: request.field("last-event-id") ?? after)
        let count = streams.add(1, ordering: .relaxed).newValue
        let seat = Seat { self.streams.subtract(1, ordering: .relaxed) }
        guard count <= Self.streamsMax else {
            var error = ConsoleError(
                429,
                "too_many_streams",
                "Events are streamed to \(Self.streamsMax) clients already; try again later."
            )
            error.fields = [("retry-after", "5")]
            throw error
        }
        let stream = Stream(
            place: place,
            types: types,
            workspace: workspace,
            endsMs: desk.clockMs() + Self.lifeMs,
            seat: seat
        )
        let pieces = AsyncStream<[UInt8]> { await self.next(stream) }
        return ConsoleAnswer(200, contentType: "text/event-stream; charset=utf-8", .stream(pieces))
            // A proxy that gathers an answer would keep events back.
            .with("x-accel-buffering", "no")
    }

    // MARK: The request

    /// Patterns of types, each of which fits one; nil for all that come without being asked for.
    private func types(_ query: inout QueryMembers) throws -> [Glob]? {
        guard let text = query.text("types", 1...512) else { return nil }
        var globs: [Glob] = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false) {
            let isName = name.utf8.allSatisfy {
                0x61...0x7A ~= $0 || [0x2E, 0x5F, 0x2A].contains($0)
            }
            // Else the stream would be silent for ever.
            guard isName, globs.count < Self.typesMax, let glob = Glob(String(name)),
                events.types.contains(where: { glob.matches($0) })
            else {
                query.fault(
                    "types",
                    "must be patterns with commas between, each of which fits one of: "
                        + events.types.joined(separator: ", ")
                )
                return nil
            }
            globs.append(glob)
        }
        return globs
    }

    private func place(after event: String?) throws -> String {
        guard let event else { return events.end }
        guard let place = events.place(after: event) else {
            var error = ConsoleError(422, "invalid", "There is no event of this id.")
            error.faults = [ConsoleError.Fault("Last-Event-ID", "must be the id of an event")]
            throw error
        }
        return place
    }

    // MARK: The stream

    /// A client's place among those that events are streamed to; free again when it is gone.
    private final class Seat: Sendable {
        private let leave: @Sendable () -> Void

        init(_ leave: @escaping @Sendable () -> Void) { self.leave = leave }

        deinit { leave() }
    }

    /// One client's stream.
    private final class Stream: Sendable {
        struct State: Sendable {
            var place: String
            var hasBegun = false
            var isBehind = true
            var sentMs: Int64 = 0
        }

        let state: Mutex<State>
        let types: [Glob]?
        let workspace: String?
        let endsMs: Int64
        private let seat: Seat

        init(place: String, types: [Glob]?, workspace: String?, endsMs: Int64, seat: Seat) {
            state = Mutex(State(place: place))
            self.types = types
            self.workspace = workspace
            self.endsMs = endsMs
            self.seat = seat
        }
    }

    /// The next piece of a stream, as soon as there is one; nil at its end.
    private func next(_ stream: Stream) async -> [UInt8]? {
        let isFirst = stream.state.withLock { state in
            defer { state.hasBegun = true }
            if !state.hasBegun { state.sentMs = desk.clockMs() }
            return !state.hasBegun
        }
        if isFirst { return Array(": events\nretry: 1000\n\n".utf8) }
        while !Task.isCancelled, !isClosed.load(ordering: .relaxed) {
            let nowMs = desk.clockMs()
            guard nowMs < stream.endsMs else { return nil }
            let state = stream.state.withLock { $0 }
            if state.place != events.end,
                let page = try? await events.events(from: state.place, eventsMax: Self.eventsMax)
            {
                var piece: [UInt8] = []
                for event in page.events where isVisible(event, stream) {
                    piece += "id: \(event.place)\nevent: \(event.type)\ndata: ".utf8
                    piece += event.json
                    piece += "\n\n".utf8
                }
                let hasMoved = page.next != state.place
                stream.state.withLock { state in
                    state.place = page.next
                    if !piece.isEmpty { state.sentMs = nowMs }
                }
                if !piece.isEmpty { return piece }
                // What is there already need not wait for the next look.
                if hasMoved { continue }
            }
            if nowMs - state.sentMs >= Self.heartbeatMs {
                stream.state.withLock { $0.sentMs = nowMs }
                return Array(":\n\n".utf8)
            }
            try? await Task.sleep(for: .milliseconds(Self.pollMs))
        }
        return nil
    }

    private func isVisible(_ event: ConsoleEvent, _ stream: Stream) -> Bool {
        if let types = stream.types {
            guard types.contains(where: { $0.matches(event.type) }) else { return false }
        } else if event.type == "call.refused" {
            return false
        }
        guard let workspace = stream.workspace else { return true }
        return self.workspace(of: event) == workspace
    }

    /// The workspace that an event is about; nil for none, or where that is not known.
    private func workspace(of event: ConsoleEvent) -> String? {
        let prefix = Workspace.agentsBudget("")
        if let budget = event.budget, budget.hasPrefix(prefix) {
            return String(budget.dropFirst(prefix.count))
        }
        if let principal = event.principal,
            let key = desk.store.keyRing.find(id: principal, nowMs: desk.clockMs()),
            let workspace = key.scope[.project]
        {
            return workspace
        }
        for part in (event.scope ?? "").split(separator: ",") where part.hasPrefix("project=") {
            return String(part.dropFirst("project=".count))
        }
        return nil
    }
}
