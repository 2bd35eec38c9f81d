import FarthingCore
import FarthingTesting
import Foundation
import Testing

@testable import FarthingConsole

@Suite("API: approvals")
struct ApprovalsAPITests {
    private static let path = "/v1/approvals/"

    /// A console with a budget of ten dollars.
    static func rig() async throws -> OfficeRig {
        let rig = try await OfficeRig()
        try await rig.budget(#"{"id":"daily","limit":"10 USD","window":"day"}"#)
        return rig
    }

    /// Has a call ask for an approval; its id.
    static func ask(
        _ rig: OfficeRig,
        _ amount: Int64 = 1_000_000_000,
        group: String = "finance",
        needed: Int64 = 1,
        principal: String = "key_caller",
        project: String? = nil,
        subject: String = "s"
    ) async throws -> String {
        let ask = ApprovalAsk(
            subject: subject,
            terms: ApprovalTerms(group: group, needed: needed),
            reasons: ["over a dollar"]
        )
        let hold = rig.hold(
            "daily",
            "",
            amount,
            principal: principal,
            project: project,
            approval: ask
        )
        let outcome = try await rig.desk.store.apply([.hold(hold)], nowMs: rig.clock.nowMs).first
        guard case .refused(let refusal)? = outcome, refusal.code == .approvalPending else {
            Issue.record("not asked: \(String(describing: outcome))")
            return ""
        }
        return try #require(refusal.approvalID).description
    }

    /// Somebody of a group.
    static func person(
        _ rig: OfficeRig,
        _ name: String,
        _ groups: [String]
    ) async throws -> ControlRig.Sender {
        let list = groups.map { #""\#($0)""# }.joined(separator: ",")
        let answer = try await rig.send(
            "PUT",
            "/v1/people/\(name)@example.com",
            #"{"roles":["approver"],"approves":[\#(list)]}"#
        )
        #expect(answer.status == 201, "\(answer.text)")
        return .person([.approver], name: "person:\(name)@example.com")
    }

    @Test("what the policy asks for is shown with all that whoever decides must know")
    func shows() async throws {
        let rig = try await Self.rig()
        let id = try await Self.ask(rig, project: "default")
        let shown = try await rig.send("GET", Self.path + id, by: .viewer)
        #expect(shown.status == 200 && shown["id"] == id && shown["kind"] == "call")
        #expect(shown["state"] == "pending" && shown["workspace"] == "default")
        #expect(shown["key_id"] == "key_caller" && shown["model"] == "gpt-5")
        #expect(shown.number("cost_nanos") == 1_000_000_000 && shown["currency"] == "USD")
        #expect(shown.list("reasons") == ["over a dollar"] && shown["approvers"] == "finance")
        #expect(shown.number("needed") == 1 && shown.isNull("used_by") && shown.isNull("tool"))
        #expect(shown.number("asked_at_ms") == rig.clock.nowMs)
        #expect(shown.number("until_ms") == rig.clock.nowMs + 3_600_000)
        let line = (shown.object["lines"] as? [[String: Any]])?.first
        #expect(line?["budget"] as? String == "daily" && line?["unit"] as? String == "USD")
        #expect(line?["amount"] as? Int == 1_000_000_000)
        #expect(shown.number("entry") ?? 0 > 0 && shown.object.count == 25)
        let other = Self.path + "00000000-0000-0000-0000-000000000000"
        for path in [other, Self.path + "ap-000000000000", Self.path + "x"] {
            #expect(try await rig.send("GET", path).status == 404)
        }
    }

    @Test("an admin approves, and the money is set aside; again changes nothing")
    func adminApproves() async throws {
        let rig = try await Self.rig()
        let id = try await Self.ask(rig)
        let done = try await rig.send("POST", Self.path + id + "/approve", #"{"note":"fine"}"#)
        #expect(done.status == 200 && done["state"] == "granted", "\(done.text)")
        let vote = (done.object["votes"] as? [[String: Any]])?.first
        #expect(vote?["by"] as? String == "admin" && vote?["note"] as? String == "fine")
        #expect(vote?["for"] as? Bool == true)
        #expect(try await rig.desk.store.accounts().first?.held == 1_000_000_000)
        #expect(try await rig.send("POST", Self.path + id + "/approve").status == 200)
        let other = try await rig.send("POST", Self.path + id + "/deny")
        #expect(other.status == 409 && other.code == "already_decided")
        #expect(other["detail"].contains("for it already"))
        let back = try await rig.send("POST", Self.path + id + "/withdraw", by: .operator)
        #expect(back.status == 200 && back["state"] == "withdrawn")
        #expect(try await rig.desk.store.accounts().first?.held == 0)
        let late = try await rig.send("POST", Self.path + id + "/approve", by: .admin)
        #expect(late.status == 200)
    }

    @Test("people of the group vote, one against denies, and others are told so")
    func groups() async throws {
        let rig = try await Self.rig()
        let ana = try await Self.person(rig, "ana", ["finance"])
        let ben = try await Self.person(rig, "ben", ["finance", "legal"])
        let cy = try await Self.person(rig, "cy", ["legal"])
        let id = try await Self.ask(rig, needed: 2)
        let stranger = try await rig.send("POST", Self.path + id + "/approve", by: cy)
        #expect(stranger.status == 403 && stranger.code == "not_an_approver")
        let first = try await rig.send("POST", Self.path + id + "/approve", by: ana)
        #expect(first["state"] == "pending")
        let second = try await rig.send("POST", Self.path + id + "/approve", by: ben)
        #expect(second["state"] == "granted")
        let voters = (second.object["votes"] as? [[String: Any]] ?? []).map { $0["by"] as? String }
        #expect(voters == ["person:ana@example.com", "person:ben@example.com"])
        let denied = try await Self.ask(rig, subject: "t")
        #expect(
            try await rig.send("POST", Self.path + denied + "/deny", by: ben)["state"] == "denied"
        )
        let after = try await rig.send("POST", Self.path + denied + "/approve", by: ana)
        #expect(after.status == 409 && after.code == "already_decided")
        #expect(after["detail"].contains("denied"))
    }

    @Test("a key of the group votes under its id, and never on a call of its own")
    func keys() async throws {
        let rig = try await Self.rig()
        let made = try await rig.send(
            "POST",
            "/v1/keys",
            #"{"name":"voter","approves":["finance"]}"#
        )
        let key = ControlRig.Sender.key(made["secret"])
        let own = try await Self.ask(rig, principal: made["id"], subject: "own")
        for verb in ["approve", "deny"] {
            let answer = try await rig.send("POST", Self.path + own + "/" + verb, by: key)
            #expect(answer.status == 403 && answer.code == "own_call")
        }
        let id = try await Self.ask(rig)
        let done = try await rig.send("POST", Self.path + id + "/approve", by: key)
        #expect(done["state"] == "granted", "\(done.text)")
        let vote = (done.object["votes"] as? [[String: Any]])?.first
        #expect(vote?["by"] as? String == "key:" + made["id"])
        #expect(
            try await rig.desk.store.approval(try #require(HoldID(id)))?.votes.first?.voter
                == made["id"]
        )
    }

    @Test("a vote counts where the money is not there, and says what is missing")
    func noRoom() async throws {
        let rig = try await Self.rig()
        let id = try await Self.ask(rig, 4_000_000_000)
        try await rig.charge("daily", "", 7_000_000_000)
        let answer = try await rig.send("POST", Self.path + id + "/approve")
        #expect(answer.status == 409 && answer.code == "budget_exceeded", "\(answer.text)")
        #expect(answer["budget"] == "daily" && answer["unit"] == "USD")
        #expect(answer.number("limit") == 10_000_000_000)
        #expect(answer.number("spent") == 7_000_000_000)
        #expect(answer.number("needed") == 4_000_000_000)
        let shown = try await rig.send("GET", Self.path + id)
        #expect(shown["state"] == "pending")
        #expect((shown.object["votes"] as? [Any])?.count == 1)
        _ = try await rig.send("POST", "/v1/budgets/daily/top-up", #"{"amount":"5 USD"}"#)
        #expect(try await rig.send("POST", Self.path + id + "/approve")["state"] == "granted")
        let paused = try await Self.ask(rig, subject: "p")
        _ = try await rig.send("POST", "/v1/budgets/daily/pause")
        let refused = try await rig.send("POST", Self.path + paused + "/approve")
        #expect(refused.status == 409 && refused.code == "conflict")
    }

    @Test("a list has states, filters and pages, the newest first")
    func lists() async throws {
        let rig = try await Self.rig()
        var ids: [String] = []
        for number in 0..<3 {
            ids.append(try await Self.ask(rig, project: "default", subject: "s\(number)"))
            rig.clock.advance(byMs: 10)
        }
        let bare = try await Self.ask(rig, subject: "bare")
        ids.append(bare)
        let first = try await rig.send("GET", "/v1/approvals?limit=2")
        #expect(first.each("id") == [ids[3], ids[2]])
        let second = try await rig.send("GET", "/v1/approvals?cursor=" + first["next"])
        #expect(second.each("id") == [ids[1], ids[0]] && second.isNull("next"))
        let inside = try await rig.send("GET", "/v1/approvals?workspace=default")
        #expect(inside.each("id") == [ids[2], ids[1], ids[0]])
        _ = try await rig.send("POST", Self.path + ids[1] + "/approve")
        _ = try await rig.send("POST", Self.path + ids[0] + "/deny")
        for (state, wanted) in [
            "pending": [ids[3], ids[2]], "granted": [ids[1]], "denied": [ids[0]], "used": [],
            "withdrawn": [], "expired": [],
        ] {
            let list = try await rig.send("GET", "/v1/approvals?state=" + state)
            #expect(list.each("id") == wanted, "\(state)")
        }
        rig.clock.advance(byMs: 3_600_000)
        try await rig.desk.apply([.tick])
        let expired = try await rig.send("GET", "/v1/approvals?state=expired")
        #expect(expired.items.count == 3)
        for query in ["state=x", "limit=0", "cursor=AA", "what=1", "agent="] {
            #expect(try await rig.send("GET", "/v1/approvals?" + query).status == 422, "\(query)")
        }
        #expect(try await rig.send("GET", "/v1/approvals?workspace=ws-none").status == 404)
    }

    @Test("who has one workspace sees and decides its calls alone")
    func borders() async throws {
        let rig = try await Self.rig()
        let mine = try await rig.workspace("A")
        let own = try await Self.ask(rig, project: mine, subject: "own")
        let others = [
            try await Self.ask(rig, project: "default", subject: "d"),
            try await Self.ask(rig, subject: "n"),
        ]
        let me = ControlRig.Sender.person([.admin], workspace: mine)
        #expect(try await rig.send("GET", "/v1/approvals", by: me).each("id") == [own])
        for id in others {
            #expect(try await rig.send("GET", Self.path + id, by: me).status == 404)
            for verb in ["approve", "deny", "withdraw"] {
                let answer = try await rig.send("POST", Self.path + id + "/" + verb, by: me)
                #expect(answer.status == 404)
            }
        }
        #expect(try await rig.send("POST", Self.path + own + "/approve", by: me).status == 200)
        #expect(try await rig.send("GET", "/v1/approvals?workspace=default", by: me).status == 404)
    }

    @Test("each verb takes its role, and a body of a note at most")
    func roles() async throws {
        let rig = try await Self.rig()
        let id = try await Self.ask(rig)
        for (verb, sender) in [
            ("approve", ControlRig.Sender.viewer), ("deny", .operator), ("approve", .operator),
            ("withdraw", .viewer), ("withdraw", .person([.approver])),
        ] {
            let answer = try await rig.send("POST", Self.path + id + "/" + verb, by: sender)
            #expect(answer.status == 403 && answer.code == "forbidden", "\(verb)")
        }
        for body in [#"{"vote":1}"#, #"{"note":null}"#, "[]"] {
            let answer = try await rig.send("POST", Self.path + id + "/approve", body)
            #expect(answer.status == 422, "\(body)")
        }
        #expect(try await rig.send("GET", Self.path + id)["state"] == "pending")
        #expect(try await rig.send("GET", "/v1/approvals", by: .nobody).status == 401)
    }
}
