import FarthingCore
import Foundation
import Testing

@testable import FarthingConsole

@Suite("API: approvals of tools' calls")
struct ToolApprovalsAPITests {
    private static let path = "/v1/approvals/"

    /// A workspace's agent whose calls wait; the agent, and the approval of one.
    private static func toolCall(
        _ rig: OfficeRig,
        workspace: String = "default",
        cost: String = "2"
    ) async throws -> (agent: String, ask: String) {
        let agent = try await rig.send(
            "POST",
            "/v1/agents",
            #"{"name":"bot","workspace":"\#(workspace)","daily_limit_nanos":10000000000}"#
        )
        let rule = try await rig.send(
            "POST",
            "/policies",
            #"{"name":"Ask","policy_type":"require_approval","action":"require_approval","#
                + #""policy_config":{"tool_name":"pay"},"workspace_id":"\#(workspace)"}"#
        )
        #expect(rule.status == 200, "\(rule.text)")
        let call = try await rig.send(
            "POST",
            "/proxy/call",
            #"{"agent_key":"\#(agent["secret"])","tool_name":"pay","estimated_cost":\#(cost)}"#,
            by: .nobody
        )
        return (agent: agent["id"], ask: call["approval_id"])
    }

    @Test("a tool's call that waits is shown beside the others, and decided")
    func toolCalls() async throws {
        let rig = try await ApprovalsAPITests.rig()
        let (agent, ask) = try await Self.toolCall(rig)
        let book = try await ApprovalsAPITests.ask(rig)
        let list = try await rig.send("GET", "/v1/approvals")
        #expect(Set(list.each("kind")) == ["call", "tool_call"])
        #expect(Set(list.each("id")) == [ask, book])
        let only = try await rig.send("GET", "/v1/approvals?agent=" + agent)
        #expect(only.each("id") == [ask])
        let shown = try await rig.send("GET", Self.path + ask)
        #expect(shown["tool"] == "pay" && shown["agent"] == agent && shown.isNull("approvers"))
        #expect(shown.number("cost_nanos") == 2_000_000_000 && shown.list("reasons") == ["Ask"])
        #expect(shown["state"] == "pending" && shown.isNull("used_by") && shown.isNull("model"))
        #expect(shown["key_id"] == rig.desk.registry.agent(agent)?.keyID)
        let line = (shown.object["lines"] as? [[String: Any]])?.first
        #expect(line?["scope"] as? String == "agent=" + agent)
        let person = try await ApprovalsAPITests.person(rig, "ana", [])
        let done = try await rig.send(
            "POST",
            Self.path + ask + "/approve",
            #"{"note":"go"}"#,
            by: person
        )
        #expect(done.status == 200 && done["state"] == "used" && !done["used_by"].isEmpty)
        let vote = (done.object["votes"] as? [[String: Any]])?.first
        #expect(vote?["by"] as? String == "person:ana@example.com")
        let used = try await rig.send("GET", "/v1/approvals?state=used")
        #expect(used.each("id") == [ask])
        for verb in ["approve", "deny", "withdraw"] {
            let again = try await rig.send("POST", Self.path + ask + "/" + verb)
            #expect(again.status == 409 && again.code == "already_decided")
        }
    }

    @Test("a tool's call is denied or taken back, and its money is free again")
    func toolCallsEnd() async throws {
        for (verb, state) in [("deny", "denied"), ("withdraw", "withdrawn")] {
            let rig = try await ApprovalsAPITests.rig()
            let (agent, ask) = try await Self.toolCall(rig)
            let done = try await rig.send("POST", Self.path + ask + "/" + verb)
            #expect(done.status == 200 && done["state"] == state)
            #expect(try await rig.send("GET", "/v1/approvals?state=" + state).each("id") == [ask])
            let shown = try await rig.send("GET", "/v1/agents/" + agent)
            #expect(shown.number("held_nanos") == 0 && shown.number("spent_today_nanos") == 0)
        }
    }

    @Test("tools' calls of other workspaces are not there")
    func toolCallBorders() async throws {
        let rig = try await ApprovalsAPITests.rig()
        let mine = try await rig.workspace("A")
        let (_, ask) = try await Self.toolCall(rig)
        let (_, own) = try await Self.toolCall(rig, workspace: mine)
        let me = ControlRig.Sender.person([.admin], workspace: mine)
        #expect(try await rig.send("GET", "/v1/approvals", by: me).each("id") == [own])
        #expect(try await rig.send("GET", Self.path + ask, by: me).status == 404)
        for verb in ["approve", "deny", "withdraw"] {
            #expect(try await rig.send("POST", Self.path + ask + "/" + verb, by: me).status == 404)
        }
        #expect(try await rig.send("POST", Self.path + own + "/deny", by: me).status == 200)
        #expect(
            try await rig.send("GET", "/v1/approvals?state=denied", by: me).each("id") == [own]
        )
    }
}
