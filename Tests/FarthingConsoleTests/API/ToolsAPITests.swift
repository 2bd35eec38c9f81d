import FarthingCore
import Testing

@testable import FarthingConsole

@Suite("API: tools")
struct ToolsAPITests {
    private static let path = "/v1/tools/default/search"

    @Test("a tool costs what it is registered with, from the next call on")
    func prices() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        let body = """
            {"cost_nanos":2000000000,"description":"d","category":"web","note":"n","guards":
            {"rate_limit":{"calls_max":10,"period_ms":60000},"attempts_max":3,
            "circuit_breaker":{"failures_max":5,"reset_ms":1000},"idempotency":{"ttl_ms":9000}}}
            """
        let made = try await rig.send("PUT", Self.path, body, by: .operator)
        #expect(made.status == 201, "\(made.text)")
        #expect(made.field("location") == Self.path && made.field("etag") == "\"1\"")
        #expect(made["category"] == "web" && made["currency"] == "USD")
        let guards = made.part("guards")
        #expect(guards["rate_limit"] as? [String: Int] == ["calls_max": 10, "period_ms": 60_000])
        #expect(
            guards["circuit_breaker"] as? [String: Int] == ["failures_max": 5, "reset_ms": 1_000]
        )
        #expect(guards["attempts_max"] as? Int == 3)
        #expect(guards["idempotency"] as? [String: Int] == ["ttl_ms": 9_000])
        // Guards are read again as they were written.
        let stored = try await Registry(rig.store).tool("default", "search")
        #expect(stored == rig.desk.registry.tool("default", "search"))
        #expect(stored?.guards.attemptsMax == 3)

        #expect(try await rig.call(agent.secret, cost: "0.1") == 200)
        let shown = try await rig.send("GET", "/v1/agents/" + agent.id)
        #expect(shown.number("spent_today_nanos") == 2_000_000_000)
        let changed = try await rig.send(
            "PUT",
            Self.path,
            #"{"cost_nanos":1}"#,
            ["if-match": "\"1\""]
        )
        #expect(changed.status == 200 && changed.number("version") == 2)
        #expect(changed["category"].isEmpty && changed.part("guards").isEmpty)
        #expect(changed.number("registered_at_ms") == made.number("registered_at_ms"))
        #expect(try await rig.call(agent.secret, cost: "5") == 200)
        let after = try await rig.send("GET", "/v1/agents/" + agent.id)
        #expect(after.number("spent_today_nanos") == 2_000_000_001)
    }

    @Test("names that look alike are one tool, and a name may have a slash")
    func names() async throws {
        let rig = try await ControlRig()
        let body = #"{"cost_nanos":1}"#
        #expect(try await rig.send("PUT", "/v1/tools/default/a%2Fb%20c", body).status == 201)
        let shown = try await rig.send("GET", "/v1/tools/default/A%2FB%20C")
        #expect(shown.status == 200 && shown["name"] == "a/b c")
        #expect(try await rig.send("PUT", "/v1/tools/default/A%2Fb%20c", body).status == 428)
        for name in ["%20", "%00", "%E2%80%8B", String(repeating: "x", count: 101)] {
            let answer = try await rig.send("PUT", "/v1/tools/default/" + name, body)
            #expect(answer.status == 422, "\(name)")
        }
    }

    @Test("a change needs the version that it was made of, a new one none")
    func versions() async throws {
        let rig = try await ControlRig()
        let body = #"{"cost_nanos":1}"#
        let early = try await rig.send("PUT", Self.path, body, ["if-match": "\"1\""])
        #expect(early.status == 412)
        let made = try await rig.send("PUT", Self.path, body, ["if-none-match": "*"])
        #expect(made.status == 201)
        let again = try await rig.send("PUT", Self.path, body, ["if-none-match": "*"])
        #expect(again.status == 412 && again.field("etag") == "\"1\"")
        let odd = try await rig.send("PUT", Self.path, body, ["if-none-match": "\"1\""])
        #expect(odd.status == 422)
        #expect(try await rig.send("PUT", Self.path, body).status == 428)
        #expect(try await rig.send("PUT", Self.path, body, ["if-match": "\"2\""]).status == 412)
        #expect(try await rig.send("PUT", Self.path, body, ["if-match": "*"]).status == 200)
        #expect(try await rig.send("DELETE", Self.path, ["if-match": "\"1\""]).status == 412)
        #expect(try await rig.send("DELETE", Self.path + "?note=n").status == 204)
        #expect(try await rig.send("DELETE", Self.path).status == 404)
        #expect(try await rig.send("GET", Self.path).status == 404)
        // One that comes back goes on counting.
        let back = try await rig.send("PUT", Self.path, body)
        #expect(back.status == 201 && back.number("version") == 4)
    }

    @Test(
        "a tool that cannot be is refused for its reason",
        arguments: [
            (#"{}"#, "/cost_nanos"), (#"{"cost_nanos":-1}"#, "/cost_nanos"),
            (#"{"cost_nanos":900000000000000001}"#, "/cost_nanos"),
            (#"{"cost_nanos":1,"category":""}"#, "/category"),
            (#"{"cost_nanos":1,"category":null}"#, "/category"),
            (#"{"cost_nanos":1,"price":1}"#, "/price"),
            (#"{"cost_nanos":1,"guards":[]}"#, "/guards"),
            (#"{"cost_nanos":1,"guards":{"speed":1}}"#, "/guards"),
            (#"{"cost_nanos":1,"guards":{"attempts_max":0}}"#, "/guards/attempts_max"),
            (#"{"cost_nanos":1,"guards":{"idempotency":{}}}"#, "/guards/idempotency/ttl_ms"),
            (
                #"{"cost_nanos":1,"guards":{"rate_limit":{"calls_max":1}}}"#,
                "/guards/rate_limit/period_ms"
            ),
            (
                #"{"cost_nanos":1,"guards":{"rate_limit":{"calls_max":1,"period_ms":1,"x":1}}}"#,
                "/guards/rate_limit"
            ),
        ]
    )
    func refuses(_ body: String, _ place: String) async throws {
        let rig = try await ControlRig()
        let answer = try await rig.send("PUT", Self.path, body)
        #expect(answer.status == 422 && answer.text.contains("\"\(place)\""), "\(answer.text)")
        #expect(try await rig.send("GET", Self.path).status == 404)
    }

    @Test("who has one workspace sees and prices its tools alone, and a viewer prices none")
    func borders() async throws {
        let rig = try await ControlRig()
        let home = try await rig.workspace()
        let body = #"{"cost_nanos":1}"#
        let sender = ControlRig.Sender.key(home.secret)
        #expect(try await rig.send("PUT", Self.path, body).status == 201)
        #expect(try await rig.send("PUT", Self.path, body, by: sender).status == 404)
        #expect(try await rig.send("GET", Self.path, by: sender).status == 404)
        #expect(try await rig.send("DELETE", Self.path, by: sender).status == 404)
        let own = "/v1/tools/\(home.id)/search"
        #expect(try await rig.send("PUT", own, body, by: sender).status == 201)
        #expect(try await rig.send("GET", "/v1/tools", by: sender).each("workspace") == [home.id])
        let filtered = try await rig.send("GET", "/v1/tools?workspace=default", by: sender)
        #expect(filtered.status == 404)
        #expect(try await rig.send("PUT", own, body, by: .viewer, ["if-match": "*"]).status == 403)
        #expect(try await rig.send("DELETE", own, by: .viewer).status == 403)
        #expect(try await rig.send("PUT", "/v1/tools/ws-none/x", body).status == 404)
    }

    @Test("a list is by workspace and name, and of what it is asked for")
    func lists() async throws {
        let rig = try await ControlRig()
        for (name, category) in [("b", "web"), ("a", "web"), ("ab", "file"), ("c", "")] {
            let part = category.isEmpty ? "" : #","category":"\#(category)""#
            _ = try await rig.send("PUT", "/v1/tools/default/" + name, #"{"cost_nanos":1\#(part)}"#)
        }
        let lists = [
            ("", ["a", "ab", "b", "c"]), ("?category=web", ["a", "b"]), ("?name=a", ["a", "ab"]),
            ("?workspace=default&limit=1", ["a"]),
        ]
        for (query, names) in lists {
            let list = try await rig.send("GET", "/v1/tools" + query, by: .viewer)
            #expect(list.each("name") == names, "\(query)")
        }
        let first = try await rig.send("GET", "/v1/tools?limit=3")
        let second = try await rig.send("GET", "/v1/tools?limit=3&cursor=" + first["next"])
        #expect(second.each("name") == ["c"] && second.isNull("next"))
    }
}
