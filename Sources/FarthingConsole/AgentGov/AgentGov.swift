import FarthingCore
import Synchronization

/// What all listeners that speak agent-gov's API share: one of it for a console.
package final class AgentGov: Sendable {
    /// What a call of a tool without a registered price comes to.
    package enum UnknownTools: String, Hashable, Sendable, CaseIterable {
        /// It costs what its agent says, as in agent-gov.
        case estimate
        /// It is refused.
        case refuse
    }

    package let desk: ConsoleDesk
    /// What stops agents; nil where nothing does.
    let killSwitch: KillSwitch?
    /// The calls that wait for somebody's yes.
    package let asks: ToolAsks
    let unknownTools: @Sendable () -> UnknownTools
    let approvalHoldMs: @Sendable () -> Int64
    let counts: CallCounts
    let hits: RuleHits
    let plans = CallPlans()

    private let behind = Atomic(false)

    /// - Parameters:
    ///   - unknownTools: asked for each call of such a tool: quick.
    ///   - approvalHoldMs: how long a call waits for a decision; asked for each that does: quick.
    package init(
        _ desk: ConsoleDesk,
        killSwitch: KillSwitch? = nil,
        unknownTools: @escaping @Sendable () -> UnknownTools = { .estimate },
        approvalHoldMs: @escaping @Sendable () -> Int64 = { ToolAsk.usualWaitMs }
    ) {
        self.desk = desk
        self.killSwitch = killSwitch
        self.unknownTools = unknownTools
        self.approvalHoldMs = approvalHoldMs
        asks = ToolAsks(desk)
        counts = CallCounts(desk)
        hits = RuleHits(desk.statistics)
    }

    /// How often a rule has spoken, as far as it is known.
    package func violations(of rule: Int64) async -> Int64 {
        await hits.prepare(nowMs: desk.clockMs())
        return hits.count(of: rule)
    }

    // MARK: Clocks

    /// Whether this machine's clock was found to be behind the ledger's, which never goes back.
    var isBehind: Bool { behind.load(ordering: .relaxed) }

    func noteBehind() { behind.store(true, ordering: .relaxed) }

    /// An agent's account as the ledger has it now.
    ///
    /// - Throws: ``ConsoleError`` 503 where its budget is not in force.
    func account(of agent: Agent, _ workspace: Workspace) async throws -> AccountStatement {
        let accounts = try await desk.store.accounts(
            of: workspace.agentsBudget,
            scopes: [agent.account]
        )
        guard let account = accounts.first else {
            throw ConsoleError(
                503,
                "unavailable",
                "The budget of the agent's workspace is not in force; try again."
            )
        }
        return account
    }
}
