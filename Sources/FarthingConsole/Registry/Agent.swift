package import FarthingCore

/// Who spends: a program with a key of its own and, as a rule, a limit a day.
///
/// Its calls have its id in the dimension `agent`, and its workspace in `project`.
package struct Agent: Hashable, Sendable {
    /// The collection of the registry.
    package static let collection = "agents"

    /// `ag_` and 16 hexadecimal digits.
    package var id: String
    /// Names need not differ.
    package var name: String
    package var workspace: String
    /// The access key that it shows.
    package var keyID: String
    /// The key before it, which its holder may still show until it ends; nil for none.
    package var oldKeyID: String?
    /// What it may spend a day, in nano-units of the workspace's currency; nil for nothing of its own.
    package var dailyLimitNanos: Int64?
    /// Whether it was taken out of use; its key is revoked then.
    package var isRetired: Bool
    package var createdAtMs: Int64

    package init(
        id: String,
        name: String,
        workspace: String,
        keyID: String,
        oldKeyID: String? = nil,
        dailyLimitNanos: Int64?,
        isRetired: Bool = false,
        createdAtMs: Int64
    ) {
        self.id = id
        self.name = name
        self.workspace = workspace
        self.keyID = keyID
        self.oldKeyID = oldKeyID
        self.dailyLimitNanos = dailyLimitNanos
        self.isRetired = isRetired
        self.createdAtMs = createdAtMs
    }

    /// Reads a document of the registry; nil where it is none of an agent.
    package init?(id: String, _ node: JSONNode) {
        guard let name = node.member("name")?.string,
            let workspace = node.member("workspace")?.string,
            let keyID = node.member("keyID")?.string,
            let createdAtMs = node.member("createdAtMs")?.int64
        else { return nil }
        self.init(
            id: id,
            name: name,
            workspace: workspace,
            keyID: keyID,
            oldKeyID: node.member("oldKeyID")?.string,
            dailyLimitNanos: node.member("dailyLimitNanos")?.int64,
            isRetired: node.member("isRetired")?.bool ?? false,
            createdAtMs: createdAtMs
        )
    }

    /// The document of the registry.
    package var document: [UInt8] {
        RegistryText.object { json in
            json.key("createdAtMs")
            json.int(createdAtMs)
            if let dailyLimitNanos {
                json.key("dailyLimitNanos")
                json.int(dailyLimitNanos)
            }
            json.key("isRetired")
            json.bool(isRetired)
            json.key("keyID")
            json.string(keyID)
            json.key("name")
            json.string(name)
            if let oldKeyID {
                json.key("oldKeyID")
                json.string(oldKeyID)
            }
            json.key("workspace")
            json.string(workspace)
        }
    }

    /// What its calls are for.
    package var scope: Scope {
        var scope = Scope()
        scope[.agent] = id
        scope[.project] = workspace
        return scope
    }

    /// Which account of its workspace's budget is its own.
    package var account: String { scope.key(per: [.agent]) }
}
