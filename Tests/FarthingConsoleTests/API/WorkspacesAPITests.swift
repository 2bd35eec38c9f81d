import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("API: workspaces")
struct WorkspacesAPITests {
    @Test("the usual one is there for whoever looks first, with a version to edit it by")
    func usual() async throws {
        let rig = try await ControlRig()
        let list = try await rig.send("GET", "/v1/workspaces", by: .viewer)
        #expect(list.status == 200)
        #expect(list.each("id") == ["default"])
        let one = try await rig.send("GET", "/v1/workspaces/default", by: .viewer)
        #expect(one.number("version") == 1 && one.field("etag") == "\"1\"")
        #expect(one["currency"] == "USD" && one["zone"] == "UTC" && one.isNull("key_id"))
    }

    @Test("a new one shows its key once, and the key runs it and sees no other")
    func makes() async throws {
        let rig = try await ControlRig()
        let made = try await rig.send(
            "POST",
            "/v1/workspaces",
            #"{"name":"R&D","description":"d","currency":"INR","zone":"Asia/Kolkata","note":"n"}"#
        )
        #expect(made.status == 201)
        let id = made["id"]
        #expect(made.field("location") == "/v1/workspaces/" + id)
        #expect(made.field("etag") == "\"1\"")
        let secret = made["secret"]
        #expect(secret.hasPrefix("ag-") && secret.count == 35)

        let shown = try await rig.send("GET", "/v1/workspaces/" + id, by: .key(secret))
        #expect(shown.status == 200 && shown["name"] == "R&D" && shown["currency"] == "INR")
        #expect(shown["key_id"] == made["key_id"])
        #expect(!shown.text.contains("secret") && !shown.text.contains(secret))
        let all = try await rig.send("GET", "/v1/workspaces", by: .key(secret))
        #expect(all.each("id") == [id])
        let other = try await rig.send("GET", "/v1/workspaces/default", by: .key(secret))
        #expect(other.status == 404 && other.code == "not_found")
    }

    @Test("what was sent again under one key is done once, and its secret is not shown again")
    func repeats() async throws {
        let rig = try await ControlRig()
        let body = #"{"name":"R"}"#
        let first = try await rig.send("POST", "/v1/workspaces", body, ["idempotency-key": "k1"])
        let again = try await rig.send("POST", "/v1/workspaces", body, ["idempotency-key": "k1"])
        #expect(again.status == 201 && again["id"] == first["id"])
        #expect(again.isNull("secret") && again.field("idempotency-replayed") == "true")
        let other = try await rig.send(
            "POST",
            "/v1/workspaces",
            #"{"name":"S"}"#,
            ["idempotency-key": "k1"]
        )
        #expect(other.status == 409 && other.code == "idempotency_key_conflict")
        #expect(try await rig.send("GET", "/v1/workspaces").items.count == 2)
    }

