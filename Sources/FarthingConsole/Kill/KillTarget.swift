import FarthingCore

/// What is stopped: no call of it is admitted.
package enum KillTarget: Hashable, Sendable {
    case everything
    /// Every call of a tenant.
    case tenant(String)
    /// An agent, by its id.
    case agent(String)
    /// A run and those that it started; in one workspace, or in all where that is nil.
    case run(String, workspace: String?)

    /// The tag under which a run's scope names the run that gave it its money, and the one under which
    /// that names the run to which it gave.
    static let parentRun = Dimension.tag("parent_run")
    static let childRun = Dimension.tag("child_run")

    /// The word for its kind, as the API and the registry write it.
    package var kind: String {
        switch self {
        case .everything: "everything"
        case .tenant: "tenant"
        case .agent: "agent"
        case .run: "run"
        }
    }

    /// The tenant, the agent or the run; nil for everything.
    package var name: String? {
        switch self {
        case .everything: nil
        case .tenant(let name), .agent(let name), .run(let name, _): name
        }
    }

    /// Its item's id in the registry: names may be longer than an id.
    var id: String {
        switch self {
        case .everything: return kind
        case .tenant(let name), .agent(let name): return Self.id(kind, [name])
        case .run(let name, let workspace):
            return Self.id(kind, [name] + (workspace.map { [$0] } ?? []))
        }
    }

    private static func id(_ kind: String, _ names: [String]) -> String {
        let text = names.joined(separator: "\u{1F}")
        return kind + "-" + IdempotencyKey.name(hash: SHA256Hash.of(Array(text.utf8)))
    }

    /// Whether a call is of it.
    ///
    /// - Parameter tenant: whose a call is that names no tenant.
    func stops(_ scope: Scope, tenant: String) -> Bool {
        switch self {
        case .everything: return true
        case .tenant(let name): return scope[.tenant] ?? tenant == name
        case .agent(let id): return scope[.agent] == id
        case .run(let name, let workspace):
            guard scope[.run] == name || scope[Self.parentRun] == name else { return false }
            return workspace.map { scope[.project] == $0 } ?? true
        }
    }

    /// What a refused call is told.
    var reason: String {
        switch self {
        case .everything: "the kill switch has stopped everything"
        case .tenant(let name): "the kill switch has stopped the tenant \(printable(name))"
        case .agent(let id): "the kill switch has stopped the agent \(printable(id))"
        case .run(let name, _): "the kill switch has stopped the run \(printable(name))"
        }
    }
}

/// A kill switch that is on.
package struct Kill: Hashable, Sendable {
    /// The collection of the registry.
    package static let collection = "kills"
    /// The most runs below a stopped one that are remembered by name; what others were given to spend
    /// is taken back, so that they stand still too.
    static let childrenMax = 100

    package var target: KillTarget
    /// Runs below a run that is stopped.
    package var children: [String]
    /// Who did it: ``Principal/name``.
    package var by: String
    package var note: String
    package var atMs: Int64
    /// The entry from which on no call is admitted.
    package var sequence: Int64

    init(
        _ target: KillTarget,
        children: [String] = [],
        by: String,
        note: String,
        atMs: Int64 = 0,
        sequence: Int64 = 0
    ) {
        self.target = target
        self.children = children
        self.by = by
        self.note = note
        self.atMs = atMs
        self.sequence = sequence
    }

    /// Reads an item of the registry; nil for one that is removed, or none of these.
    init?(_ item: RegistryItem) {
        guard let root = RegistryText.root(of: item), let kind = root.member("target")?.string
        else {
            return nil
        }
        let name = root.member("name")?.string ?? ""
        let target: KillTarget
        switch kind {
        case "everything": target = .everything
        case "tenant": target = .tenant(name)
        case "agent": target = .agent(name)
        case "run": target = .run(name, workspace: root.member("workspace")?.string)
        default: return nil
        }
        self.init(
            target,
            children: root.member("children")?.elements.compactMap(\.string) ?? [],
            by: root.member("by")?.string ?? "",
            note: root.member("note")?.string ?? "",
            atMs: item.changedAtMs,
            sequence: item.sequence
        )
    }

    /// The document of the registry.
    var document: [UInt8] {
        RegistryText.object { json in
            json.key("by")
            json.string(by)
            json.key("children")
            json.beginArray()
            for child in children { json.string(child) }
            json.endArray()
            json.key("name")
            json.string(target.name)
            json.key("note")
            json.string(note)
            json.key("target")
            json.string(target.kind)
            if case .run(_, let workspace?) = target {
                json.key("workspace")
                json.string(workspace)
            }
        }
    }

    /// Every run that it stops, the first that was named among them; none where it stops something else.
    var targets: [KillTarget] {
        guard case .run(_, let workspace) = target else { return [target] }
        return [target] + children.map { .run($0, workspace: workspace) }
    }
}
