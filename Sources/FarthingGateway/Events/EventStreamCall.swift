import FarthingCore
import NIOCore
import NIOHTTP1
import Synchronization

/// Streams events to a client as server-sent events, until one of the two ends it.
///
/// Nothing is queued for a client: it goes on from its own place in the journal as fast as it reads,
/// and one that does not read is cut.
final class EventStreamCall: ClientWork, RunningCall {
    /// Streams at a time, of all event loops: each asks for new events four times a second.
    static let streamsMax = 64
    /// How often new events are asked for.
    private static let pollMs: Int64 = 250
    /// A comment is sent when nothing else was for this long, so that no proxy takes the stream for
    /// dead; the key is looked up again then.
    private static let heartbeatMs: Int64 = 15_000
    /// How long a client may leave what was sent to it unread.
    private static let unreadMs: Int64 = 30_000
    /// Events that are asked for at a time.
    private static let eventsMax = 100

    private let client: ClientConnection
    private let source: any EventSource
    private let key: AccessKey
    private let view: AccountView
    private let types: [Glob]
    private var place: String
    private var task: RepeatedTask?
    private var isReading = false
    private var isOver = false
    private var sentMs: Int64
    /// Since when the client has not read; nil while it does.
    private var unreadSinceMs: Int64?
    /// A server that ends waits for streams to end too, as it does for calls.
    var slot: Int?

    static func answer(_ request: ClientRequest, _ client: ClientConnection) {
        do throws(RequestRefusal) {
            try start(request, client)
        } catch {
            client.refuse(error)
        }
    }

    private static func start(
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        let gateway = client.loop.gateway
        guard let key = request.key else { throw .missingKey }
        guard let source = gateway.events else { throw .noEvents }
        guard request.method == .GET else { throw .eventsMethod }
        let policy = gateway.policy.policy.policy
        var scope = try RequestCheck.scope(of: key, request.fields, gateway)
        scope[.tenant] = policy.tenant
        let call = EventStreamCall(
            client,
            source,
            key: key,
            view: AccountView(key: key, scope: scope, policy: policy),
            types: try types(of: request.uri, among: source.types),
            place: try place(of: request, source)
        )
        let count = gateway.eventStreams.wrappingAdd(1, ordering: .relaxed).newValue
        guard count <= streamsMax else {
            gateway.eventStreams.wrappingSubtract(1, ordering: .relaxed)
            throw .tooManyEventStreams
        }
        client.setWork(call)
        call.begin()
    }

    private init(
        _ client: ClientConnection,
        _ source: any EventSource,
        key: AccessKey,
        view: AccountView,
        types: [Glob],
        place: String
    ) {
        self.client = client
        self.source = source
        self.key = key
        self.view = view
        self.types = types
        self.place = place
        sentMs = client.loop.nowMs
    }

    // MARK: The request

    private static func place(
        of request: ClientRequest,
        _ source: any EventSource
    ) throws(RequestRefusal) -> String {
        guard let last = request.fields.first(name: "last-event-id"), !last.isEmpty else {
            return source.end
        }
        guard let place = source.place(after: last) else { throw .lastEventID }
        return place
    }

    /// The globs of `?types=a,b`, each of which fits a type; all usual types without it.
    private static func types(
        of uri: String,
        among known: [String]
    ) throws(RequestRefusal) -> [Glob] {
        guard let question = uri.firstIndex(of: "?") else { return [] }
        var globs: [Glob] = []
        for pair in uri[uri.index(after: question)...].split(separator: "&") {
            guard pair.hasPrefix("types=") else { throw .eventTypes }
            for name in pair.dropFirst(6).split(separator: ",") {
                let isName = name.utf8.allSatisfy {
                    0x61...0x7A ~= $0 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
                        || $0 == UInt8(ascii: "*")
                }
                guard isName, globs.count < 32, let glob = Glob(String(name)) else {
                    throw .eventTypes
                }
                // Else the stream would be silent for ever.
                guard known.contains(where: { glob.matches($0) }) else {
                    throw .unknownEventType(String(name), known)
                }
                globs.append(glob)
            }
        }
        return globs
    }

    // MARK: The stream

    private func begin() {
        client.beginStream(status: 200) { buffer in
            buffer.writeField("content-type", "text/event-stream; charset=utf-8")
            buffer.writeField("cache-control", "no-store")
            // A proxy that gathers an answer would keep events back.
            buffer.writeField("x-accel-buffering", "no")
        }
        write(": events\nretry: 1000\n\n")
        client.flush()
        client.loop.add(self)
        let bound = NIOLoopBound(self, eventLoop: client.loop.loop)
        let every = TimeAmount.milliseconds(Self.pollMs)
        task = client.loop.loop.scheduleRepeatedTask(initialDelay: .zero, delay: every) { _ in
            bound.value.tick()
        }
    }

