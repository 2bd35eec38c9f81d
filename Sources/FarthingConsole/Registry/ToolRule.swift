/// A rule of a workspace about its agents' tool calls: agent-gov's policies.
package struct ToolRule: Hashable, Sendable {
    /// The collection of the registry.
    package static let collection = "rules"

    /// When it applies.
    package enum Condition: Hashable, Sendable {
        /// To calls of a tool, by its exact name.
        case tool(String)
        /// To calls of any tool that cost more than this, in nano-units; nil never applies.
        case costAbove(Int64?)
        /// To calls of the tools of a category.
        case category(String)
        /// When an agent has spent this share of its day's limit, in basis points, or more.
        case spentShare(Int64)
        /// To calls of a tool, or to those that cost this or more, in nano-units.
        case askedFor(tool: String?, minCostNanos: Int64?)
    }

    /// What happens then.
    package enum Action: String, Hashable, Sendable, CaseIterable {
        case block
        case warn
        case approve = "require_approval"
    }

    /// Counted up; the registry's id in decimal digits.
    package var number: Int64
    package var workspace: String
    package var name: String
    package var description: String
    /// The kind as agent-gov names it, and its configuration as it was sent, in JSON.
    package var type: String
    package var config: [UInt8]
    package var condition: Condition
    package var action: Action
    package var isEnabled: Bool
    package var createdAtMs: Int64
    package var updatedAtMs: Int64

    package init(
        number: Int64,
        workspace: String,
        name: String,
        description: String,
        type: String,
        config: [UInt8],
        condition: Condition,
        action: Action,
        isEnabled: Bool = true,
        createdAtMs: Int64,
        updatedAtMs: Int64
    ) {
        self.number = number
        self.workspace = workspace
        self.name = name
        self.description = description
        self.type = type
        self.config = config
        self.condition = condition
        self.action = action
        self.isEnabled = isEnabled
        self.createdAtMs = createdAtMs
        self.updatedAtMs = updatedAtMs
    }
}
