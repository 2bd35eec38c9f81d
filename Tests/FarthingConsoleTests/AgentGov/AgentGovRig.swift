import Farthing
import FarthingCore
import FarthingTesting
import Foundation
import Testing

@testable import FarthingConsole

/// agent-gov's API without a network, on a console in memory.
struct AgentGovRig: Sendable {
    let memory: MemoryDesk
    let gov: AgentGov
    let site: ConsoleSite
    let adminToken: String
    let isCompatible: Bool

    var desk: ConsoleDesk { memory.desk }

    /// An answer, its body as Foundation reads JSON.
    struct Answer {
        var status: Int
        var text: String
        var object: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
        }

        subscript(name: String) -> String { object[name] as? String ?? "" }

        /// A member as the answer writes it.
        func number(_ name: String) -> Double? { (object[name] as? NSNumber)?.doubleValue }

        /// The refusal's text.
        var detail: String { self["detail"] }
    }

    init(
        isCompatible: Bool = false,
        memory: MemoryDesk? = nil,
        adminToken: String = AdminToken.make(),
        unknownTools: AgentGov.UnknownTools = .estimate
    ) async throws {
        var memory = memory
        if memory == nil { memory = try await MemoryDesk() }
        let here = try #require(memory)
        let gov = AgentGov(here.desk) { unknownTools }
        let routes = AgentGovRoutes(gov, isCompatible: isCompatible)
        let registry = here.desk.registry
        let token = try #require(AdminToken(adminToken))
        let clock = here.clock
        let root = Route("GET", "/", .open, style: .detail) { try await routes.service($0) }
        site = ConsoleSite(
            routes: routes.routes + [root],
            access: ConsoleAccess(
                adminToken: token,
                keys: here.store.keyRing,
                sessions: Sessions(isSecure: false),
                workspaceOfKey: { registry.workspace(ofKey: $0.id) },
                clockMs: { clock.nowMs }
            ),
            anybody: isCompatible ? .anybody : nil,
            errorPage: { error, _ in .page(error.status, []) },
            clockMs: { clock.nowMs }
        )
        self.memory = here
        self.gov = gov
        self.adminToken = adminToken
        self.isCompatible = isCompatible
    }

    /// The same after a restart.
    func restarted() async throws -> AgentGovRig {
        try await AgentGovRig(
            isCompatible: isCompatible,
            memory: try await memory.restarted(),
            adminToken: adminToken
        )
    }

    /// Sends a request with the admin token, where no other key or no key at all is said.
    func send(
        _ method: String,
        _ target: String,
        _ body: String? = nil,
        key: String?? = .none
    ) async throws -> Answer {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        var fields = [(name: "content-type", value: "application/json")]
        let secret: String? = if let key { key } else { adminToken }
        if let secret { fields.append(("authorization", "Bearer \(secret)")) }
        var request = ConsoleRequest(
            method: method,
            path: parts[0],
            query: parts.count > 1 ? FormText.fields(parts[1]) : [],
            fields: fields,
            body: Array((body ?? "").utf8)
        )
        guard case .route(let route, let parameters) = site.routes.find(method, parts[0]) else {
            Issue.record("no route for \(method) \(parts[0])")
            return Answer(status: 0, text: "")
        }
        request.parameters = parameters
        let answer = await site.answer(request, of: route)
        guard case .bytes(let bytes) = answer.body else { return Answer(status: 0, text: "") }
        return Answer(status: answer.status, text: String(decoding: bytes, as: UTF8.self))
    }

    /// Registers an agent; its key.
    func agent(_ budget: String = "10", workspace: String = "default") async throws -> String {
        let answer = try await send(
            "POST",
            "/agents/register",
            #"{"name":"bot","daily_budget":\#(budget),"workspace_id":"\#(workspace)"}"#
        )
        #expect(answer.status == 200, "\(answer.text)")
        return answer["api_key"]
    }

    /// Announces a call.
    func call(
        _ key: String,
        _ tool: String = "search",
        _ estimate: String = "1"
    ) async throws -> Answer {
        try await send(
            "POST",
            "/proxy/call",
            #"{"agent_key":"\#(key)","tool_name":"\#(tool)","estimated_cost":\#(estimate)}"#,
            key: .some(nil)
        )
    }

    /// Makes a rule; its number.
    func rule(
        _ type: String,
        _ config: String = "{}",
        action: String = "block",
        workspace: String = "default"
    ) async throws -> Int {
        let answer = try await send(
            "POST",
            "/policies",
            """
            {"name":"rule","policy_type":"\(type)","policy_config":\(config),"action":"\(action)",\
            "workspace_id":"\(workspace)"}
            """
        )
        #expect(answer.status == 200, "\(answer.text)")
        return answer.number("id").map { Int($0) } ?? 0
    }
}
