import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("API: access keys")
struct KeysAPITests {
    @Test("a key is what was asked for, and its secret is shown once")
    func makes() async throws {
        let rig = try await ControlRig()
        let body = """
            {"name":"bot","scope":{"team":"finance","tag:env":"live"},
            "claims":{"agent":"bot-*","run":"*"},"capability":"data_write","approves":["finance"],
            "expires_at_ms":1800000060000,"note":"n"}
            """
        let made = try await rig.send("POST", "/v1/keys", body)
        #expect(made.status == 201, "\(made.text)")
        let id = made["id"]
        #expect(made.field("location") == "/v1/keys/" + id && made["state"] == "active")
        let secret = made["secret"]
        #expect(secret.hasPrefix("fk_") && secret.count == 46)
        let found = rig.store.keyRing.find(Array(secret.utf8).span, nowMs: rig.clock.nowMs)
        let key = try #require(found)
        #expect(key.id == id && key.scope[.team] == "finance" && key.capability == .dataWrite)
        #expect(key.mayClaim(.agent, "bot-7") && !key.mayClaim(.agent, "x"))
        #expect(!key.mayClaim(.user, "ana"))

        let shown = try await rig.send("GET", "/v1/keys/" + id, by: .viewer)
        #expect(shown.status == 200 && !shown.text.contains("secret"))
        #expect(shown.part("scope") as? [String: String] == ["team": "finance", "tag:env": "live"])
        #expect(shown.part("claims") as? [String: String] == ["agent": "bot-*", "run": "*"])
        #expect(shown["capability"] == "data_write" && shown.list("approves") == ["finance"])
        #expect(shown.number("expires_at_ms") == 1_800_000_060_000)
        #expect(shown.isNull("revoked_at_ms") && shown.isNull("workspace"))
        // Nothing that the journal has is a secret, nor leads to one.
        for case .note(.registry(let change)) in rig.store.statistics.entries.map(\.body) {
            let text = String(decoding: change.document ?? [], as: UTF8.self)
            #expect(!text.contains(secret) && !text.contains("hash"))
        }

        rig.clock.advance(byMs: 60_000)
        #expect(try await rig.send("GET", "/v1/keys/" + id)["state"] == "expired")
    }

