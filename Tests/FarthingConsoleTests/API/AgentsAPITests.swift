import FarthingCore
import Testing

@testable import FarthingConsole

@Suite("API: agents")
struct AgentsAPITests {
    @Test("a new agent calls with the key that is shown once, and its day is told to the nano")
    func makes() async throws {
        let rig = try await ControlRig()
        let made = try await rig.send(
            "POST",
            "/v1/agents",
            #"{"name":"bot","daily_limit_nanos":2500000000,"note":"n"}"#,
            by: .operator
        )
        #expect(made.status == 201, "\(made.text)")
        let id = made["id"]
        #expect(id.hasPrefix("ag_") && id.count == 19)
        #expect(made.field("location") == "/v1/agents/" + id && made.field("etag") == "\"1\"")
        #expect(made["state"] == "active" && made.number("remaining_nanos") == 2_500_000_000)
        #expect(made.isNull("last_call_at_ms"))
        let secret = made["secret"]
        #expect(try await rig.call(secret, cost: "0.75") == 200)

        let shown = try await rig.send("GET", "/v1/agents/" + id, by: .viewer)
        #expect(shown.status == 200 && !shown.text.contains(secret))
        #expect(shown.number("spent_today_nanos") == 750_000_000)
        #expect(shown.number("remaining_nanos") == 1_750_000_000)
        #expect(shown.number("calls_today") == 1)
        #expect(shown.number("held_nanos") == 0)
        // The clock shows 2027-01-15T08:00Z.
        #expect(shown.number("day_ends_ms") == 1_800_057_600_000)
        #expect(shown.part("key")["id"] as? String == rig.desk.registry.agent(id)?.keyID)
        #expect(shown.number("version") == 1)
    }

