package import FarthingCore

/// Somebody who may sign in, as the registry has it.
package struct RegisteredPerson: Hashable, Sendable {
    /// The collection of the registry.
    package static let collection = "people"

    /// An address that the identity provider vouches for, or the person's subject there: 1 to 255
    /// visible ASCII characters.
    package var id: String
    /// What pages call the person; empty for none.
    package var name: String
    package var roles: Set<Role>
    /// The one workspace in which that holds; nil for all.
    package var workspace: String?
    /// The groups of approvers in which the person may vote.
    package var approves: [String]
    package var createdAtMs: Int64

    package init(
        id: String,
        name: String,
        roles: Set<Role>,
        workspace: String? = nil,
        approves: [String] = [],
        createdAtMs: Int64
    ) {
        self.id = id
        self.name = name
        self.roles = roles
        self.workspace = workspace
        self.approves = approves
        self.createdAtMs = createdAtMs
    }

    /// Reads a document of the registry; nil where it is none of a person. Roles that this version does
    /// not know are left out: they give nothing.
    package init?(id: String, _ node: JSONNode) {
        guard let name = node.member("name")?.string,
            let roles = node.member("roles")?.elements.compactMap(\.string),
            let createdAtMs = node.member("createdAtMs")?.int64
        else { return nil }
        self.init(
            id: id,
            name: name,
            roles: Set(roles.compactMap(Role.init(rawValue:))),
            workspace: node.member("workspace")?.string,
            approves: node.member("approves")?.elements.compactMap(\.string) ?? [],
            createdAtMs: createdAtMs
        )
    }

    /// The document of the registry.
    package var document: [UInt8] {
        RegistryText.object { json in
            json.key("approves")
            json.beginArray()
            for group in approves { json.string(group) }
            json.endArray()
            json.key("createdAtMs")
            json.int(createdAtMs)
            json.key("name")
            json.string(name)
            json.key("roles")
            json.beginArray()
            for role in sortedRoles { json.string(role.rawValue) }
            json.endArray()
            if let workspace {
                json.key("workspace")
                json.string(workspace)
            }
        }
    }

    /// The roles, the least first.
    package var sortedRoles: [Role] { Role.allCases.filter(roles.contains) }

    /// Whether the id is an address of mail.
    package var isAddress: Bool { id.contains("@") }
}
