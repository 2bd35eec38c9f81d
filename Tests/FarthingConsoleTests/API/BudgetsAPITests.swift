import FarthingCore
import Testing

@testable import FarthingConsole

@Suite("API: budgets")
struct BudgetsAPITests {
    private static let daily =
        #"{"id":"daily","limit":"10.00 USD","window":"day","per":["agent"]}"#
    private static let path = "/v1/budgets/daily"

    @Test("a budget is in force as soon as it is made, and is shown as it was written")
    func makes() async throws {
        let rig = try await OfficeRig()
        let made = try await rig.send(
            "POST",
            "/v1/budgets",
            #"{"definition":\#(Self.daily),"note":"ticket 5"}"#,
            by: .operator
        )
        #expect(made.status == 201, "\(made.text)")
        #expect(made.field("location") == Self.path && made.field("etag") == "\"1\"")
        #expect(made["id"] == "daily" && made["source"] == "console" && made["state"] == "open")
        #expect(made["unit"] == "USD" && made.number("limit") == 10_000_000_000)
        #expect(made["window"] == "day" && made.list("per") == ["agent"])
        #expect(made.number("version") == 1 && made.number("accounts") == 0)
        #expect(made.object["editable"] as? Bool == true && made.isNull("workspace"))
        #expect(made.object["enforced"] as? Bool == true)
        #expect(made.part("definition")["limit"] as? String == "10.00 USD")
        try await rig.charge("daily", "agent=a", 3)
        let shown = try await rig.send("GET", Self.path, by: .viewer)
        #expect(shown.number("accounts") == 1 && shown.field("etag") == "\"1\"")
        let entry = rig.store.statistics.entries.compactMap { entry -> RegistryChange? in
            if case .note(.registry(let change)) = entry.body { return change }
            return nil
        }.last
        #expect(entry?.by == "person:ana@example.com" && entry?.note == "ticket 5")
    }

