import FarthingCore

/// agent-gov's API, version 0.6: its clients work unchanged.
///
/// Where agent-gov is unsound, ``isCompatible`` chooses its ways, and the console's own otherwise;
/// docs/agent-gov.md tells both.
package struct AgentGovRoutes: Sendable {
    /// The version of agent-gov's API that this is.
    package static let apiVersion = "0.6.0"
    /// The longest body: names, texts and a rule's configuration.
    static let bodyBytesMax = 64 << 10

    let gov: AgentGov
    let isCompatible: Bool

    var desk: ConsoleDesk { gov.desk }

    /// - Parameters:
    ///   - gov: what all listeners of the console share.
    ///   - isCompatible: whether it answers as agent-gov does also where that is less strict.
    package init(_ gov: AgentGov, isCompatible: Bool) {
        self.gov = gov
        self.isCompatible = isCompatible
    }

    /// For a console with one listener.
    package init(desk: ConsoleDesk, isCompatible: Bool) {
        self.init(AgentGov(desk), isCompatible: isCompatible)
    }

    /// All of them but `GET /`, which a browser and a program see differently: ``service(_:)`` is
    /// what the program sees.
    package var routes: [Route] {
        [
            route("POST", "/proxy/call", .open, call),
            route("POST", "/agents/register", .principal(.operate), registerAgent),
            route("POST", "/agents/{agent_key}/resume", .principal(.operate), resume),
            route("POST", "/agents/{agent_key}/reset", .principal(.operate), reset),
            route("POST", "/tools/register", .principal(.operate), registerTool),
            route("GET", "/tools", .principal(.read), tools),
            route("GET", "/analytics/tools", .principal(.read), analytics),
            route("POST", "/workspaces", .principal(.administer), addWorkspace),
            route("GET", "/workspaces", .principal(.read), workspaces),
            route("GET", "/policies/types", .principal(.read), ruleTypes),
            route("POST", "/policies", .principal(.operate), addRule),
            route("GET", "/policies", .principal(.read), rules),
            route("GET", "/policies/{policy_id}", .principal(.read), rule),
            route("DELETE", "/policies/{policy_id}", .principal(.operate), deleteRule),
            route("PATCH", "/policies/{policy_id}/toggle", .principal(.operate), toggleRule),
            route("GET", "/approvals/pending", .principal(.read), pending),
            route("POST", "/approvals/{approval_id}/decide", .principal(.approve), decide),
        ]
    }

    private func route(
        _ method: String,
        _ path: String,
        _ access: Route.Access,
        _ handler: @escaping Route.Handler
    ) -> Route {
        Route(method, path, access, style: .detail, bodyBytesMax: Self.bodyBytesMax, handler)
    }

    /// What `GET /` answers a program: what it is, and how much of it there is.
    package func service(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let sums = try await desk.statistics.sums(StatisticsQuestion())
        let counts = desk.registry.counts
        return .json { json in
            json.key("service")
            json.string("Farthing")
            json.key("version")
            json.string(Self.apiVersion)
            json.key("agents_registered")
            json.int(counts.agents)
            json.key("total_calls_tracked")
            json.int(sums.reduce(0) { $0 + $1.calls })
            json.key("tools_registered")
            json.int(counts.tools)
            json.key("docs")
            json.string("/docs")
        }
    }

    /// Of which workspace a list is asked, and of which it is to be made.
    struct Filter {
        /// As the request says; nil for none.
        var asked: String?
        /// Nil for all.
        var workspace: String?
    }

    /// Reads a list's filter; an empty one is none.
    ///
    /// - Throws: ``ConsoleError`` 404 for a workspace that the principal may not see.
    func filter(_ request: ConsoleRequest) throws -> Filter {
        let asked = request.queryValue("workspace_id").flatMap { $0.isEmpty ? nil : $0 }
        if let asked, !(request.principal?.mayEnter(asked) ?? true) {
            throw ConsoleError.notFound("workspace")
        }
        return Filter(asked: asked, workspace: asked ?? request.principal?.workspace)
    }
}

extension JSONWriter {
    /// Writes what a list was filtered by.
    mutating func filter(_ filter: AgentGovRoutes.Filter) {
        key("filter")
        beginObject()
        key("workspace_id")
        string(filter.asked)
        endObject()
    }
}
