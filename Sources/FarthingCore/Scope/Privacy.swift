/// Of which dimensions no value is kept: each stands everywhere as its subject's commitment.
public struct Privacy: Hashable, Sendable {
    /// The dimensions, in the order given; at most ``Scope/dimensionsMax``.
    public var commit: [Dimension]

    /// Commits to the values of these dimensions; to none without them.
    public init(commit: [Dimension] = []) {
        self.commit = commit
    }

    /// Whether values of this dimension are committed to.
    public func covers(_ dimension: Dimension) -> Bool { commit.contains(dimension) }

    /// The dimensions' names in the order of their bytes, so that two lists of the same are equal.
    package var names: [String] { commit.map(\.name).sorted(by: utf8Precedes) }
}

extension Dimension {
    /// Whether values of the dimension can be committed to: those that say for whom a call is.
    ///
    /// What a call says itself, and what ties calls together, stays readable.
    public var isCommittable: Bool {
        switch self {
        case .team, .project, .user, .agent, .session: true
        case .tag(let name): name != "parent_run" && name != "child_run"
        case .tenant, .run, .provider, .model, .tool: false
        }
    }

    /// What of this can be committed to, for people.
    package static let committable = "team, project, user, agent, session and tag:NAME"
}
