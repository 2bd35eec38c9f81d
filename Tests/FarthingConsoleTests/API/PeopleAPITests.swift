import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("API: people, settings, and who asks")
struct PeopleAPITests {
    private static let path = "/v1/people/ana@example.com"

    @Test("who was let in may sign in by the address that the provider vouches for")
    func letsIn() async throws {
        let rig = try await ControlRig()
        let body =
            #"{"name":"Ana","roles":["approver","viewer"],"approves":["finance"],"note":"n"}"#
        let made = try await rig.send("PUT", "/v1/people/Ana@Example.com", body)
        #expect(made.status == 201, "\(made.text)")
        #expect(made["id"] == "ana@example.com" && made.field("etag") == "\"1\"")
        #expect(made.field("location") == "/v1/people/ana%40example.com")
        #expect(made.list("roles") == ["viewer", "approver"] && made.isNull("workspace"))
        #expect(made.isNull("last_sign_in_at_ms"))

        let person = try await rig.people.person(subject: "s1", email: "ana@example.com")
        #expect(person?.id == "ana@example.com" && person?.roles == [.viewer, .approver])
        // Nobody vouches for what a subject says of itself.
        #expect(try await rig.people.person(subject: "ana@example.com", email: nil) == nil)
        #expect(try await rig.people.person(subject: "s1", email: nil) == nil)
        let list = try await rig.send("GET", "/v1/people")
        #expect(list.each("id") == ["ana@example.com"])
        #expect(list.items.first?["last_sign_in_at_ms"] as? Int64 == rig.clock.nowMs)
        // A restart finds them again.
        let again = try await People(rig.store) { 0 }
        #expect(again.find("ana@example.com")?.person.approves == ["finance"])

        #expect(try await rig.send("PUT", "/v1/people/s1", #"{"roles":["viewer"]}"#).status == 201)
        #expect(try await rig.people.person(subject: "s1", email: nil)?.id == "s1")
    }