    @Test("a limit of nothing admits nothing that costs")
    func nothing() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent(limitNanos: 0)
        #expect(try await rig.call(agent.secret, cost: "0.000000001") == 429)
    }

    @Test(
        "a request that is wrong is refused for its reason",
        arguments: [
            (#"{"name":"a"}"#, 422, "/daily_limit_nanos"),
            (#"{"daily_limit_nanos":1}"#, 422, "/name"),
            (#"{"name":"a","daily_limit_nanos":null}"#, 422, "/daily_limit_nanos"),
            (#"{"name":"a","daily_limit_nanos":-1}"#, 422, "/daily_limit_nanos"),
            (#"{"name":"a","daily_limit_nanos":1.5}"#, 422, "/daily_limit_nanos"),
            (#"{"name":"a","daily_limit_nanos":"1"}"#, 422, "/daily_limit_nanos"),
            (#"{"name":"a","daily_limit_nanos":900000000000000001}"#, 422, "/daily_limit_nanos"),
            (#"{"name":"a","daily_limit_nanos":1,"roles":[]}"#, 422, "/roles"),
            (#"{"name":"a","daily_limit_nanos":1,"workspace":"ws-none"}"#, 404, "not_found"),
        ]
    )
    func refuses(_ body: String, _ status: Int, _ place: String) async throws {
        let rig = try await ControlRig()
        let answer = try await rig.send("POST", "/v1/agents", body)
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.text.contains(place))
        #expect(try await rig.send("GET", "/v1/agents").items.isEmpty)
    }

    @Test("another limit acts at once, also below what is spent")
    func edits() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        let path = "/v1/agents/" + agent.id
        #expect(try await rig.call(agent.secret, cost: "4") == 200)
        let edit = #"{"daily_limit_nanos":3000000000,"name":"b2"}"#
        #expect(try await rig.send("PATCH", path, edit).status == 428)
        let stale = try await rig.send("PATCH", path, edit, ["if-match": "\"7\""])
        #expect(stale.status == 412 && stale.field("etag") == "\"1\"")
        let long = "\"" + String(repeating: "1", count: 40) + "\""
        let overlong = try await rig.send("PATCH", path, edit, ["if-match": long])
        #expect(overlong.status == 400 && overlong.code == "malformed_header")
        let done = try await rig.send("PATCH", path, edit, by: .operator, ["if-match": "\"1\""])
        #expect(done.status == 200 && done["name"] == "b2" && done.field("etag") == "\"2\"")
        #expect(done.number("daily_limit_nanos") == 3_000_000_000)
        #expect(done.number("remaining_nanos") == 0)
        #expect(try await rig.call(agent.secret, cost: "0.1") == 429)
        for body in ["{}", #"{"name":null}"#, #"{"workspace":"default"}"#] {
            let answer = try await rig.send("PATCH", path, body, ["if-match": "*"])
            #expect(answer.status == 422, "\(body)")
        }
    }

    @Test("who has one workspace finds no agent of another, nor makes one there")
    func borders() async throws {
        let rig = try await ControlRig()
        let home = try await rig.workspace()
        let own = try await rig.agent("own", workspace: home.id)
        let other = try await rig.agent("other")
        let sender = ControlRig.Sender.key(home.secret)
        let list = try await rig.send("GET", "/v1/agents", by: sender)
        #expect(list.each("id") == [own.id])
        #expect(try await rig.send("GET", "/v1/agents?workspace=default", by: sender).status == 404)
        #expect(try await rig.send("GET", "/v1/agents/" + own.id, by: sender).status == 200)
        let path = "/v1/agents/" + other.id
        #expect(try await rig.send("GET", path, by: sender).status == 404)
        let edit = try await rig.send(
            "PATCH",
            path,
            #"{"name":"x"}"#,
            by: sender,
            ["if-match": "*"]
        )
        #expect(edit.status == 404)
        #expect(try await rig.send("DELETE", path, by: sender).status == 404)
        for verb in ["pause", "resume", "reset", "kill", "rotate-key"] {
            let answer = try await rig.send("POST", path + "/" + verb, by: sender)
            #expect(answer.status == 404, "\(verb)")
        }
        let made = try await rig.send(
            "POST",
            "/v1/agents",
            #"{"name":"x","daily_limit_nanos":1,"workspace":"default"}"#,
            by: sender
        )
        #expect(made.status == 404)
        // Its own workspace is meant where none is named.
        let mine = try await rig.send(
            "POST",
            "/v1/agents",
            #"{"name":"x","daily_limit_nanos":1}"#,
            by: sender
        )
        #expect(mine.status == 201 && mine["workspace"] == home.id, "\(mine.text)")
    }

    @Test("who may only look changes nothing, and an agent's own key not even looks")
    func roles() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        let path = "/v1/agents/" + agent.id
        for sender in [
            ControlRig.Sender.viewer, .person([.auditor, .approver]), .key(agent.secret),
        ] {
            let made = try await rig.send(
                "POST",
                "/v1/agents",
                #"{"name":"x","daily_limit_nanos":1}"#,
                by: sender
            )
            #expect(made.status == 403)
            let edit = try await rig.send("PATCH", path, "{}", by: sender, ["if-match": "*"])
            #expect(edit.status == 403)
            #expect(try await rig.send("DELETE", path, by: sender).status == 403)
            for verb in ["pause", "resume", "reset", "kill", "rotate-key"] {
                let answer = try await rig.send("POST", path + "/" + verb, by: sender)
                #expect(answer.status == 403, "\(verb)")
            }
        }
        #expect(try await rig.send("GET", path, by: .key(agent.secret)).status == 403)
        #expect(try await rig.call(agent.secret) == 200)
    }

    // MARK: Lists

    @Test("a list is by name, by what is spent, or by its share, page by page")
    func orders() async throws {
        let rig = try await ControlRig()
        let spends = [
            ("d", 4, 100), ("b", 9, 10), ("a", 2, 10), ("c", 0, 10), ("e", 0, 10),
        ]
        for (name, spent, limit) in spends {
            let agent = try await rig.agent(name, limitNanos: Int64(limit) * 1_000_000_000)
            if spent > 0 { #expect(try await rig.call(agent.secret, cost: "\(spent)") == 200) }
        }
        let orders = [
            ("name", ["a", "b", "c", "d", "e"]),
            ("spent", ["b", "d", "a"]),
            ("share", ["b", "a", "d"]),
        ]
        for (order, expected) in orders {
            var seen: [String] = []
            var cursor = ""
            for _ in 0..<3 {
                let page = try await rig.send("GET", "/v1/agents?limit=2&order=\(order)" + cursor)
                #expect(page.status == 200, "\(page.text)")
                seen += page.each("name")
                cursor = "&cursor=" + page["next"]
            }
            #expect(Array(seen.prefix(expected.count)) == expected, "\(order)")
            #expect(seen.sorted() == ["a", "b", "c", "d", "e"])
        }
        let page = try await rig.send("GET", "/v1/agents?limit=2&order=name")
        let mixed = try await rig.send("GET", "/v1/agents?order=spent&cursor=" + page["next"])
        #expect(mixed.status == 422)
    }

    @Test("a list is of one state or all but the retired, and of names that begin so")
    func filters() async throws {
        let rig = try await ControlRig()
        var ids: [String: String] = [:]
        for name in ["run", "stop", "dead", "gone", "rung"] {
            ids[name] = try await rig.agent(name).id
        }
        let acts = [("stop", "pause"), ("dead", "kill")]
        for (name, verb) in acts {
            let answer = try await rig.send("POST", "/v1/agents/\(ids[name] ?? "")/\(verb)")
            #expect(answer.status == 200, "\(answer.text)")
        }
        #expect(try await rig.send("DELETE", "/v1/agents/\(ids["gone"] ?? "")").status == 204)
        let lists = [
            ("", ["dead", "run", "rung", "stop"]), ("?state=active", ["run", "rung"]),
            ("?state=paused", ["stop"]), ("?state=killed", ["dead"]), ("?state=retired", ["gone"]),
            ("?name=run", ["run", "rung"]), ("?name=run&state=paused", []),
            ("?state=active&limit=1", ["run"]), ("?state=active&order=spent", ["run", "rung"]),
        ]
        for (query, names) in lists {
            let list = try await rig.send("GET", "/v1/agents" + query, by: .viewer)
            #expect(list.each("name").sorted() == names, "\(query)")
        }
        for query in ["state=asleep", "order=age", "name=", "workspace=", "limit=0"] {
            #expect(try await rig.send("GET", "/v1/agents?" + query).status == 422, "\(query)")
        }
        #expect(try await rig.send("GET", "/v1/agents?workspace=ws-none").status == 404)
    }
}