    @Test("without claims a key says who and what it runs; with none, nothing")
    func claims() async throws {
        let rig = try await ControlRig()
        let usual = try await rig.send("POST", "/v1/keys", #"{"name":"a"}"#)
        let words = ["user", "agent", "run", "session", "tool"]
        #expect(Set(usual.part("claims").keys) == Set(words))
        let none = try await rig.send("POST", "/v1/keys", #"{"name":"b","claims":{}}"#)
        #expect(none.part("claims").isEmpty)
    }

    @Test(
        "a key that cannot be is refused for its reason",
        arguments: [
            (#"{}"#, "/name"),
            (#"{"name":"a\u202eb"}"#, "/name"),
            (#"{"name":"a","scope":{"model":"gpt"}}"#, "/scope"),
            (#"{"name":"a","scope":{"colour":"red"}}"#, "/scope"),
            (#"{"name":"a","scope":{"team":""}}"#, "/scope"),
            (#"{"name":"a","scope":{"tag:*":"x"}}"#, "/scope"),
            (#"{"name":"a","scope":[]}"#, "/scope"),
            (#"{"name":"a","claims":{"tenant":"*"}}"#, "/claims"),
            (#"{"name":"a","claims":{"run":1}}"#, "/claims"),
            (#"{"name":"a","capability":"everything"}"#, "/capability"),
            (#"{"name":"a","capability":null}"#, "/capability"),
            (#"{"name":"a","approves":["x","x"]}"#, "/approves"),
            (#"{"name":"a","approves":[""]}"#, "/approves"),
            (#"{"name":"a","approver_only":true}"#, "/approver_only"),
            (
                #"{"name":"a","approver_only":true,"approves":["x"],"scope":{"team":"t"}}"#,
                "/approver_only"
            ),
            (#"{"name":"a","expires_at_ms":1800000000000}"#, "/expires_at_ms"),
            (#"{"name":"a","roles":["admin"]}"#, "/roles"),
        ]
    )
    func refuses(_ body: String, _ place: String) async throws {
        let rig = try await ControlRig()
        let answer = try await rig.send("POST", "/v1/keys", body)
        #expect(answer.status == 422 && answer.text.contains("\"\(place)\""), "\(answer.text)")
        #expect(try await rig.store.accessKeys().isEmpty)
    }

    @Test("a name is of one key in use")
    func names() async throws {
        let rig = try await ControlRig()
        let first = try await rig.send("POST", "/v1/keys", #"{"name":"a"}"#)
        let second = try await rig.send("POST", "/v1/keys", #"{"name":"a"}"#)
        #expect(second.status == 409 && second.code == "already_exists")
        #expect(try await rig.send("DELETE", "/v1/keys/" + first["id"]).status == 204)
        #expect(try await rig.send("POST", "/v1/keys", #"{"name":"a"}"#).status == 201)
    }

    @Test("a revoked key is refused from then on, and stays to be seen")
    func revokes() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        let keyID = try #require(rig.desk.registry.agent(agent.id)?.keyID)
        let path = "/v1/keys/" + keyID
        #expect(try await rig.send("DELETE", path + "?note=lost").status == 204)
        #expect(try await rig.call(agent.secret) == 401)
        let shown = try await rig.send("GET", path)
        #expect(shown["state"] == "revoked" && shown.number("revoked_at_ms") == rig.clock.nowMs)
        #expect(try await rig.send("GET", "/v1/agents/" + agent.id).isNull("key"))
        #expect(try await rig.send("DELETE", path).status == 204)
        let edit = try await rig.send("PATCH", path, #"{"expires_at_ms":null}"#)
        #expect(edit.status == 409)
        #expect(try await rig.send("POST", path + "/rotate").status == 409)
        // The agent gets another one.
        let new = try await rig.send("POST", "/v1/agents/\(agent.id)/rotate-key")
        #expect(new.status == 200)
        #expect(try await rig.call(new["secret"]) == 200)
    }

    @Test("a key ends when it is told to")
    func ends() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        let keyID = try #require(rig.desk.registry.agent(agent.id)?.keyID)
        let path = "/v1/keys/" + keyID
        let edit = try await rig.send("PATCH", path, #"{"expires_at_ms":1800000001000}"#)
        #expect(edit.status == 200 && edit.number("expires_at_ms") == 1_800_000_001_000)
        let shown = try await rig.send("GET", "/v1/agents/" + agent.id)
        #expect(shown.part("key")["expires_at_ms"] as? Int64 == 1_800_000_001_000)
        #expect(try await rig.call(agent.secret) == 200)
        // A new key in its place ends when it would have.
        let new = try await rig.send("POST", "/v1/agents/\(agent.id)/rotate-key")
        #expect(new.part("key")["expires_at_ms"] as? Int64 == 1_800_000_001_000)
        rig.clock.advance(byMs: 1_000)
        #expect(try await rig.call(new["secret"]) == 401)
        for body in ["{}", #"{"expires_at_ms":1}"#, #"{"expires_at_ms":"x"}"#, #"{"name":"x"}"#] {
            #expect(try await rig.send("PATCH", path, body).status == 422, "\(body)")
        }
    }

    @Test("a new key in another's place is as that was, and both are good for the overlap")
    func rotates() async throws {
        let rig = try await ControlRig()
        let body = #"{"name":"a","scope":{"team":"t"},"claims":{"run":"*"},"approves":["g"]}"#
        let old = try await rig.send("POST", "/v1/keys", body)
        let path = "/v1/keys/\(old["id"])/rotate"
        let new = try await rig.send("POST", path, #"{"overlap_ms":1000}"#)
        #expect(new.status == 200 && new["id"] != old["id"] && new["name"] == "a")
        #expect(new.part("scope") as? [String: String] == ["team": "t"])
        #expect(new.part("claims") as? [String: String] == ["run": "*"])
        #expect(new.list("approves") == ["g"])
        #expect(new.number("old_key_ends_at_ms") == rig.clock.nowMs + 1_000)
        #expect(new["secret"].hasPrefix("fk_"))
        for secret in [old["secret"], new["secret"]] {
            #expect(try await rig.send("GET", "/v1/me", by: .key(secret)).status == 200)
        }
        rig.clock.advance(byMs: 1_000)
        #expect(try await rig.send("GET", "/v1/me", by: .key(old["secret"])).status == 401)
        #expect(try await rig.send("GET", "/v1/me", by: .key(new["secret"])).status == 200)
    }

    @Test("the key of an agent and that of a workspace stay theirs in another's place")
    func rotatesOurs() async throws {
        let rig = try await ControlRig()
        let home = try await rig.workspace()
        let agent = try await rig.agent(workspace: home.id)
        let agentKey = try #require(rig.desk.registry.agent(agent.id)?.keyID)
        let homeKey = try #require(rig.desk.registry.workspace(home.id)?.keyID)
        let first = try await rig.send("POST", "/v1/keys/\(agentKey)/rotate")
        #expect(first.status == 200 && first["secret"].hasPrefix("ag-"))
        #expect(try await rig.call(first["secret"]) == 200)
        #expect(try await rig.call(agent.secret) == 401)
        let body = #"{"overlap_ms":1000}"#
        let second = try await rig.send("POST", "/v1/keys/\(homeKey)/rotate", body)
        #expect(second.status == 200 && second["workspace"] == home.id)
        let path = "/v1/workspaces/" + home.id
        for secret in [home.secret, second["secret"]] {
            #expect(try await rig.send("GET", path, by: .key(secret)).status == 200)
        }
        // One that was replaced has nothing to be replaced with.
        let again = try await rig.send("POST", "/v1/keys/\(homeKey)/rotate")
        #expect(again.status == 409)
        rig.clock.advance(byMs: 1_000)
        #expect(try await rig.send("GET", path, by: .key(home.secret)).status == 401)
        #expect(try await rig.send("GET", path)["key_id"] == second["id"])
    }

    @Test("who has one workspace sees its keys, and as its admin makes such alone")
    func borders() async throws {
        let rig = try await ControlRig()
        let home = try await rig.workspace()
        let agent = try await rig.agent(workspace: home.id)
        let key = try await rig.send("POST", "/v1/keys", #"{"name":"all"}"#)
        let sees = try await rig.send("GET", "/v1/keys", by: .key(home.secret))
        #expect(sees.items.count == 2 && !sees.each("id").contains(key["id"]))
        #expect(sees.each("id").contains(rig.desk.registry.agent(agent.id)?.keyID ?? ""))
        let path = "/v1/keys/" + key["id"]
        let local = ControlRig.Sender.person([.admin], workspace: home.id)
        #expect(try await rig.send("GET", path, by: local).status == 404)
        #expect(try await rig.send("DELETE", path, by: local).status == 404)
        #expect(try await rig.send("POST", path + "/rotate", by: local).status == 404)
        let patch = #"{"expires_at_ms":null}"#
        #expect(try await rig.send("PATCH", path, patch, by: local).status == 404)
        let bodies = [
            (#"{"name":"x"}"#, 403), (#"{"name":"x","scope":{"project":"default"}}"#, 403),
            (#"{"name":"x","scope":{"project":"\#(home.id)"},"approves":["g"]}"#, 403),
            (#"{"name":"x","scope":{"project":"\#(home.id)"}}"#, 201),
        ]
        for (body, status) in bodies {
            let made = try await rig.send("POST", "/v1/keys", body, by: local)
            #expect(made.status == status, "\(body)")
        }
    }

    @Test("only an admin makes, changes and revokes keys")
    func roles() async throws {
        let rig = try await ControlRig()
        let key = try await rig.send("POST", "/v1/keys", #"{"name":"a"}"#)
        let path = "/v1/keys/" + key["id"]
        for sender in [ControlRig.Sender.viewer, .operator, .person([.approver, .auditor])] {
            #expect(try await rig.send("POST", "/v1/keys", "{}", by: sender).status == 403)
            #expect(try await rig.send("PATCH", path, "{}", by: sender).status == 403)
            #expect(try await rig.send("DELETE", path, by: sender).status == 403)
            #expect(try await rig.send("POST", path + "/rotate", by: sender).status == 403)
            #expect(try await rig.send("GET", path, by: sender).status == 200)
        }
        #expect(try await rig.send("GET", "/v1/keys/key_none").status == 404)
        // A key that only makes calls looks at nothing.
        #expect(try await rig.send("GET", path, by: .key(key["secret"])).status == 403)
    }

    @Test("a list has those in use, the newest first, page by page")
    func lists() async throws {
        let rig = try await ControlRig()
        for name in ["a1", "a2", "b1", "a3"] {
            rig.clock.advance(byMs: 1)
            _ = try await rig.send("POST", "/v1/keys", #"{"name":"\#(name)"}"#)
        }
        let all = try await rig.send("GET", "/v1/keys", by: .viewer)
        #expect(all.each("name") == ["a3", "b1", "a2", "a1"] && all.isNull("next"))
        let first = try await rig.send("GET", "/v1/keys?limit=2&name=a")
        #expect(first.each("name") == ["a3", "a2"])
        let second = try await rig.send("GET", "/v1/keys?limit=2&name=a&cursor=" + first["next"])
        #expect(second.each("name") == ["a1"] && second.isNull("next"))
        let id = all.each("id")[1]
        _ = try await rig.send("DELETE", "/v1/keys/" + id)
        #expect(try await rig.send("GET", "/v1/keys").each("name") == ["a3", "a2", "a1"])
        #expect(try await rig.send("GET", "/v1/keys?state=revoked").each("id") == [id])
        #expect(try await rig.send("GET", "/v1/keys?state=expired").items.isEmpty)
        #expect(try await rig.send("GET", "/v1/keys?state=lost").status == 422)
    }
}
