/// One way in which calls are told apart: by tenant, team, agent, model, or a free tag.
public enum Dimension: Hashable, Sendable {
    case tenant, team, project, user, agent, run, session, provider, model, tool
    /// A tag with a name of the operator's own, written `tag:NAME`.
    case tag(String)

    /// The dimensions with fixed names, in the order in which scopes are written.
    public static let named: [Dimension] = [
        .tenant, .team, .project, .user, .agent, .run, .session, .provider, .model, .tool,
    ]

    /// The name as policies, headers and entries write it.
    public var name: String {
        switch self {
        case .tenant: "tenant"
        case .team: "team"
        case .project: "project"
        case .user: "user"
        case .agent: "agent"
        case .run: "run"
        case .session: "session"
        case .provider: "provider"
        case .model: "model"
        case .tool: "tool"
        case .tag(let name): "tag:" + name
        }
    }

    /// Reads what ``name`` writes; nil for an unknown dimension or an empty tag.
    public init?(name: String) {
        if name.hasPrefix("tag:"), name.utf8.count > 4 {
            self = .tag(String(name.dropFirst(4)))
            return
        }
        guard let found = Dimension.named.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}
