package import FarthingCore

/// A part of a tenant with agents, tools and rules of its own, and one currency.
///
/// Its calls have its id in the dimension `project`.
package struct Workspace: Hashable, Sendable {
    /// The one that is always there.
    package static let usual = "default"
    /// The collection of the registry.
    package static let collection = "workspaces"

    /// `default`, or `ws-` and 16 hexadecimal digits.
    package var id: String
    package var name: String
    package var description: String
    /// As ISO 4217 writes it.
    package var currency: String
    /// An IANA zone, in which its days begin.
    package var zone: String
    package var createdAtMs: Int64
    /// The id of the access key that may change it; nil for none.
    package var keyID: String?
    /// The key before it, which its holder may still show until it ends; nil for none.
    package var oldKeyID: String?

    package init(
        id: String,
        name: String,
        description: String = "",
        currency: String = "USD",
        zone: String = "UTC",
        createdAtMs: Int64,
        keyID: String? = nil,
        oldKeyID: String? = nil
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.currency = currency
        self.zone = zone
        self.createdAtMs = createdAtMs
        self.keyID = keyID
        self.oldKeyID = oldKeyID
    }

    /// Reads a document of the registry; nil where it is none of a workspace.
    package init?(id: String, _ node: JSONNode) {
        guard let name = node.member("name")?.string,
            let currency = node.member("currency")?.string,
            let zone = node.member("zone")?.string,
            let createdAtMs = node.member("createdAtMs")?.int64
        else { return nil }
        self.init(
            id: id,
            name: name,
            description: node.member("description")?.string ?? "",
            currency: currency,
            zone: zone,
            createdAtMs: createdAtMs,
            keyID: node.member("keyID")?.string,
            oldKeyID: node.member("oldKeyID")?.string
        )
    }

    /// The document of the registry.
    package var document: [UInt8] {
        RegistryText.object { json in
            json.key("createdAtMs")
            json.int(createdAtMs)
            json.key("currency")
            json.string(currency)
            json.key("description")
            json.string(description)
            if let keyID {
                json.key("keyID")
                json.string(keyID)
            }
            json.key("name")
            json.string(name)
            if let oldKeyID {
                json.key("oldKeyID")
                json.string(oldKeyID)
            }
            json.key("zone")
            json.string(zone)
        }
    }

    /// The id of the budget that bounds each of its agents.
    package var agentsBudget: String { Self.agentsBudget(id) }

    /// The id of the budget that bounds each agent of a workspace.
    package static func agentsBudget(_ id: String) -> String { "agents." + id }

    /// The budget that bounds each of its agents: a day's money each, as each agent's own limit says. An
    /// agent without one has next to nothing; a refusal pauses its account.
    ///
    /// - Parameter zone: the rules of ``zone``.
    package func budget(zone: ZoneRules) -> Budget {
        var match: [Match.Term] = []
        if let glob = Glob(id) { match = [Match.Term(dimension: .project, pattern: glob)] }
        return Budget(
            id: agentsBudget,
            match: Match(match),
            per: [.agent],
            unit: .money(currency),
            limit: 1,
            window: .day,
            zone: zone,
            thresholds: [Threshold(atBasisPoints: 10_000, action: .pause)].compactMap(\.self),
            warnsByDefault: false
        )
    }
}
