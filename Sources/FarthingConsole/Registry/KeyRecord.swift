package import FarthingCore

/// What the registry says of an access key that people have made or changed in the console; beside it
/// stands the key itself, of which only the hash of its secret is kept, and that not here.
package struct KeyRecord: Sendable {
    /// The collection of the registry.
    package static let collection = "keys"

    /// The key's id.
    package var id: String
    package var name: String
    package var scope: Scope
    package var claims: [Match.Term]
    package var capability: Capability?
    package var approves: [String]
    package var isApproverOnly: Bool
    package var createdAtMs: Int64
    package var expiresAtMs: Int64?
    package var revokedAtMs: Int64?
    /// The key in whose place it is; nil for none.
    package var replaces: String?

    /// Of a key that is to be made.
    package init(_ key: NewAccessKey, createdAtMs: Int64) {
        id = key.id
        name = key.name
        scope = key.scope
        claims = key.claims
        capability = key.capability
        approves = key.approves
        isApproverOnly = key.isApproverOnly
        self.createdAtMs = createdAtMs
        expiresAtMs = key.expiresAtMs
    }

    /// Of a key that is there.
    package init(_ key: AccessKeyStatement) {
        id = key.id
        name = key.name
        scope = key.key?.scope ?? Scope()
        claims = key.key?.claims ?? []
        capability = key.key?.capability
        approves = key.key?.approves ?? []
        isApproverOnly = key.key?.isApproverOnly ?? false
        createdAtMs = key.createdAtMs
        expiresAtMs = key.expiresAtMs
        revokedAtMs = key.revokedAtMs
    }

    /// What makes it the registry's.
    package var edit: RegistryEdit {
        RegistryEdit(collection: Self.collection, id: id, document: document)
    }

    /// The document of the registry.
    package var document: [UInt8] {
        RegistryText.object { json in
            json.key("approves")
            json.texts(approves)
            if let capability {
                json.key("capability")
                json.string(capability.name)
            }
            json.key("claims")
            json.claims(claims)
            json.key("createdAtMs")
            json.int(createdAtMs)
            if let expiresAtMs {
                json.key("expiresAtMs")
                json.int(expiresAtMs)
            }
            json.key("isApproverOnly")
            json.bool(isApproverOnly)
            json.key("name")
            json.string(name)
            if let replaces {
                json.key("replaces")
                json.string(replaces)
            }
            if let revokedAtMs {
                json.key("revokedAtMs")
                json.int(revokedAtMs)
            }
            json.key("scope")
            json.scope(scope)
        }
    }
}