    @Test("sessions end with the person, and with what the person may do")
    func ends() async throws {
        let rig = try await ControlRig()
        func begin() -> String {
            rig.sessions.begin(
                Principal(
                    .person(csrf: ""),
                    name: "person:ana@example.com",
                    shownName: "Ana",
                    permissions: [.read]
                ),
                nowMs: rig.clock.nowMs
            )
        }
        func isOn(_ id: String) -> Bool {
            rig.sessions.principal(id, nowMs: rig.clock.nowMs) != nil
        }
        // Somebody whom groups have let in before.
        let unnamed = begin()
        _ = try await rig.send("PUT", Self.path, #"{"roles":["viewer"]}"#)
        #expect(!isOn(unnamed))
        let first = begin()
        let name = #"{"roles":["viewer"],"name":"Ana"}"#
        #expect(try await rig.send("PUT", Self.path, name, ["if-match": "\"1\""]).status == 200)
        #expect(isOn(first))
        let role = #"{"roles":["auditor"]}"#
        #expect(try await rig.send("PUT", Self.path, role, ["if-match": "\"2\""]).status == 200)
        #expect(!isOn(first))
        let second = begin()
        #expect(try await rig.send("DELETE", Self.path, ["if-match": "\"1\""]).status == 412)
        #expect(isOn(second))
        #expect(try await rig.send("DELETE", Self.path + "?note=left").status == 204)
        #expect(!isOn(second))
        #expect(try await rig.people.person(subject: "x", email: "ana@example.com") == nil)
        #expect(try await rig.send("DELETE", Self.path).status == 404)
    }

    @Test(
        "somebody who cannot be is refused for the reason",
        arguments: [
            (#"{}"#, 422, "/roles"), (#"{"roles":["king"]}"#, 422, "/roles"),
            (#"{"roles":["viewer","viewer"]}"#, 422, "/roles"), (#"{"roles":null}"#, 422, "/roles"),
            (#"{"roles":[],"name":"a\nb"}"#, 422, "/name"),
            (#"{"roles":[],"password":"x"}"#, 422, "/password"),
            (#"{"roles":[],"workspace":"ws-none"}"#, 404, "not_found"),
        ]
    )
    func refuses(_ body: String, _ status: Int, _ place: String) async throws {
        let rig = try await ControlRig()
        let answer = try await rig.send("PUT", Self.path, body)
        #expect(answer.status == status && answer.text.contains("\"\(place)\""), "\(answer.text)")
        let name = try await rig.send("PUT", "/v1/people/a%20b", #"{"roles":[]}"#)
        #expect(name.status == 422)
        #expect(try await rig.send("GET", "/v1/people").items.isEmpty)
    }

    @Test("an admin of one workspace lets people into it alone, and knows of no others")
    func borders() async throws {
        let rig = try await ControlRig()
        let home = try await rig.workspace()
        _ = try await rig.send("PUT", Self.path, #"{"roles":["admin"]}"#)
        let local = ControlRig.Sender.person([.admin], workspace: home.id, name: "person:bo")
        #expect(try await rig.send("GET", "/v1/people", by: local).items.isEmpty)
        #expect(try await rig.send("DELETE", Self.path, by: local).status == 404)
        let cases = [
            (Self.path, #"{"roles":["admin"],"workspace":"\#(home.id)"}"#, 404),
            ("/v1/people/cy", #"{"roles":["admin"]}"#, 403),
            ("/v1/people/cy", #"{"roles":["admin"],"workspace":"default"}"#, 404),
            (
                "/v1/people/cy",
                #"{"roles":["approver"],"workspace":"\#(home.id)","approves":["g"]}"#, 403
            ),
            ("/v1/people/cy", #"{"roles":["admin"],"workspace":"\#(home.id)"}"#, 201),
        ]
        for (path, body, status) in cases {
            let answer = try await rig.send("PUT", path, body, by: local, ["if-match": "*"])
            let plain = try await rig.send("PUT", path, body, by: local)
            #expect([answer.status, plain.status].contains(status), "\(body)")
        }
        #expect(try await rig.send("GET", "/v1/people", by: local).each("id") == ["cy"])
        for sender in [ControlRig.Sender.viewer, .operator, .key(home.secret)] {
            #expect(try await rig.send("GET", "/v1/people", by: sender).status == 403)
            #expect(try await rig.send("PUT", Self.path, "{}", by: sender).status == 403)
            #expect(try await rig.send("DELETE", Self.path, by: sender).status == 403)
        }
    }

    // MARK: Settings

    @Test("settings are what nobody has set, until somebody does, each by its version")
    func settings() async throws {
        let rig = try await ControlRig()
        let path = "/v1/settings"
        let usual = try await rig.send("GET", path)
        #expect(usual.status == 200 && usual.field("etag") == "\"1\"")
        #expect(usual.object["language"] == nil && usual["unknown_tools"] == "estimate")
        #expect(usual.number("approval_hold_ms") == 604_800_000)
        #expect(usual.number("session_ms") == 43_200_000)
        let edit = #"{"unknown_tools":"refuse","alerts":{"burn_rate_percent":300},"note":"n"}"#
        #expect(try await rig.send("PATCH", path, edit).status == 428)
        let stale = try await rig.send("PATCH", path, edit, ["if-match": "\"2\""])
        #expect(stale.status == 412 && stale.field("etag") == "\"1\"")
        let done = try await rig.send("PATCH", path, edit, ["if-match": "\"1\""])
        #expect(done.status == 200 && done.field("etag") == "\"2\"", "\(done.text)")
        #expect(rig.settings.current.unknownTools == .refuse)
        #expect(done.part("alerts")["burn_rate_percent"] as? Int == 300)
        #expect(done.part("alerts")["enabled"] as? Bool == true)
        let late = try await rig.send("PATCH", path, edit, ["if-match": "\"1\""])
        #expect(late.status == 412 && late.field("etag") == "\"2\"")
        let any = try await rig.send("PATCH", path, #"{"session_ms":600000}"#, ["if-match": "*"])
        #expect(any.status == 200 && any.number("version") == 3)
        // A restart finds them again.
        let again = try await SettingsInForce(rig.store)
        #expect(again.current == rig.settings.current && again.current.sessionMs == 600_000)
    }

    @Test(
        "settings that cannot be are refused for the reason",
        arguments: [
            ("{}", "invalid"), (#"{"language":"es"}"#, "/language"),
            (#"{"session_ms":null}"#, "/session_ms"), (#"{"session_ms":1}"#, "/session_ms"),
            (#"{"approval_hold_ms":59999}"#, "/approval_hold_ms"),
            (#"{"alerts":{"burn_rate_percent":99}}"#, "/alerts/burn_rate_percent"),
            (#"{"alerts":{"enabled":null}}"#, "/alerts/enabled"),
            (#"{"alerts":{"volume":1}}"#, "/alerts"), (#"{"theme":"dark"}"#, "/theme"),
        ]
    )
    func refusesSettings(_ body: String, _ place: String) async throws {
        let rig = try await ControlRig()
        let answer = try await rig.send("PATCH", "/v1/settings", body, ["if-match": "*"])
        #expect(answer.status == 422 && answer.text.contains("\"\(place)\""), "\(answer.text)")
        #expect(rig.settings.current == ConsoleSettingsItem())
    }

    @Test("settings are for admins of all")
    func settingsRoles() async throws {
        let rig = try await ControlRig()
        let home = try await rig.workspace()
        let senders = [
            ControlRig.Sender.viewer, .operator, .person([.admin], workspace: home.id),
        ]
        for sender in senders {
            #expect(try await rig.send("GET", "/v1/settings", by: sender).status == 403)
            let edit = try await rig.send(
                "PATCH",
                "/v1/settings",
                #"{"session_ms":600000}"#,
                by: sender,
                ["if-match": "*"]
            )
            #expect(edit.status == 403)
        }
    }

    // MARK: Who asks

    @Test("everybody is told who they are and until when")
    func me() async throws {
        let rig = try await ControlRig()
        let home = try await rig.workspace()
        let agent = try await rig.agent()
        let admin = try await rig.send("GET", "/v1/me")
        #expect(admin["kind"] == "admin_token" && admin["name"] == "admin")
        #expect(admin.list("permissions") == ["read", "audit", "operate", "approve", "administer"])
        #expect(admin.isNull("expires_at_ms") && admin.isNull("workspace"))

        _ = try await rig.send("PUT", Self.path, #"{"roles":["approver"],"approves":["finance"]}"#)
        let person = try await rig.send("GET", "/v1/me", by: .person([.approver]))
        #expect(person["kind"] == "person" && person.list("permissions") == ["read", "approve"])
        #expect(person.list("approves") == ["finance"])
        #expect(person.number("expires_at_ms") == rig.clock.nowMs + Sessions.usualLifeMs)

        let key = try await rig.send("GET", "/v1/me", by: .key(home.secret))
        #expect(key["kind"] == "key" && key["workspace"] == home.id)
        #expect(key.list("permissions") == ["read", "audit", "operate"])
        let caller = try await rig.send("GET", "/v1/me", by: .key(agent.secret))
        #expect(caller.status == 200 && caller.list("permissions").isEmpty)
        #expect(try await rig.send("GET", "/v1/me", by: .nobody).status == 401)
        #expect(try await rig.send("GET", "/v1/me?x=1").status == 422)
    }
}
