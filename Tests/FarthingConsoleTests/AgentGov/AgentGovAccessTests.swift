import FarthingCore
import Testing

@testable import FarthingConsole

@Suite("agent-gov: who may do what")
struct AgentGovAccessTests {
    /// Every route but the agents' own, with a body that it takes.
    private static let routes = [
        ("POST", "/agents/register", #"{"name":"a","daily_budget":1}"#),
        ("POST", "/agents/KEY/resume", ""), ("POST", "/agents/KEY/reset", ""),
        ("POST", "/tools/register", #"{"name":"t","cost_per_call":0}"#), ("GET", "/tools", ""),
        ("GET", "/analytics/tools", ""), ("POST", "/workspaces", #"{"name":"w"}"#),
        ("GET", "/workspaces", ""), ("GET", "/policies/types", ""),
        ("POST", "/policies", #"{"name":"p","policy_type":"block_tool"}"#),
        ("GET", "/policies", ""),
        ("GET", "/policies/1", ""), ("DELETE", "/policies/1", ""),
        ("PATCH", "/policies/1/toggle", #"{"enabled":false}"#), ("GET", "/approvals/pending", ""),
        ("POST", "/approvals/ap-1/decide", #"{"approval_id":"ap-1","decision":"approve"}"#),
    ]

    @Test("an agent's key opens its own calls and nothing else, and no key opens nothing at all")
    func agents() async throws {
        let rig = try await AgentGovRig()
        let key = try await rig.agent()
        _ = try await rig.rule("block_tool")
        let before = rig.memory.store.statistics.entries.count
        for (method, path, body) in Self.routes {
            let path = path.replacing("KEY", with: key)
            let own = try await rig.send(method, path, body, key: key)
            #expect(own.status == 403, "\(method) \(path)")
            let none = try await rig.send(method, path, body, key: .some(nil))
            #expect(none.status == 401, "\(method) \(path)")
            #expect(!(own.text + none.text).contains(key))
        }
        #expect(rig.memory.store.statistics.entries.count == before)
    }

    @Test("the routes are those of agent-gov, and only the agents' own is open")
    func table() async throws {
        let rig = try await AgentGovRig()
        let routes = AgentGovRoutes(rig.gov, isCompatible: false).routes
        #expect(routes.count == Self.routes.count + 1)
        for route in routes {
            switch route.access {
            case .open: #expect(route.path == "/proxy/call")
            case .principal(let permission): #expect(permission != nil)
            }
        }
    }

    @Test("a workspace's key sees and changes its workspace; others are as if they were not there")
    func workspaces() async throws {
        let rig = try await AgentGovRig()
        let made = try await rig.send("POST", "/workspaces", #"{"name":"w"}"#)
        let (workspace, key) = (made["id"], made["api_key"])
        let foreign = try await rig.agent()
        let foreignRule = try await rig.rule("block_tool", #"{"tool_name":"x"}"#)
        _ = try await rig.send("POST", "/tools/register", #"{"name":"x","cost_per_call":1}"#)
        let own = try await rig.rule("block_tool", #"{"tool_name":"x"}"#, workspace: workspace)
        func send(_ method: String, _ path: String, _ body: String? = nil) async throws -> Int {
            try await rig.send(method, path, body, key: key).status
        }
        #expect(try await send("POST", "/agents/\(foreign)/reset") == 404)
        #expect(try await send("POST", "/agents/\(foreign)/resume") == 404)
        #expect(try await send("GET", "/policies/\(foreignRule)") == 404)
        #expect(try await send("DELETE", "/policies/\(foreignRule)") == 404)
        let off = #"{"enabled":false}"#
        #expect(try await send("PATCH", "/policies/\(foreignRule)/toggle", off) == 404)
        #expect(try await send("GET", "/tools?workspace_id=default") == 404)
        #expect(try await send("GET", "/analytics/tools?workspace_id=default") == 404)
        #expect(try await send("GET", "/policies?workspace_id=default") == 404)
        let tool = #"{"name":"x","cost_per_call":0}"#
        #expect(try await send("POST", "/tools/register", tool) == 404)
        let rule = #"{"name":"p","policy_type":"block_tool"}"#
        #expect(try await send("POST", "/policies", rule) == 404)
        #expect(
            try await send("POST", "/agents/register", #"{"name":"a","daily_budget":1}"#) == 404
        )
        #expect(try await send("POST", "/workspaces", #"{"name":"v"}"#) == 403)
        // Its own.
        #expect(try await send("PATCH", "/policies/\(own)/toggle", off) == 200)
        let inside = #"{"name":"a","daily_budget":1,"workspace_id":"\#(workspace)"}"#
        #expect(try await send("POST", "/agents/register", inside) == 200)
        let tools = try await rig.send("GET", "/tools", key: key)
        #expect(tools.object["count"] == nil && tools.status == 200)
        let rules = try await rig.send("GET", "/policies", key: key)
        #expect(rules.number("count") == 1)
        let all = try await rig.send("GET", "/workspaces", key: key)
        #expect(all.number("count") == 1)
        // What belongs to others is as it was.
        let untouched = try await rig.send("GET", "/policies/\(foreignRule)")
        #expect(untouched.object["enabled"] as? Bool == true)
        // It is no agent's.
        #expect(try await rig.call(key).status == 401)
    }

    @Test("what waits in one workspace is nobody else's to see or to decide")
    func asks() async throws {
        let rig = try await AgentGovRig()
        let made = try await rig.send("POST", "/workspaces", #"{"name":"w"}"#)
        let key = try await rig.agent()
        _ = try await rig.rule(
            "require_approval",
            #"{"tool_name":"x"}"#,
            action: "require_approval"
        )
        let ask = try await rig.call(key, "x", "4")["approval_id"]
        let seen = try await rig.send("GET", "/approvals/pending", key: made["api_key"])
        #expect(seen.number("count") == 0)
        let stranger = Principal(
            .person(csrf: ""),
            name: "person:a@example.org",
            shownName: "A",
            permissions: Role.approver.permissions,
            workspace: made["id"]
        )
        await #expect(throws: ConsoleError.self) {
            try await rig.gov.asks.decide(ask, .approve, by: stranger)
        }
        #expect(try await rig.gov.asks.find(ask)?.ask.state == .pending)
    }

    @Test(
        "a key in the header counts where the body has none, and a wrong one is not none",
        arguments: [false, true]
    )
    func headers(_ isCompatible: Bool) async throws {
        let rig = try await AgentGovRig(isCompatible: isCompatible)
        let key = try await rig.agent()
        let body = #"{"tool_name":"t","estimated_cost":1}"#
        #expect(try await rig.send("POST", "/proxy/call", body, key: key).status == 200)
        #expect(try await rig.send("POST", "/proxy/call", body, key: .some(nil)).status == 422)
        let wrong = try await rig.send("POST", "/proxy/call", body, key: "ag-0000")
        #expect(wrong.status == 401)
        // The admin token is no agent's.
        #expect(try await rig.send("POST", "/proxy/call", body).status == 401)
        let both = #"{"agent_key":"\#(key)","tool_name":"t"}"#
        #expect(try await rig.send("POST", "/proxy/call", both, key: "ag-0000").status == 200)
        // An agent's id is none of its secrets.
        let id = try #require(rig.desk.registry.agents(of: nil, after: nil, limit: 1).first?.id)
        #expect(try await rig.call(id).status == 401)
        #expect(try await rig.send("POST", "/agents/\(id)/reset").status == 200)
    }

    @Test("no refusal shows what was sent")
    func echoes() async throws {
        let rig = try await AgentGovRig()
        let key = try await rig.agent()
        let bodies = [
            #"{"agent_key":"\#(key)"}"#, #"{"agent_key":["\#(key)"],"tool_name":"t"}"#,
            #"{"agent_key":"\#(key)","tool_name":5}"#, #"{"\#(key)":1,"\#(key)":2}"#,
            #"{"agent_key":"\#(key)","tool_name":"t","estimated_cost":"\#(key)"}"#,
            #"{"agent_key":"\#(key)x","tool_name":"t"}"#, #"["\#(key)"]"#, "\"\(key)\"", key,
            #"{"agent_key":"\#(key)","tool_name":"t","estimated_cost":\#(key)}"#,
        ]
        for body in bodies {
            let answer = try await rig.send("POST", "/proxy/call", body, key: .some(nil))
            #expect([401, 422].contains(answer.status), "\(body)")
            #expect(!answer.text.contains(key), "\(answer.text)")
        }
        let others = [
            ("/policies", #"{"name":"p","policy_type":"\#(key)"}"#),
            ("/policies", #"{"name":"p","policy_type":"block_tool","action":"\#(key)"}"#),
            (
                "/policies",
                #"{"name":"p","policy_type":"block_tool","policy_config":{"\#(key)":null}}"#
            ),
            ("/approvals/\(key)/decide", #"{"approval_id":"\#(key)","decision":"approve"}"#),
            ("/agents/\(key)0/reset", ""),
        ]
        for (path, body) in others {
            let answer = try await rig.send("POST", path, body)
            #expect((400..<500).contains(answer.status), "\(path) \(body)")
            #expect(!answer.text.contains(key), "\(answer.text)")
        }
    }
}
