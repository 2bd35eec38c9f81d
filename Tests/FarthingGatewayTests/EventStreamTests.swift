import FarthingCore
import FarthingGateway
import FarthingTesting
import Synchronization
import Testing

@Suite("Events as a stream")
struct EventStreamTests {
    /// Events by their index, and keys that can be revoked.
    private final class Source: EventSource, KeyRing {
        private let kept = Mutex<[GatewayEvent]>([])
        private let isRevoked = Atomic(false)
        private let key = Setup.key("key_test")

        let types = ["budget.paused", "call.refused"]

        var end: String { kept.withLock { "\($0.count)" } }

        func place(after event: String) -> String? { Int(event).map { "\($0 + 1)" } }

        func events(from place: String, eventsMax: Int) async throws -> GatewayEventPage {
            let start = Int(place) ?? 0
            let events = kept.withLock { Array($0[start...].prefix(eventsMax)) }
            return GatewayEventPage(events: events, next: "\(start + events.count)")
        }

        func add(
            _ type: String = "budget.paused",
            budget: String? = "all",
            scope: String? = nil,
            principal: String? = nil,
            group: String? = nil,
            bytes: Int = 2
        ) {
            kept.withLock { kept in
                kept.append(
                    GatewayEvent(
                        place: "\(kept.count)",
                        type: type,
                        budget: budget,
                        scope: scope,
                        principal: principal,
                        group: group,
                        json: [UInt8](repeating: UInt8(ascii: "7"), count: bytes)
                    )
                )
            }
        }

        func revoke() { isRevoked.store(true, ordering: .relaxed) }

        func find(_ secret: Span<UInt8>, nowMs: Int64) -> AccessKey? { found }
        func find(id: String, nowMs: Int64) -> AccessKey? { found }

        private var found: AccessKey? { isRevoked.load(ordering: .relaxed) ? nil : key }
    }

    private static func with(
        _ source: Source,
        _ body: @Sendable (Rig, RawClient) async throws -> Void,
        path: String = "/v1/events",
        fields: String = "",
        reads: Bool = true
    ) async throws {
        var setup = Setup()
        setup.events = source
        setup.keyRing = source
        try await Rig.with(setup) { rig in
            let client = try await rig.client(reads: reads)
            client.send(Chat.get(path, fields: fields))
            if reads {
                try await client.wait("the head") { bytes, _ in
                    text(bytes).contains("retry: 1000")
                }
            }
            try await body(rig, client)
            await client.close()
        }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func count(_ part: String, in bytes: [UInt8]) -> Int {
        text(bytes).split(separator: part, omittingEmptySubsequences: false).count - 1
    }

    @Test("what happened before is not told, what happens from now on is, each once and in order")
    func order() async throws {
        let source = Source()
        source.add()
        try await Self.with(source) { _, client in
            for _ in 0..<250 { source.add() }
            try await client.wait("the last") { bytes, _ in Self.text(bytes).contains("id: 250\n") }
            #expect(!Self.text(client.received).contains("id: 0\n"))
            #expect(Self.count("event: budget.paused\ndata: ", in: client.received) == 250)
            #expect(Self.text(client.received).contains("content-type: text/event-stream"))
        }
    }

    @Test("a client goes on after the event that it names")
    func resume() async throws {
        let source = Source()
        for _ in 0..<5 { source.add() }
        try await Self.with(
            source,
            { _, client in
                try await client.wait("the last") { bytes, _ in
                    Self.text(bytes).contains("id: 4\n")
                }
                #expect(Self.count("\nevent: ", in: client.received) == 2)
            },
            fields: "last-event-id: 2\r\n"
        )
    }

    @Test("only what is the key's own is told")
    func visibility() async throws {
        let source = Source()
        try await Self.with(source) { _, client in
            source.add(budget: "unknown")
            source.add("policy.changed", budget: nil)
            source.add(scope: "agent=a1")
            source.add("call.refused", principal: "key_test")
            source.add(principal: "key_other")
            source.add("approval.granted", budget: nil, principal: "key_other", group: "finance")
            source.add("approval.granted", budget: nil, principal: "key_test", group: "finance")
            source.add()
            try await client.wait("the last") { bytes, _ in Self.text(bytes).contains("id: 7\n") }
            #expect(Self.count("\nevent: ", in: client.received) == 2)
            #expect(Self.text(client.received).contains("id: 6\n"))
        }
    }

    @Test("a comment comes after 15 s of silence, and no sooner")
    func heartbeat() async throws {
        try await Self.with(Source()) { rig, client in
            rig.clock.advance(byMs: 14_000)
            rig.clock.advance(byMs: 1_000)
            try await client.wait("a comment") { bytes, _ in Self.count(":\n\n", in: bytes) == 1 }
        }
    }

    @Test("the stream of a key that was revoked ends")
    func revoked() async throws {
        let source = Source()
        try await Self.with(source) { rig, client in
            source.revoke()
            rig.clock.advance(byMs: 15_000)
            try await client.wait("the end") { bytes, _ in Self.text(bytes).hasSuffix("0\r\n\r\n") }
        }
    }

    @Test("a client that does not read is cut after 30 s, and its place is free again")
    func slow() async throws {
        let source = Source()
        try await Self.with(
            source,
            { rig, client in
                try await rig.until("the stream counts") { rig.state.eventStreamCount == 1 }
                for _ in 0..<64 { source.add(bytes: 1 << 20) }
                // The clock runs as long as the client takes nothing, however much fits on the way.
                try await rig.until("the stream is cut") {
                    rig.clock.advance(byMs: 1_000)
                    return rig.state.eventStreamCount == 0
                }
                try await client.setReading(true)
                try await client.waitForClose()
                #expect(!Self.text(Array(client.received.suffix(5))).hasSuffix("0\r\n\r\n"))
            },
            reads: false
        )
    }

    @Test("a server without events says so")
    func none() async throws {
        try await Rig.with { rig in
            let answer = try await rig.ask(Chat.get("/v1/events"))
            #expect(answer.status == 404)
        }
    }

    @Test("types that no event has are refused and named, those that fit one are not")
    func types() async throws {
        var setup = Setup()
        setup.events = Source()
        try await Rig.with(setup) { rig in
            for query in ["foo.*", "budget.*,foo.*", "foo.*,*"] {
                let answer = try await rig.ask(Chat.get("/v1/events?types=\(query)"))
                #expect(answer.status == 400)
                #expect(answer.text.contains("'foo.*'") && answer.text.contains("call.refused"))
            }
        }
        try await Self.with(Source(), { _, _ in }, path: "/v1/events?types=budget.*,call.refused")
    }
}