    @Test("a wrong definition is told with every fault, and leaves nothing")
    func refuses() async throws {
        let rig = try await OfficeRig()
        let wrong = try await rig.budget(
            #"{"id":"x","limit":"10 USD","window":"dy","thresholds":[{"at":"800%","do":"warn"}]}"#
        )
        #expect(wrong.status == 422 && wrong.code == "invalid")
        let faults = wrong.object["errors"] as? [[String: String]] ?? []
        #expect(
            faults.compactMap { $0["pointer"] }
                == ["/definition/window", "/definition/thresholds/0/at"]
        )
        for body in [
            "{}", #"{"definition":null}"#, #"{"definition":[]}"#, #"{"definition":5}"#,
            #"{"definition":{"id":"x","limit":"5 USD","window":"day","owner":"me"}}"#,
            #"{"definition":\#(Self.daily),"more":1}"#,
            #"{"definition":\#(Self.daily),"note":"\#(String(repeating: "x", count: 257))"}"#,
            #"{"definition":{"id":"agents.x","limit":"5 USD","window":"day"}}"#,
            #"{"definition":{"id":"","limit":"5 USD","window":"day"}}"#,
        ] {
            #expect(try await rig.send("POST", "/v1/budgets", body).status == 422, "\(body)")
        }
        #expect(try await rig.send("POST", "/v1/budgets", "{").status == 400)
        #expect(try await rig.send("GET", "/v1/budgets").items.isEmpty)
        #expect(try await rig.store.registry("budgets", after: nil, limit: 9).isEmpty)
    }

    @Test("an id is taken once, also by the policy")
    func idsAreTaken() async throws {
        let own = Budget(id: "team", unit: .tokens, limit: 5, window: .day)
        let rig = try await OfficeRig(policy: [own])
        try await rig.budget(Self.daily)
        #expect(try await rig.budget(Self.daily).code == "already_exists")
        let second = try await rig.budget(#"{"id":"team","limit":"5 USD","window":"day"}"#)
        #expect(second.status == 409 && second.code == "already_exists")
    }

    @Test("what cannot be put in force is not kept", arguments: [422, 503])
    func undoes(_ status: Int) async throws {
        let rig = try await OfficeRig()
        rig.policies.refuse(ConsoleError(status, "x", "no"))
        let made = try await rig.budget(Self.daily)
        #expect(made.status == (status == 422 ? 409 : 503), "\(made.text)")
        if status == 422 { #expect(made.code == "policy_fault") }
        #expect(try await rig.store.registry("budgets", after: nil, limit: 9).isEmpty)
        rig.policies.refuse(nil)
        try await rig.budget(Self.daily)
        rig.policies.refuse(ConsoleError(422, "x", "no"))
        let other = #"{"definition":{"id":"daily","limit":"1 USD","window":"day"}}"#
        let changed = try await rig.send("PUT", Self.path, other, ["if-match": "*"])
        #expect(changed.code == "policy_fault")
        #expect(try await rig.send("DELETE", Self.path).code == "policy_fault")
        rig.policies.refuse(nil)
        let shown = try await rig.send("GET", Self.path)
        #expect(shown.part("definition")["limit"] as? String == "10.00 USD")
        #expect(shown.number("limit") == 10_000_000_000)
    }

    @Test("an edit needs the version that it knows, and keeps what was spent")
    func edits() async throws {
        let rig = try await OfficeRig()
        try await rig.budget(Self.daily)
        try await rig.charge("daily", "agent=a", 7)
        let body =
            #"{"definition":{"id":"daily","limit":"20 USD","window":"day","per":"agent"}}"#
        #expect(try await rig.send("PUT", Self.path, body).status == 428)
        let stale = try await rig.send("PUT", Self.path, body, ["if-match": "\"4\""])
        #expect(stale.status == 412 && stale.field("etag") == "\"1\"")
        let done = try await rig.send("PUT", Self.path, body, ["if-match": "\"1\""])
        #expect(done.status == 200 && done.number("version") == 2, "\(done.text)")
        #expect(done.number("limit") == 20_000_000_000 && done.field("etag") == "\"2\"")
        let account = try #require(try await rig.send("GET", "/v1/accounts").items.first)
        #expect(account["spent"] as? Int == 7 && account["limit"] as? Int == 20_000_000_000)
        let renamed = #"{"definition":{"id":"other","limit":"20 USD","window":"day"}}"#
        #expect(try await rig.send("PUT", Self.path, renamed, ["if-match": "*"]).status == 422)
        #expect(
            try await rig.send("PUT", "/v1/budgets/none", body, ["if-match": "*"]).status == 404
        )
    }

    @Test("a budget goes when nothing is held in it")
    func removes() async throws {
        let rig = try await OfficeRig()
        try await rig.budget(Self.daily)
        let hold = rig.hold("daily", "agent=a", 5)
        try await rig.desk.apply([.hold(hold)])
        #expect(try await rig.send("DELETE", Self.path).code == "in_use")
        try await rig.desk.apply([.release(hold.id, why: "")])
        #expect(try await rig.send("DELETE", Self.path, ["if-match": "\"9\""]).status == 412)
        #expect(try await rig.send("DELETE", Self.path + "?note=over", by: .operator).status == 204)
        #expect(try await rig.send("GET", Self.path).status == 404)
        #expect(try await rig.send("DELETE", Self.path).status == 404)
        #expect(try await rig.budget(Self.daily).number("version") == 3)
    }

    @Test("the policy's budgets and those of agents are shown in its language, and not edited")
    func others() async throws {
        let own = Budget(
            id: "team",
            match: Match([Match.Term(dimension: .team, pattern: try #require(Glob("r*")))]),
            unit: .tokens,
            limit: 5_000,
            window: .rolling(lengthMs: 3_600_000)
        )
        let rig = try await OfficeRig(policy: [own])
        let workspace = try await rig.workspace()
        let list = try await rig.send("GET", "/v1/budgets")
        #expect(list.each("id") == ["agents." + workspace, "team"])
        #expect(list.each("source") == ["agents", "policy"])
        let shown = try await rig.send("GET", "/v1/budgets/team")
        #expect(shown.part("definition")["limit"] as? String == "5000 tokens")
        #expect(shown["window"] == "rolling 1h" && shown.isNull("version"))
        #expect(shown.object["editable"] as? Bool == false && shown.field("etag") == nil)
        for id in list.each("id") {
            let body = #"{"definition":{"id":"\#(id)","limit":"1 USD","window":"day"}}"#
            let path = "/v1/budgets/" + id
            let edited = try await rig.send("PUT", path, body, ["if-match": "*"])
            #expect(edited.status == 409 && edited.code == "not_editable")
            #expect(try await rig.send("DELETE", path).code == "not_editable")
        }
    }

    @Test("a list has pages and filters")
    func lists() async throws {
        let rig = try await OfficeRig()
        for id in ["c", "a", "e", "b", "d"] {
            try await rig.budget(#"{"id":"\#(id)","limit":"1 USD","window":"day"}"#)
        }
        let first = try await rig.send("GET", "/v1/budgets?limit=2")
        #expect(first.each("id") == ["a", "b"])
        let second = try await rig.send("GET", "/v1/budgets?limit=3&cursor=\(first["next"])")
        #expect(second.each("id") == ["c", "d", "e"] && second.isNull("next"))
        _ = try await rig.send("POST", "/v1/budgets/d/pause")
        #expect(try await rig.send("GET", "/v1/budgets?state=paused").each("id") == ["d"])
        #expect(try await rig.send("GET", "/v1/budgets?state=open&limit=1").each("id") == ["a"])
        #expect(try await rig.send("GET", "/v1/budgets?source=agents").items.isEmpty)
        #expect(try await rig.send("GET", "/v1/budgets?source=console").items.count == 5)
        for query in ["source=x", "state=x", "limit=0", "cursor=%20", "what=1"] {
            #expect(try await rig.send("GET", "/v1/budgets?" + query).status == 422, "\(query)")
        }
        #expect(try await rig.send("GET", "/v1/budgets?workspace=ws-none").status == 404)
    }

    @Test("who has one workspace sees and changes its budgets alone")
    func borders() async throws {
        let rig = try await OfficeRig()
        let (mine, others) = (try await rig.workspace("A"), try await rig.workspace("B"))
        try await rig.budget(#"{"id":"all","limit":"9 USD","window":"day"}"#)
        try await rig.budget(#"{"id":"theirs","limit":"9 USD","window":"day"}"#, workspace: others)
        let me = ControlRig.Sender.person([.operator], workspace: mine)
        let made = try await rig.budget(#"{"id":"own","limit":"9 USD","window":"day"}"#, by: me)
        #expect(made.status == 201 && made["workspace"] == mine, "\(made.text)")
        #expect(made.part("definition")["match"] as? [String: String] == ["project": mine])
        #expect(
            try await rig.send("GET", "/v1/budgets", by: me).each("id") == [
                "agents." + mine, "own",
            ]
        )
        #expect(
            try await rig.send("GET", "/v1/budgets?workspace=\(others)").each("id")
                == ["agents." + others, "theirs"]
        )
        for id in ["all", "theirs"] {
            let path = "/v1/budgets/" + id
            #expect(try await rig.send("GET", path, by: me).status == 404)
            #expect(try await rig.send("DELETE", path, by: me).status == 404)
            let body = #"{"definition":{"id":"\#(id)","limit":"1 USD","window":"day"}}"#
            #expect(try await rig.send("PUT", path, body, by: me, ["if-match": "*"]).status == 404)
            for verb in ["pause", "resume", "reset"] {
                #expect(try await rig.send("POST", path + "/" + verb, by: me).status == 404)
            }
        }
        #expect(
            try await rig.budget(Self.daily, workspace: others, by: me).status == 404
        )
        #expect(try await rig.send("GET", "/v1/budgets?workspace=\(others)", by: me).status == 404)
        let wide = #"{"id":"own","limit":"5 USD","window":"day","match":{"project":"*"}}"#
        let edited = try await rig.send(
            "PUT",
            "/v1/budgets/own",
            #"{"definition":\#(wide)}"#,
            by: me,
            ["if-match": "*"]
        )
        #expect(edited.status == 422)
        let plain = #"{"definition":{"id":"own","limit":"5 USD","window":"day"}}"#
        let kept = try await rig.send(
            "PUT",
            "/v1/budgets/own",
            plain,
            by: me,
            ["if-match": "*"]
        )
        #expect(kept.status == 200 && kept["workspace"] == mine)
    }

    @Test("viewers change nothing")
    func roles() async throws {
        let rig = try await OfficeRig()
        try await rig.budget(Self.daily)
        let calls = [
            ("POST", "/v1/budgets"), ("PUT", Self.path), ("DELETE", Self.path),
            ("POST", Self.path + "/top-up"), ("POST", Self.path + "/pause"),
            ("POST", Self.path + "/resume"), ("POST", Self.path + "/reset"),
            ("POST", Self.path + "/limit"),
        ]
        for (method, path) in calls {
            let answer = try await rig.send(method, path, by: .viewer)
            #expect(answer.status == 403 && answer.code == "forbidden", "\(method) \(path)")
        }
        #expect(try await rig.send("GET", "/v1/budgets", by: .nobody).status == 401)
    }

    @Test("a budget is made once for an idempotency key")
    func idempotency() async throws {
        let rig = try await OfficeRig()
        let body = #"{"definition":\#(Self.daily)}"#
        let key: KeyValuePairs = ["idempotency-key": "k"]
        #expect(try await rig.send("POST", "/v1/budgets", body, key).status == 201)
        let again = try await rig.send("POST", "/v1/budgets", body, key)
        #expect(again.status == 201 && again.field("idempotency-replayed") == "true")
    }
}
