package import FarthingCore

/// What some entries add: to be made durable in one commit with the number of the next entry.
package struct StatisticsNews: Sendable {
    package var sums: [(key: StatisticsKey, figures: StatisticsFigures)] = []
    package var runs: [RunNews] = []
    /// How many calls were admitted in accounts.
    package var accounts: [(account: AccountKey, calls: Int64)] = []
    /// How often a reason was given.
    package var reasons: [(reason: String, count: Int64)] = []
    /// Which agents have used which tools: some may be known.
    package var toolAgents: [ToolAgent] = []
    /// Where entries are to be found again.
    package var places: [EntryPlaces] = []
    /// What budgets have counted since some generation.
    package var budgets: [BudgetTerms] = []
    /// Lines of holds that count in another account from then on.
    package var moves: [MovedLine] = []
    /// The currencies of workspaces.
    package var currencies: [(workspace: String, currency: String)] = []
    /// When some entries were made: one in about a thousand.
    package var times: [(sequence: Int64, atMs: Int64)] = []

    package init() {}
}

/// An agent that has used a tool.
package struct ToolAgent: Hashable, Sendable {
    package var workspace: String
    package var tool: String
    package var agent: String
}

/// What a run has done since it was last told.
package struct RunNews: Sendable {
    package var run: String
    package var workspace: String
    /// The run that gave it its money; nil where none is known.
    package var parent: String?
    package var agent: String?
    package var principal: String?
    /// The first of its entries, and when that was.
    package var firstSequence: Int64
    package var firstMs: Int64
    package var lastMs: Int64
    package var calls: Int64 = 0
    package var refused: Int64 = 0
    /// What its calls cost, by currency.
    package var costs: [String: Int64] = [:]
}

/// The numbers of entries that have something in common.
package struct EntryPlaces: Sendable {
    package var field: EntryField
    package var value: String
    /// In their order.
    package var sequences: [Int64]
}

/// By what entries are found.
package enum EntryField: String, Hashable, Sendable, CaseIterable {
    case kind, budget, principal, workspace, agent, user, run, model, tool
    /// Changes that somebody has made: every one of them under the empty value.
    case change
    /// Who changed something in the registry, in which collection, and which item (`agents/ag_…`).
    case by, collection, item
}

/// What a budget counts from a generation on, until another is told.
package struct BudgetTerms: Hashable, Sendable {
    package var budget: String
    package var generation: Int64
    package var unit: BudgetUnit
    /// Whether its accounts are few enough that calls are counted in each: not where every call or every
    /// run has one.
    package var countsCalls: Bool

    package init(budget: String, generation: Int64, unit: BudgetUnit, countsCalls: Bool) {
        self.budget = budget
        self.generation = generation
        self.unit = unit
        self.countsCalls = countsCalls
    }
}

/// A line of a hold that was moved by an edit of its budget.
package struct MovedLine: Hashable, Sendable {
    /// The entry that admitted the hold.
    package var openedSequence: Int64
    /// The line's place in its hold.
    package var line: Int
    package var budget: String
    package var generation: Int64

    package init(openedSequence: Int64, line: Int, budget: String, generation: Int64) {
        self.openedSequence = openedSequence
        self.line = line
        self.budget = budget
        self.generation = generation
    }
}

/// What a machine asks for where it does not remember it: all that was told of before.
package protocol StatisticsPast {
    /// An entry's stored line; nil where it is not in reach.
    func line(_ sequence: Int64) throws -> [UInt8]?

    /// The lines of a hold that were moved, each as it was last, by the entry that admitted it.
    func moves(_ openedSequence: Int64) throws -> [MovedLine]
}
