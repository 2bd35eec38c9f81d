import FarthingCore
import Synchronization

/// `/events`: tells the pages that are open that something has happened.
package final class SiteEvents: Sendable {
    /// Streams at a time: a page that nobody looks at has none.
    static let streamsMax = 256
    /// How long a stream lasts: the browser comes back, and shows once more who it is.
    static let lifeMs: Int64 = 900_000
    /// How often the journal's length is looked at, however many streams there are; and so how often a
    /// page is told of changes.
    private static let pollMs: Int64 = 1_000
    /// How long the journal's length counts for other streams.
    private static let freshFor = Duration.milliseconds(500)
    /// How soon a stream ends when the server stops.
    private static let stepMs: Int64 = 200
    /// A comment is sent when nothing else was for this long, so that no proxy takes the stream for
    /// dead.
    private static let heartbeatMs: Int64 = 15_000

    private let desk: ConsoleDesk
    private let sessions: Sessions
    private let hasChanged: @Sendable () -> Void
    private let streams = Atomic(0)
    private let isClosed = Atomic(false)
    private let gate = LoadGate<Bool>()
    private let seen = Mutex(Seen())

    /// What was found out for all streams.
    private struct Seen: Sendable {
        var entries: Int64 = -1
        var at: ContinuousClock.Instant?
    }

    /// - Parameters:
    ///   - sessions: a stream ends with the session that asked for it.
    ///   - hasChanged: called before pages are told.
    init(
        desk: ConsoleDesk,
        sessions: Sessions,
        hasChanged: @escaping @Sendable () -> Void
    ) {
        self.desk = desk
        self.sessions = sessions
        self.hasChanged = hasChanged
    }

    /// How many pages listen.
    package var streamCount: Int { streams.load(ordering: .relaxed) }

    /// Ends every stream within a moment; to be called when the server stops.
    package func close() { isClosed.store(true, ordering: .relaxed) }

    func stream(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let count = streams.add(1, ordering: .relaxed).newValue
        let seat = Seat { self.streams.subtract(1, ordering: .relaxed) }
        guard count <= Self.streamsMax else {
            var error = ConsoleError(
                429,
                "too_many_streams",
                "\(Self.streamsMax) pages are open already; this one shows how it stood."
            )
            error.fields = [("retry-after", "15")]
            throw error
        }
        let nowMs = desk.clockMs()
        let isOfSession = sessions.endsAtMs(of: request) != nil
        let stream = Stream(
            entries: try await entries(),
            endsMs: min(sessions.endsAtMs(of: request) ?? Int64.max, nowMs + Self.lifeMs),
            sentMs: nowMs,
            isOver: { [sessions] in isOfSession && sessions.endsAtMs(of: request) == nil },
            seat: seat
        )
        let pieces = AsyncStream<[UInt8]> { await self.next(stream) }
        return ConsoleAnswer(200, contentType: "text/event-stream; charset=utf-8", .stream(pieces))
            // A proxy that gathers an answer would keep events back.
            .with("x-accel-buffering", "no")
    }

    // MARK: One stream

    /// A page's place among those that listen; free again when it is gone.
    private final class Seat: Sendable {
        private let leave: @Sendable () -> Void

        init(_ leave: @escaping @Sendable () -> Void) { self.leave = leave }

        deinit { leave() }
    }

    private final class Stream: Sendable {
        struct State: Sendable {
            var entries: Int64
            var sentMs: Int64
            var hasBegun = false
        }

        let state: Mutex<State>
        let endsMs: Int64
        let isOver: @Sendable () -> Bool
        private let seat: Seat

        init(
            entries: Int64,
            endsMs: Int64,
            sentMs: Int64,
            isOver: @escaping @Sendable () -> Bool,
            seat: Seat
        ) {
            state = Mutex(State(entries: entries, sentMs: sentMs))
            self.endsMs = endsMs
            self.isOver = isOver
            self.seat = seat
        }
    }

    /// The next piece of a stream, as soon as there is one; nil at its end.
    private func next(_ stream: Stream) async -> [UInt8]? {
        let isFirst = stream.state.withLock { state in
            defer { state.hasBegun = true }
            return !state.hasBegun
        }
        if isFirst { return Array(": pages\nretry: 2000\n\n".utf8) }
        while true {
            for _ in 0..<(Self.pollMs / Self.stepMs) {
                try? await Task.sleep(for: .milliseconds(Self.stepMs))
                if Task.isCancelled || isClosed.load(ordering: .relaxed) { return nil }
            }
            let nowMs = desk.clockMs()
            guard nowMs < stream.endsMs, !stream.isOver() else { return nil }
            // What cannot be read now is told of when it can.
            let entries = try? await entries()
            let piece = stream.state.withLock { state -> String? in
                if let entries, entries != state.entries {
                    state.entries = entries
                    state.sentMs = nowMs
                    return "event: changed\ndata: *\n\n"
                }
                guard nowMs - state.sentMs >= Self.heartbeatMs else { return nil }
                state.sentMs = nowMs
                return ":\n\n"
            }
            if let piece { return Array(piece.utf8) }
        }
    }

    /// How long the journal is, looked at once a second for all streams.
    private func entries() async throws -> Int64 {
        let failure = Mutex<(any Error)?>(nil)
        await gate.pass(true) {
            let now = ContinuousClock.now
            if let at = seen.withLock(\.at), now - at < Self.freshFor { return }
            do {
                let entries = try await desk.statistics.countedUntil()
                let isNew = seen.withLock { seen in
                    defer { seen = Seen(entries: entries, at: now) }
                    return seen.entries != entries
                }
                // Before anybody is told, so that nobody is shown what was before.
                if isNew { hasChanged() }
            } catch {
                failure.withLock { $0 = error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        return seen.withLock(\.entries)
    }
}
