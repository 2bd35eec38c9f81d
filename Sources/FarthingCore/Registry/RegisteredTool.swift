/// A tool with a price: what a call of it costs, whatever its caller says.
package struct RegisteredTool: Hashable, Sendable {
    /// The collection of the registry.
    package static let collection = "tools"

    /// 1 to 100 characters.
    package var name: String
    package var workspace: String
    /// What one call costs, in nano-units of the workspace's currency.
    package var costNanos: Int64
    package var description: String
    /// What rules call it together with others; empty for none.
    package var category: String
    /// What is judged before each call of it.
    package var guards: RegisteredGuards
    package var registeredAtMs: Int64

    package init(
        name: String,
        workspace: String,
        costNanos: Int64,
        description: String = "",
        category: String = "",
        guards: RegisteredGuards = RegisteredGuards(),
        registeredAtMs: Int64
    ) {
        self.name = name
        self.workspace = workspace
        self.costNanos = costNanos
        self.description = description
        self.category = category
        self.guards = guards
        self.registeredAtMs = registeredAtMs
    }

    /// Reads a document of the registry; nil where it is none of a tool.
    package init?(_ node: JSONNode) {
        guard let name = node.member("name")?.string,
            let workspace = node.member("workspace")?.string,
            let costNanos = node.member("costNanos")?.int64,
            let registeredAtMs = node.member("registeredAtMs")?.int64
        else { return nil }
        self.init(
            name: name,
            workspace: workspace,
            costNanos: costNanos,
            description: node.member("description")?.string ?? "",
            category: node.member("category")?.string ?? "",
            guards: node.member("guards").map(RegisteredGuards.init(document:))
                ?? RegisteredGuards(),
            registeredAtMs: registeredAtMs
        )
    }

    /// The document of the registry.
    package var document: [UInt8] {
        RegistryText.object { json in
            json.key("category")
            json.string(category)
            json.key("costNanos")
            json.int(costNanos)
            json.key("description")
            json.string(description)
            if guards != RegisteredGuards() {
                json.key("guards")
                guards.writeDocument(to: &json)
            }
            json.key("name")
            json.string(name)
            json.key("registeredAtMs")
            json.int(registeredAtMs)
            json.key("workspace")
            json.string(workspace)
        }
    }

    /// The registry's id: what two spellings of one name share.
    package var id: String { Self.id(workspace: workspace, name: name) }

    /// The registry's id of a tool of a workspace.
    ///
    /// Names that look the same are one tool: letters' case, blanks at the ends, how many there are
    /// between words, and characters that nobody sees do not count, so that no spelling gets around a
    /// price.
    package static func id(workspace: String, name: String) -> String {
        workspace + "/" + normal(name)
    }

    /// The spelling by which names are compared.
    package static func normal(_ name: String) -> String {
        // Nearly every name is one already, and every call asks.
        if name.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !(0x41...0x5A).contains($0) }) {
            return name
        }
        var scalars = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            let properties = scalar.properties
            switch properties.generalCategory {
            case .format, .control: continue
            default:
                if properties.isDefaultIgnorableCodePoint { continue }
                if properties.isWhitespace {
                    if scalars.last != " " { scalars.append(" ") }
                    continue
                }
                scalars.append(contentsOf: properties.lowercaseMapping.unicodeScalars)
            }
        }
        let text = String(scalars)
        let trimmed = text.drop { $0.isWhitespace }
        guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(trimmed[...last])
    }
}