    private func tick() {
        let now = client.loop.nowMs
        if client.loop.gateway.isDraining.load(ordering: .relaxed) {
            end()
            return
        }
        guard client.isWritable else {
            let since = unreadSinceMs ?? now
            unreadSinceMs = since
            if now - since > Self.unreadMs { cut() }
            return
        }
        unreadSinceMs = nil
        if now - sentMs >= Self.heartbeatMs {
            guard client.loop.gateway.keys.find(id: key.id, nowMs: now) != nil else {
                end()
                return
            }
            write(":\n\n")
            client.flush()
        }
        if !isReading, place != source.end { read() }
    }

    private func read() {
        isReading = true
        let source = source
        let place = place
        let promise = client.loop.loop.makePromise(of: GatewayEventPage?.self)
        promise.completeWithTask {
            try? await source.events(from: place, eventsMax: Self.eventsMax)
        }
        promise.futureResult.assumeIsolated().whenSuccess { self.take($0) }
    }

    private func take(_ page: GatewayEventPage?) {
        isReading = false
        guard let page, !isOver else { return }
        place = page.next
        let shown = page.events.filter(isVisible)
        for event in shown {
            write("id: \(event.place)\nevent: \(event.type)\ndata: ")
            write(String(decoding: event.json, as: UTF8.self))
            write("\n\n")
        }
        if !shown.isEmpty { client.flush() }
        // What is there already need not wait for the next look.
        if !page.events.isEmpty, place != source.end, client.isWritable { read() }
    }

    private func isVisible(_ event: GatewayEvent) -> Bool {
        if types.isEmpty ? event.type == "call.refused" : !types.contains(event.type) {
            return false
        }
        if let group = event.group, key.approves.contains(group) { return true }
        if let principal = event.principal, principal != key.id { return false }
        guard let budget = event.budget else { return event.principal == key.id }
        return view.shows(budget: budget, scope: event.scope)
    }

    private func write(_ text: String) {
        sentMs = client.loop.nowMs
        client.writeStream(ByteBuffer(string: text))
    }

    // MARK: The end

    func clientGone() { close() }

    func clientWritable(_ isWritable: Bool) { if isWritable { unreadSinceMs = nil } }

    private func end() {
        guard close() else { return }
        client.endStream()
    }

    /// Nothing is renewed: the stream's own clock is quicker.
    func sweep(_ nowMs: Int64) {}

    func cut() {
        guard close() else { return }
        client.breakOff()
    }

    @discardableResult
    private func close() -> Bool {
        guard !isOver else { return false }
        isOver = true
        task?.cancel()
        client.loop.remove(self)
        client.loop.gateway.eventStreams.wrappingSubtract(1, ordering: .relaxed)
        return true
    }
}

extension GatewayState {
    /// How many clients events are streamed to.
    package var eventStreamCount: Int { eventStreams.load(ordering: .relaxed) }
}

extension [Glob] {
    fileprivate func contains(_ type: String) -> Bool { contains { $0.matches(type) } }
}

extension RequestRefusal {
    fileprivate static let noEvents = RequestRefusal(
        404,
        "no_events",
        type: invalid,
        "This server streams no events."
    )
    fileprivate static let eventsMethod = {
        let why = "Events are read with GET."
        var refusal = RequestRefusal(405, "method_not_allowed", type: invalid, why)
        refusal.fields = [Answer.Field("allow", "GET")]
        return refusal
    }()
    fileprivate static let lastEventID = RequestRefusal(
        400,
        "invalid_value",
        type: invalid,
        "The header 'last-event-id' must be the id of an event of this stream.",
        param: "last-event-id"
    )
    fileprivate static let eventTypes = RequestRefusal(
        400,
        "invalid_value",
        type: invalid,
        "The query is not understood. Write ?types=budget.*,approval.* or nothing.",
        param: "types"
    )
    /// - Parameter name: of letters, dots, underscores and asterisks.
    fileprivate static func unknownEventType(_ name: String, _ known: [String]) -> RequestRefusal {
        RequestRefusal(
            400,
            "invalid_value",
            type: invalid,
            "No event of this stream has the type '\(name.prefix(64))'. There are: "
                + known.joined(separator: ", ") + ".",
            param: "types"
        )
    }
    fileprivate static let tooManyEventStreams = RequestRefusal(
        503,
        "too_many_event_streams",
        type: "server_error",
        "This server streams events to \(EventStreamCall.streamsMax) clients already. Try later."
    )
}
