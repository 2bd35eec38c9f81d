import FarthingCore
import Synchronization

/// What pages show of the book and of the statistics, read at most once a second.
final class SiteFigures: Sendable {
    /// Approvals of the ledger that pages look through: those that wait come first.
    static let approvalsMax = 1_000
    /// Open holds that are looked through: as many as a book is made for.
    private static let holdsMax = 1_000_000

    /// Names sums by what they are asked for.
    private struct SumsKey: Hashable, Sendable {
        var fromMs: Int64
        var by: Dimension?
        var isHourly: Bool
        var filter: [Dimension: String]
    }

    let desk: ConsoleDesk
    private let agents: AgentFigures
    private let statements = SiteCache<Bool, [AccountStatement]>()
    private let agentAccounts = SiteCache<String, [String: AccountStatement]>()
    private let sums = SiteCache<SumsKey, [StatisticsSum]>()
    private let heldNow = SiteCache<Bool, [HoldStatement]>()
    private let asked = SiteCache<Bool, [ApprovalStatement]>()
    private let inForce = SiteCache<Bool, [Budget]>()
    private let names = Mutex<(shared: Set<String>, atMs: Int64)?>(nil)

    init(_ agents: AgentFigures) {
        desk = agents.desk
        self.agents = agents
    }

    /// Has everything be read anew: something has happened.
    func forget() {
        statements.forget()
        agentAccounts.forget()
        sums.forget()
        heldNow.forget()
        asked.forget()
        inForce.forget()
        names.withLock { $0 = nil }
    }

    /// The names that more than one agent in use has.
    func sharedNames() -> Set<String> {
        let nowMs = desk.clockMs()
        let kept = names.withLock { $0 }
        if let kept, nowMs - kept.atMs < 1_000 { return kept.shared }
        var seen: Set<String> = []
        var shared: Set<String> = []
        let agents = desk.registry.agents(of: nil, after: nil, limit: Int.max) { !$0.isRetired }
        for agent in agents where !seen.insert(agent.name).inserted { shared.insert(agent.name) }
        names.withLock { [shared] in $0 = (shared, nowMs) }
        return shared
    }

    /// The open accounts whose window is not over.
    func accounts() async throws -> [AccountStatement] {
        let nowMs = desk.clockMs()
        return try await statements.value(true, nowMs: nowMs) {
            try await desk.store.accounts().filter { $0.windowEndsMs > nowMs }
        }
    }

    /// The accounts of all agents that are in use, by the agents' ids.
    ///
    /// - Parameter workspace: nil for all.
    func accounts(ofAgentsIn workspace: String?) async throws -> [String: AccountStatement] {
        try await agentAccounts.value(workspace ?? "", nowMs: desk.clockMs()) {
            let all = desk.registry.agents(of: workspace, after: nil, limit: Int.max) {
                !$0.isRetired
            }
            return try await agents.accounts(of: all)
        }
    }

    /// Sums from a time on.
    func sums(
        fromMs: Int64,
        by dimension: Dimension? = nil,
        isHourly: Bool = false,
        filter: [Dimension: String] = [:]
    ) async throws -> [StatisticsSum] {
        let key = SumsKey(fromMs: fromMs, by: dimension, isHourly: isHourly, filter: filter)
        return try await sums.value(key, nowMs: desk.clockMs()) {
            try await desk.statistics.sums(
                StatisticsQuestion(
                    fromMs: fromMs,
                    by: dimension,
                    isHourly: isHourly,
                    filter: filter
                )
            )
        }
    }

    /// What is held, the oldest first.
    func holds() async throws -> [HoldStatement] {
        try await heldNow.value(true, nowMs: desk.clockMs()) {
            try await desk.store.openHolds(limit: Self.holdsMax)
        }
    }

    /// The ledger's own approvals: those that wait, the oldest first, and then those that are over.
    func approvals() async throws -> [ApprovalStatement] {
        try await asked.value(true, nowMs: desk.clockMs()) {
            try await desk.store.approvals(limit: Self.approvalsMax)
        }
    }

    /// The budgets in force.
    func budgets() async throws -> [Budget] {
        try await inForce.value(true, nowMs: desk.clockMs()) { try await desk.store.budgets() }
    }

    /// The windows of the budgets in force, by their ids.
    func windows() async throws -> [String: Window] {
        Dictionary(try await budgets().map { ($0.id, $0.window) }, uniquingKeysWith: { $1 })
    }

    /// Whether a budget counts the calls of a workspace alone.
    static func isOf(_ workspace: String, _ budget: Budget) -> Bool {
        budget.id == Workspace.agentsBudget(workspace)
            || budget.match.terms.contains {
                $0.dimension == .project && $0.pattern.pattern == workspace
            }
    }
}
