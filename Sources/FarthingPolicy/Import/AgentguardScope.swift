public import FarthingCore

/// Whom a policy or a call of agentguard-spend is about.
public struct AgentguardScope: Hashable, Sendable {
    /// The one member that is always compared, an empty one too.
    public var tenantID: String
    /// The user; nil or empty for any, in a policy.
    public var userID: String?
    /// The team, in the same way.
    public var teamID: String?
    /// The agent, in the same way.
    public var agentID: String?
    /// The task, in the same way.
    public var taskID: String?
    /// A label that the caller sets: it need not be the provider that is called.
    public var provider: String?

    /// Makes a scope.
    public init(
        tenantID: String,
        userID: String? = nil,
        teamID: String? = nil,
        agentID: String? = nil,
        taskID: String? = nil,
        provider: String? = nil
    ) {
        self.tenantID = tenantID
        self.userID = userID
        self.teamID = teamID
        self.agentID = agentID
        self.taskID = taskID
        self.provider = provider
    }

    /// The peer's key for what calls with this scope have spent.
    ///
    /// Nothing in it is escaped, so that two scopes can have one key; ours,
    /// `Scope.key(per:)`, cannot.
    public var spendKey: String {
        var key = "tenant=" + tenantID
        for (name, value) in members {
            if let value, !value.isEmpty { key += "|" + name.wire + "=" + value }
        }
        return key
    }

    /// Whether a policy for this scope is about a call with the other one.
    public func covers(_ call: AgentguardScope) -> Bool {
        guard isSame(tenantID, call.tenantID) else { return false }
        return zip(members, call.members).allSatisfy { mine, theirs in
            guard let wanted = mine.value, !wanted.isEmpty else { return true }
            return theirs.value.map { isSame($0, wanted) } ?? false
        }
    }

    /// The peer compares code points; Swift's `==` would take two spellings of `é` for one.
    private func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    /// A member beside the tenant: what it is in our language, in the peer's keys and in its JSON.
    struct Name {
        private let ours: Dimension
        let wire: String
        let json: String

        init(_ ours: Dimension, wire: String, json: String) {
            self.ours = ours
            self.wire = wire
            self.json = json
        }

        /// The dimension that stands for it. There a provider is whatever the caller says.
        func dimension(_ meaning: PolicyImporter.Meaning) -> Dimension {
            meaning == .compatible && ours == .provider ? .tag("provider") : ours
        }
    }

    /// The members beside the tenant, in the order of the peer's keys.
    static let names: [Name] = [
        Name(.user, wire: "user", json: "userId"),
        Name(.team, wire: "team", json: "teamId"),
        Name(.agent, wire: "agent", json: "agentId"),
        Name(.tag("task"), wire: "task", json: "taskId"),
        Name(.provider, wire: "prov", json: "provider"),
    ]

    /// Every member beside the tenant with its value.
    var members: [(name: Name, value: String?)] {
        Array(zip(Self.names, [userID, teamID, agentID, taskID, provider]))
            .map { (name: $0.0, value: $0.1) }
    }

    /// The scope as our calls have it, the tenant and what is not empty.
    public func scope(_ meaning: PolicyImporter.Meaning = .ours) -> Scope {
        var scope = Scope()
        scope[.tenant] = tenantID
        for (name, value) in members {
            if let value, !value.isEmpty { scope[name.dimension(meaning)] = value }
        }
        return scope
    }
}
