import FarthingCore
import FarthingTesting
import Foundation
import Testing

@testable import FarthingConsole

@Suite("API: what SpendGuard's operators ask")
struct SpendguardOperatorTests {
    private static let path = "/v1/approvals/"

    private static func rig() async throws -> OfficeRig {
        let rig = try await OfficeRig { desk in TenantsAPI(desk: desk) { "acme" }.routes }
        try await rig.budget(#"{"id":"daily","limit":"10 USD","window":"day"}"#)
        return rig
    }

    private static func resolve(
        _ rig: OfficeRig,
        _ id: String,
        _ target: String,
        by sender: ControlRig.Sender = .admin
    ) async throws -> ControlRig.Answer {
        let body = #"{"target_state":"\#(target)","reason":"because"}"#
        return try await rig.send("POST", path + id + "/resolve", body, by: sender)
    }

    private static func list(_ answer: ControlRig.Answer) throws -> [[String: Any]] {
        let list = try JSONSerialization.jsonObject(with: Data(answer.text.utf8))
        return try #require(list as? [[String: Any]])
    }

    // MARK: Approvals

    @Test("who names the tenant gets an array in their words; everybody else our pages")
    func lists() async throws {
        let rig = try await Self.rig()
        let first = try await ApprovalsAPITests.ask(rig, subject: "a")
        rig.clock.advance(byMs: 10)
        let second = try await ApprovalsAPITests.ask(rig, subject: "b")
        let answer = try await rig.send("GET", "/v1/approvals?tenant_id=acme", by: .viewer)
        let list = try Self.list(answer)
        #expect(list.map { $0["approval_id"] as? String } == [second, first])
        let one = try #require(list.last)
        #expect(one.count == 6)
        let decision = DecisionID.of(try #require(HoldID(first))).description
        #expect(one["decision_id"] as? String == decision)
        #expect(one["tenant_id"] as? String == "acme" && one["state"] as? String == "pending")
        #expect(one["created_at"] as? String == "2026-11-22T12:00:00.000Z")
        #expect(one["ttl_expires_at"] as? String == "2026-11-22T13:00:00.000Z")
        let limited = try await rig.send("GET", "/v1/approvals?tenant_id=acme&limit=1")
        #expect(try Self.list(limited).count == 1)
        let ours = try await rig.send("GET", "/v1/approvals")
        #expect(ours.each("id") == [second, first])
        #expect(ours.each("approval_id") == [second, first])
        let foreign = try await rig.send("GET", "/v1/approvals?tenant_id=globex")
        #expect(foreign.status == 403 && foreign.code == "forbidden")
        for query in ["state=lost", "limit=0", "limit=201"] {
            let answer = try await rig.send("GET", "/v1/approvals?tenant_id=acme&" + query)
            #expect(answer.status == 422, "\(query)")
        }
    }

    @Test(
        "a resolution is a vote or a withdrawal, and is told in their words",
        arguments: [
            ("approved", "granted", "approved"), ("denied", "denied", "denied"),
            ("cancelled", "withdrawn", "cancelled"),
        ]
    )
    func resolves(_ target: String, _ ours: String, _ theirs: String) async throws {
        let rig = try await Self.rig()
        let id = try await ApprovalsAPITests.ask(rig)
        let done = try await Self.resolve(rig, id, target)
        #expect(done.status == 200, "\(done.text)")
        #expect(done["final_state"] == theirs && done.object["transitioned"] as? Bool == true)
        #expect(HoldID(done["event_id"]) != nil)
        let shown = try await rig.send("GET", Self.path + id)
        #expect(shown["state"] == ours && shown["tenant_id"] == "acme")
        let peers = try await rig.send("GET", Self.path + id + "?tenant_id=acme")
        #expect(peers["state"] == theirs && peers["id"] == id)
        let again = try await Self.resolve(rig, id, target)
        #expect(again.status == 200 && again["final_state"] == theirs)
        #expect(again.object["transitioned"] as? Bool == false && again.isNull("event_id"))
        for other in ["approved", "denied", "cancelled"] where other != target {
            let answer = try await Self.resolve(rig, id, other)
            #expect(answer.status == 409 && answer.code == "already_decided", "\(other)")
        }
        for state in ["pending", "approved", "denied", "expired", "cancelled"] {
            let list = try await rig.send("GET", "/v1/approvals?tenant_id=acme&state=" + state)
            #expect(try Self.list(list).count == (state == theirs ? 1 : 0), "\(state)")
        }
    }

    @Test("a vote that others must join leaves it pending; so does one without room")
    func pending() async throws {
        let rig = try await Self.rig()
        let two = try await ApprovalsAPITests.ask(rig, needed: 2, subject: "two")
        let ana = try await ApprovalsAPITests.person(rig, "ana", ["finance"])
        let ben = try await ApprovalsAPITests.person(rig, "ben", ["finance"])
        let first = try await Self.resolve(rig, two, "approved", by: ana)
        #expect(first.status == 200 && first["final_state"] == "pending")
        #expect(first.object["transitioned"] as? Bool == false)
        #expect(try await Self.resolve(rig, two, "approved", by: ben)["final_state"] == "approved")
        let dear = try await ApprovalsAPITests.ask(rig, 4_000_000_000, subject: "dear")
        try await rig.charge("daily", "", 7_000_000_000)
        let answer = try await Self.resolve(rig, dear, "approved")
        #expect(answer.status == 200 && answer["final_state"] == "pending")
    }

    @Test("who may not, what is over and what was never there")
    func refuses() async throws {
        let rig = try await Self.rig()
        let id = try await ApprovalsAPITests.ask(rig)
        let stranger = try await ApprovalsAPITests.person(rig, "cy", ["legal"])
        #expect(try await Self.resolve(rig, id, "approved", by: stranger).status == 403)
        #expect(try await Self.resolve(rig, id, "cancelled", by: stranger).status == 403)
        #expect(try await Self.resolve(rig, id, "approved", by: .viewer).status == 403)
        #expect(try await Self.resolve(rig, id, "approved", by: .nobody).status == 401)
        let mine = try await rig.workspace("A")
        let me = ControlRig.Sender.person([.admin], workspace: mine)
        for unknown in [id, "00000000-0000-4000-8000-000000000000", "x"] {
            let answer = try await Self.resolve(rig, unknown, "approved", by: me)
            #expect(answer.status == 403, "\(unknown)")
        }
        rig.clock.advance(byMs: 3_600_000)
        let late = try await Self.resolve(rig, id, "approved")
        #expect(late.status == 409 && late.code == "already_decided", "\(late.text)")
    }

    @Test(
        "what is wrong with a resolution is 400",
        arguments: [
            "{}", "[]", "nonsense", #"{"target_state":"approved"}"#, #"{"reason":"x"}"#,
            #"{"target_state":"expired","reason":"x"}"#, #"{"target_state":7,"reason":"x"}"#,
            #"{"target_state":"approved","reason":""}"#,
            #"{"target_state":"approved","reason":" \n\t"}"#,
            #"{"target_state":"approved","reason":null}"#,
            #"{"target_state":"approved","reason":"x","more":1}"#,
        ]
    )
    func bodies(_ body: String) async throws {
        let rig = try await Self.rig()
        let id = try await ApprovalsAPITests.ask(rig)
        let answer = try await rig.send("POST", Self.path + id + "/resolve", body)
        #expect(answer.status == 400, "\(answer.text)")
        #expect(try await rig.send("GET", Self.path + id)["state"] == "pending")
    }

    // MARK: Balances

    @Test("balances are in millionths of money and whole units of all else, against the budget")
    func balances() async throws {
        let rig = try await Self.rig()
        try await rig.budget(#"{"id":"tokens","limit":"500 tokens","window":"day"}"#)
        try await rig.budget(
            #"{"id":"claims","match":{"tag:budget":"*"},"per":["tag:budget"],"#
                + #""limit":"1 USD","window":"day"}"#
        )
        try await rig.charge("daily", "", 1_500)
        try await rig.charge("claims", "tag:budget=mine", 400_000_000)
        let hold = rig.hold("daily", "", 2_000_001)
        _ = try await rig.desk.store.apply([.hold(hold)], nowMs: rig.clock.nowMs)
        let answer = try await rig.send("GET", "/v1/tenants/acme", by: .viewer)
        #expect(answer.status == 200 && answer["tenant_id"] == "acme", "\(answer.text)")
        let lines = answer.object["budgets"] as? [[String: String]] ?? []
        let found = Dictionary(lines.map { ($0["budget_id"] ?? "", $0) }) { $1 }
        #expect(found.keys.sorted() == ["daily", "mine", "tokens"])
        #expect(found["daily"]?["unit_id"] == "usd_micros")
        #expect(found["daily"]?["available_atomic"] == "9997998")
        #expect(found["daily"]?["reserved_atomic"] == "2001")
        #expect(found["daily"]?["committed_atomic"] == "2")
        #expect(found["mine"]?["available_atomic"] == "600000")
        #expect(found["mine"]?["scope"] == "tag:budget=mine")
        #expect(found["tokens"]?["unit_id"] == "tokens")
        #expect(found["tokens"]?["available_atomic"] == "500")
        #expect(found["tokens"]?["committed_atomic"] == "0")
        #expect(try await rig.send("GET", "/v1/tenants/globex").status == 403)
        #expect(try await rig.send("GET", "/v1/tenants/acme", by: .nobody).status == 401)
        let mine = try await rig.workspace("A")
        let me = ControlRig.Sender.person([.admin], workspace: mine)
        let bordered = try await rig.send("GET", "/v1/tenants/acme", by: me)
        #expect((bordered.object["budgets"] as? [Any])?.isEmpty == true)
    }
}
