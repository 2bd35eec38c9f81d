/// A call for which the policy is to be explained; empty members are not said.
package struct PolicyCall: Sendable {
    package var agent: String
    package var team: String
    package var model: String
    package var tool: String
    /// What it may cost at most, as `0.25 USD`.
    package var cost: String
    /// Further values of its scope, as `run=r1, env=prod`.
    package var scope: String

    /// Makes a call.
    package init(
        agent: String = "",
        team: String = "",
        model: String = "",
        tool: String = "",
        cost: String = "",
        scope: String = ""
    ) {
        self.agent = agent
        self.team = team
        self.model = model
        self.tool = tool
        self.cost = cost
        self.scope = scope
    }

    var inputs: [FormField] {
        [
            FormField(name: "agent", label: "Agent", value: agent),
            FormField(name: "team", label: "Team", value: team),
            FormField(name: "model", label: "Model", value: model),
            FormField(name: "tool", label: "Tool", value: tool),
            FormField(name: "cost", label: "Costs at most", value: cost, help: "As 0.25 USD."),
            FormField(
                name: "scope",
                label: "Other scope",
                value: scope,
                help: "As run=r1, env=prod.",
                lengthMax: 1_000
            ),
        ]
    }
}
