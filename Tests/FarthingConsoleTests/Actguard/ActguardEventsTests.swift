import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

/// What actguard's clients tell of their runs.
struct ActguardEventsTests {
    let rig: SpendRig
    let key: String

    init() async throws {
        rig = try await ActguardTests.rig()
        key = try await rig.key("daily", [.team: "daily"])
    }

    private func event(
        _ id: String,
        _ category: String = "tool",
        _ name: String = "failure",
        more: String = ""
    ) -> String {
        #"{"id":"\#(id)","run_id":"run-1","category":"\#(category)","name":"\#(name)","version":1,"#
            + #""outcome":"failed","tool_name":"send_mail","input_tokens":7,"#
            + #""payload":{"error_message":"could not send PLANTED words"},"evidence":["PLANTED"]"#
            + "\(more)}"
    }

    private func send(_ events: [String], on rig: SpendRig? = nil) async throws -> ControlRig.Answer
    {
        try await (rig ?? self.rig).send(
            "POST",
            "/api/v1/events",
            #"{"events":[\#(events.joined(separator: ","))]}"#,
            by: .key(key)
        )
    }

    /// The journal's text.
    private var journal: String {
        rig.index.rows.map { String(decoding: $0.line, as: UTF8.self) }.joined(separator: "\n")
    }

    @Test("they are kept in the journal, without what people wrote")
    func kept() async throws {
        let answer = try await send([event("e1"), event("e2", "guard", "blocked")])
        #expect(answer.status == 202, "\(answer.text)")
        #expect(answer.number("accepted") == 2)
        for word in ["run-1", "send_mail", "\"failure\"", "\"blocked\"", "\"input_tokens\":7"] {
            #expect(journal.contains(word), "\(word)")
        }
        #expect(!journal.contains("PLANTED") && !journal.contains("could not"))
        let entry = rig.index.rows.first {
            $0.kind == "registry" && String(decoding: $0.line, as: UTF8.self).contains("send_mail")
        }
        #expect(
            entry.map { String(decoding: $0.line, as: UTF8.self) }?.contains(
                "\"by\":\"key:key_daily\""
            ) == true
        )
    }

    @Test("those that come twice are kept once, after a restart too")
    func twice() async throws {
        let batch = (0..<30).map { event("e\($0)") }
        #expect(try await send(batch).number("accepted") == 30)
        let again = try await send(batch + [event("new")])
        #expect(again.number("accepted") == 1 && again.number("duplicates") == 30)
        #expect(try await send([event("x"), event("x")]).number("duplicates") == 1)
        let next = try await rig.restarted()
        let late = try await send([event("x"), event("y")], on: next)
        #expect(late.number("accepted") == 1 && late.number("duplicates") == 1)
    }

    @Test("the registry does not grow with them")
    func bounded() async throws {
        for number in 0..<20 { _ = try await send([event("e\(number)")]) }
        let items = try await rig.store.registry(ActguardEvents.collection, after: nil, limit: 100)
        #expect(items.map(\.id) == ["key_daily"] && items.first?.version == 20)
    }

    @Test("a full batch fits, in as many entries as it takes")
    func large() async throws {
        let tool = String(repeating: "t", count: 60)
        let batch = (0..<1_000).map {
            event("event-number-\($0)", more: #","outcome2":"\#(tool)""#)
        }
        let answer = try await send(batch)
        #expect(answer.number("accepted") == 1_000, "\(answer.text)")
    }

    @Test("what cannot be told of any run is dropped, and said to be")
    func dropped() async throws {
        let answer = try await send([
            event("ok"), #"{"id":"a","category":"x","name":"y"}"#, "{}",
            #"{"id":"b","run_id":"r","category":"free text here","name":"y"}"#,
        ])
        #expect(answer.number("accepted") == 1 && answer.number("dropped") == 3)
        let silent = try await rig.key("silent", [.team: "daily"], claims: [])
        let other = try await rig.send(
            "POST",
            "/api/v1/events",
            #"{"events":[\#(event("s1"))]}"#,
            by: .key(silent)
        )
        #expect(other.number("dropped") == 1)
    }

    @Test("batches have bounds")
    func bounds() async throws {
        let many = Array(repeating: "{}", count: 1_001)
        let long = #"{"id":"a","payload":"\#(String(repeating: "x", count: 70_000))"}"#
        for events in [many, ["5"], [long]] { #expect(try await send(events).status == 422) }
        let none = try await rig.send(
            "POST",
            "/api/v1/events",
            #"{"events":"none"}"#,
            by: .key(key)
        )
        #expect(none.status == 422)
    }

    @Test("they are counted by what they are")
    func counted() async throws {
        let events = ActguardEvents(rig.desk, rig.calls)
        var request = ConsoleRequest(
            method: "POST",
            path: "/",
            body: Array(
                #"{"events":[\#(event("1")),\#(event("2")),\#(event("3", "run", "end"))]}"#.utf8
            )
        )
        request.parameters = [:]
        let found = try #require(rig.store.keyRing.find(id: "key_daily", nowMs: 0))
        let taken = try await events.take(request, by: found)
        #expect(taken.accepted == 3)
        #expect(events.counts == ["tool.failure": 2, "run.end": 1])
    }
}
