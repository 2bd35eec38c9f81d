import Farthing
import FarthingCore
import FarthingTesting
import Synchronization
import Testing

@testable import FarthingConsole

/// Events as they happen.
struct EventsAPITests {
    let rig: SpendRig
    let events = MemoryEvents()
    let api: EventsAPI

    init() async throws {
        let events = events
        let made = Mutex<EventsAPI?>(nil)
        rig = try await SpendRig { parts in
            let api = EventsAPI(desk: parts.desk, events: events)
            made.withLock { $0 = api }
            return api.routes
        }
        api = try #require(made.withLock { $0 })
    }

    /// The pieces of a stream, until `count` have come.
    private func pieces(
        _ answer: ConsoleAnswer,
        _ count: Int,
        then: () -> Void = {}
    ) async -> [String] {
        guard case .stream(let stream) = answer.body else { return [] }
        var texts: [String] = []
        var iterator = stream.makeAsyncIterator()
        while texts.count < count, let piece = await iterator.next() {
            texts.append(String(decoding: piece, as: UTF8.self))
            if texts.count == 1 { then() }
        }
        return texts
    }

    private func stream(
        _ query: String = "",
        by sender: SpendRig.Sender = .role(.viewer),
        _ fields: KeyValuePairs<String, String> = [:]
    ) async throws -> ConsoleAnswer {
        try await rig.answer("GET", "/v1/events" + query, by: sender, fields)
    }

    @Test("a stream begins now, and tells what happens from then on")
    func begins() async throws {
        events.add("budget.paused", budget: "old")
        let answer = try await stream()
        #expect(answer.contentType == "text/event-stream; charset=utf-8")
        let told = await pieces(answer, 2) { events.add("budget.reset", budget: "new") }
        #expect(told.first == ": events\nretry: 1000\n\n")
        #expect(told.last == "id: 1\nevent: budget.reset\ndata: {\"n\":1}\n\n")
    }

    @Test("it goes on behind the event that a client has seen last")
    func goesOn() async throws {
        for _ in 0..<3 { events.add("budget.paused", budget: "b") }
        let answer = try await stream("", by: .admin, ["last-event-id": "0"])
        let told = await pieces(answer, 2)
        #expect(told.last?.contains("id: 1\n") == true && told.last?.contains("id: 2\n") == true)
        #expect(try await pieces(stream("?after=1"), 2).last?.hasPrefix("id: 2\n") == true)
        let wrong = try await rig.send("GET", "/v1/events?after=x", by: .role(.viewer))
        #expect(wrong.status == 422)
    }

    @Test("types are patterns, each of which must fit one; refused calls come only to who asks")
    func types() async throws {
        for type in ["call.refused", "budget.paused", "alert.burn_rate"] {
            events.add(type, budget: "b")
        }
        let usual = try await pieces(stream("", by: .admin, ["last-event-id": "-1"]), 2).last ?? ""
        #expect(!usual.contains("call.refused") && usual.contains("alert.burn_rate"))
        let chosen = try await pieces(stream("?types=call.*&after=-1"), 2).last ?? ""
        #expect(chosen.contains("call.refused") && !chosen.contains("budget"))
        for types in ["nope.*", "budget.*,", "B", "%20"] {
            let answer = try await rig.send("GET", "/v1/events?types=\(types)", by: .admin)
            #expect(answer.status == 422, "\(types)")
        }
    }

    @Test("who has one workspace hears of it alone")
    func borders() async throws {
        try await rig.key("agent", [.project: "ws-1"])
        for id in ["ws-1", "ws-2"] {
            let workspace = Workspace(id: id, name: id, createdAtMs: 0)
            let edit = RegistryEdit(
                collection: Workspace.collection,
                id: id,
                document: workspace.document
            )
            try await rig.desk.change([edit], by: .admin)
        }
        events.add("budget.paused", budget: "agents.ws-2")
        events.add("budget.paused", budget: "plenty")
        events.add("policy.changed", budget: nil)
        events.add("budget.paused", budget: "agents.ws-1")
        events.add("approval.requested", budget: nil, principal: "key_agent")
        events.add("budget.warning", budget: "plenty", scope: "project=ws-1")
        let sender = SpendRig.Sender.role(.viewer, workspace: "ws-1")
        let told = try await pieces(stream("?after=-1", by: sender), 2).last ?? ""
        #expect(
            told.split(separator: "\n").filter { $0.hasPrefix("id:") } == [
                "id: 3", "id: 4", "id: 5",
            ]
        )
        let other = try await rig.send("GET", "/v1/events?workspace=ws-2", by: sender)
        #expect(other.status == 404)
    }

    @Test("streams are bounded, and free again when their clients go")
    func bounded() async throws {
        var open: [ConsoleAnswer] = []
        for _ in 0..<EventsAPI.streamsMax { open.append(try await stream()) }
        let refused = try await rig.send("GET", "/v1/events", by: .role(.viewer))
        #expect(refused.status == 429 && refused.code == "too_many_streams")
        #expect(refused.field("retry-after") != nil)
        open.removeAll()
        #expect(api.streamCount == 0)
        #expect(try await stream().status == 200)
    }

    @Test("they end when the server does, and after a while, so that who listens shows who it is")
    func ends() async throws {
        guard case .stream(let pieces) = try await stream().body else { return }
        var iterator = pieces.makeAsyncIterator()
        _ = await iterator.next()
        rig.clock.advance(byMs: EventsAPI.lifeMs + 1)
        #expect(await iterator.next() == nil)
        guard case .stream(let more) = try await stream().body else { return }
        var other = more.makeAsyncIterator()
        _ = await other.next()
        api.close()
        #expect(await other.next() == nil)
    }
}

/// Events of the test's own.
final class MemoryEvents: EventsDesk {
    private let all = Mutex<[ConsoleEvent]>([])

    let types = [
        "budget.paused", "budget.reset", "budget.warning", "call.refused", "alert.burn_rate",
    ]

    func add(_ type: String, budget: String?, scope: String? = nil, principal: String? = nil) {
        all.withLock { all in
            all.append(
                ConsoleEvent(
                    place: "\(all.count)",
                    type: type,
                    budget: budget,
                    scope: scope,
                    principal: principal,
                    json: Array("{\"n\":\(all.count)}".utf8)
                )
            )
        }
    }

    var end: String { all.withLock { "\($0.count)" } }

    func place(after event: String) -> String? { Int(event).map { "\($0 + 1)" } }

    func events(from place: String, eventsMax: Int) async throws -> ConsoleEventPage {
        all.withLock { all in
            let start = min(Int(place) ?? 0, all.count)
            let some = Array(all[start...].prefix(eventsMax))
            return ConsoleEventPage(events: some, next: "\(start + some.count)")
        }
    }
}