    @Test(
        "a request that is wrong is refused for its reason, and nothing is made",
        arguments: [
            (#"{}"#, 422, "/name"),
            (#"{"name":""}"#, 422, "/name"),
            (#"{"name":null}"#, 422, "/name"),
            (#"{"name":"a\nb"}"#, 422, "/name"),
            (#"{"name":"a","zone":"Europe/Nowhere"}"#, 422, "/zone"),
            (#"{"name":"a","currency":"usd"}"#, 422, "/currency"),
            (#"{"name":"a","currency":"XXX"}"#, 422, "/currency"),
            (#"{"name":"a","colour":"red"}"#, 422, "/colour"),
            (#"{"name":"a""#, 400, ""),
        ]
    )
    func refuses(_ body: String, _ status: Int, _ place: String) async throws {
        let rig = try await ControlRig()
        let answer = try await rig.send("POST", "/v1/workspaces", body)
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.text.contains(place))
        #expect(try await rig.send("GET", "/v1/workspaces").items.count == 1)
    }

    @Test("an edit needs the version that it was made of")
    func versions() async throws {
        let rig = try await ControlRig()
        let id = try await rig.workspace().id
        let path = "/v1/workspaces/" + id
        let none = try await rig.send("PATCH", path, #"{"name":"x"}"#)
        #expect(none.status == 428 && none.code == "precondition_required")
        let done = try await rig.send("PATCH", path, #"{"name":"x"}"#, ["if-match": "\"1\""])
        #expect(done.status == 200 && done["name"] == "x" && done.field("etag") == "\"2\"")
        let stale = try await rig.send("PATCH", path, #"{"name":"y"}"#, ["if-match": "\"1\""])
        #expect(stale.status == 412 && stale.code == "stale" && stale.field("etag") == "\"2\"")
        let any = try await rig.send("PATCH", path, #"{"name":"z"}"#, ["if-match": "*"])
        #expect(any.status == 200)
        let nothing = try await rig.send("PATCH", path, "{}", ["if-match": "*"])
        #expect(nothing.status == 422)
        let currency = try await rig.send("PATCH", path, #"{"currency":"EUR"}"#, ["if-match": "*"])
        #expect(currency.status == 422)
        let type = try await rig.send(
            "PATCH",
            path,
            #"{"name":"z"}"#,
            ["if-match": "*", "content-type": "text/plain"]
        )
        #expect(type.status == 415)
    }

    @Test("another zone is put in force, and is as it was where that cannot be done")
    func zones() async throws {
        let policies = StubbornPolicies()
        let rig = try await ControlRig(policies: policies)
        let id = try await rig.workspace().id
        let before = policies.count
        let path = "/v1/workspaces/" + id
        let done = try await rig.send(
            "PATCH",
            path,
            #"{"zone":"Europe/Berlin"}"#,
            ["if-match": "\"1\""]
        )
        #expect(done.status == 200 && policies.count == before + 1)
        policies.refuse(true)
        let refused = try await rig.send("PATCH", path, #"{"zone":"UTC"}"#, ["if-match": "*"])
        #expect(refused.status == 422)
        let shown = try await rig.send("GET", path)
        #expect(shown["zone"] == "Europe/Berlin" && shown.number("version") == 4)
        // What changes no days needs no policy.
        let named = try await rig.send("PATCH", path, #"{"name":"x"}"#, ["if-match": "*"])
        #expect(named.status == 200)
    }

    @Test("only an admin of all makes workspaces, and only an admin edits one")
    func roles() async throws {
        let rig = try await ControlRig()
        let id = try await rig.workspace().id
        let body = #"{"name":"x"}"#
        for sender in [ControlRig.Sender.viewer, .operator] {
            let made = try await rig.send("POST", "/v1/workspaces", body, by: sender)
            #expect(made.status == 403 && made.code == "forbidden")
            let edit = try await rig.send(
                "PATCH",
                "/v1/workspaces/" + id,
                body,
                by: sender,
                ["if-match": "*"]
            )
            #expect(edit.status == 403)
        }
        let local = ControlRig.Sender.person([.admin], workspace: id)
        let made = try await rig.send("POST", "/v1/workspaces", body, by: local)
        #expect(made.status == 403)
        let own = try await rig.send(
            "PATCH",
            "/v1/workspaces/" + id,
            body,
            by: local,
            ["if-match": "*"]
        )
        #expect(own.status == 200)
        let other = try await rig.send(
            "PATCH",
            "/v1/workspaces/default",
            body,
            by: local,
            ["if-match": "*"]
        )
        #expect(other.status == 404)
        #expect(try await rig.send("GET", "/v1/workspaces", by: .nobody).status == 401)
    }

    @Test("a list goes on behind its cursor, and takes no other")
    func pages() async throws {
        let rig = try await ControlRig()
        for index in 1...4 {
            rig.clock.advance(byMs: 1)
            _ = try await rig.workspace("w\(index)")
        }
        var seen: [String] = []
        var cursor = ""
        for _ in 0..<3 {
            let page = try await rig.send("GET", "/v1/workspaces?limit=2" + cursor)
            #expect(page.status == 200)
            seen += page.each("name")
            cursor = "&cursor=" + page["next"]
        }
        #expect(seen == ["Default", "w1", "w2", "w3", "w4"])
        for query in ["limit=0", "limit=201", "limit=x", "cursor=!", "cursor=eHg", "what=1"] {
            let answer = try await rig.send("GET", "/v1/workspaces?" + query)
            #expect(answer.status == 422, "\(query)")
        }
    }
}
