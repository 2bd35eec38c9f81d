package import FarthingCore

extension ToolRule {
    /// Reads a document of the registry; nil where it is none of a rule.
    package init?(number: Int64, _ node: JSONNode) {
        guard let workspace = node.member("workspace")?.string,
            let name = node.member("name")?.string,
            let type = node.member("type")?.string,
            let config = node.member("config")?.string.map({ Array($0.utf8) }),
            let root = try? JSONDocument(config).root,
            let action = node.member("action")?.string.flatMap(Action.init(rawValue:)),
            let isEnabled = node.member("isEnabled")?.bool,
            let createdAtMs = node.member("createdAtMs")?.int64,
            let updatedAtMs = node.member("updatedAtMs")?.int64,
            let condition = try? Condition(type: type, root)
        else { return nil }
        self.init(
            number: number,
            workspace: workspace,
            name: name,
            description: node.member("description")?.string ?? "",
            type: type,
            config: config,
            condition: condition,
            action: action,
            isEnabled: isEnabled,
            createdAtMs: createdAtMs,
            updatedAtMs: updatedAtMs
        )
    }

    /// The document of the registry: the configuration is a text in it, because it may have numbers
    /// with fractions.
    package var document: [UInt8] {
        RegistryText.object { json in
            json.key("action")
            json.string(action.rawValue)
            json.key("config")
            json.string(String(decoding: config, as: UTF8.self))
            json.key("createdAtMs")
            json.int(createdAtMs)
            json.key("description")
            json.string(description)
            json.key("isEnabled")
            json.bool(isEnabled)
            json.key("name")
            json.string(name)
            json.key("type")
            json.string(type)
            json.key("updatedAtMs")
            json.int(updatedAtMs)
            json.key("workspace")
            json.string(workspace)
        }
    }
}

extension ToolRule.Condition {
    /// What is wrong with a rule's configuration: where, and why.
    package struct Fault: Error, Hashable, Sendable {
        package var member: String
        package var reason: String
    }

    /// The kinds, as agent-gov names them.
    package static let types = [
        "block_tool", "block_tool_over_cost", "block_category", "budget_warning",
        "require_approval",
    ]

    /// Reads a rule's configuration; a member that is missing has the peer's own default, and one that
    /// is of another kind is a fault.
    package init(type: String, _ config: JSONNode) throws(Fault) {
        func text(_ name: StaticString) throws(Fault) -> String? {
            guard let node = config.member(name), node.kind != .null else { return nil }
            guard let text = node.string else {
                throw Fault(member: "\(name)", reason: "must be a string")
            }
            return text
        }
        func nanos(_ name: StaticString) throws(Fault) -> Int64? {
            guard let node = config.member(name), node.kind != .null else { return nil }
            guard let nanos = node.decimalNanos(), (0...Money.maxNanos).contains(nanos) else {
                throw Fault(member: "\(name)", reason: "must be a number from 0 to 900000000")
            }
            return nanos
        }
        switch type {
        case "block_tool": self = .tool(try text("tool_name") ?? "")
        case "block_tool_over_cost": self = .costAbove(try nanos("max_cost"))
        case "block_category": self = .category(try text("category") ?? "")
        case "budget_warning":
            let share = try nanos("threshold_pct") ?? 80_000_000_000
            self = .spentShare(min(share / 10_000_000, 1_000_000))
        case "require_approval":
            let minimum = try nanos("min_cost").flatMap { $0 == 0 ? nil : $0 }
            self = .askedFor(tool: try text("tool_name"), minCostNanos: minimum)
        default: throw Fault(member: "policy_type", reason: "is none of \(Self.types)")
        }
    }
}
