/// What some entries add to the statistics, as it is stored; all of it in one transaction.
package struct StatisticsRows: Sendable {
    package var sums: [Sum] = []
    package var runs: [Run] = []
    package var accounts: [Account] = []
    package var reasons: [(reason: String, count: Int64)] = []
    package var toolAgents: [(workspace: String, tool: String, agent: String)] = []
    package var places: [Places] = []
    package var budgets: [Budget] = []
    package var moves: [Move] = []
    package var currencies: [(workspace: String, currency: String)] = []
    /// When some entries were made.
    package var times: [(sequence: Int64, atMs: Int64)] = []
    /// The number of the entry behind the last that is counted.
    package var nextSequence: Int64
    /// The hash of that last one, 64 hexadecimal digits.
    package var lastHash: String
    /// When that was made, in milliseconds UTC.
    package var lastMs: Int64

    package init(nextSequence: Int64, lastHash: String, lastMs: Int64) {
        self.nextSequence = nextSequence
        self.lastHash = lastHash
        self.lastMs = lastMs
    }

    /// What calls of an hour, a day or a month come to.
    package struct Sum: Hashable, Sendable {
        /// The start in milliseconds UTC.
        package var startMs: Int64
        package var currency: String
        package var workspace: String
        /// What is told apart, as whoever counts names it.
        package var dimension: String
        package var value: String
        package var other: String
        package var figures = StatisticsCounts()

        package init(
            startMs: Int64,
            currency: String,
            workspace: String,
            dimension: String,
            value: String,
            other: String,
            figures: StatisticsCounts
        ) {
            self.startMs = startMs
            self.currency = currency
            self.workspace = workspace
            self.dimension = dimension
            self.value = value
            self.other = other
            self.figures = figures
        }
    }

    /// What a run has done since it was last told.
    package struct Run: Sendable {
        package var run: String
        package var workspace: String
        package var parent: String?
        package var agent: String?
        package var principal: String?
        package var firstSequence: Int64
        package var firstMs: Int64
        package var lastMs: Int64
        package var calls: Int64
        package var refused: Int64
        /// By currency; of several, the run's own and the first count.
        package var costs: [String: Int64]

        package init(
            run: String,
            workspace: String,
            parent: String?,
            agent: String?,
            principal: String?,
            firstSequence: Int64,
            firstMs: Int64,
            lastMs: Int64,
            calls: Int64,
            refused: Int64,
            costs: [String: Int64]
        ) {
            self.run = run
            self.workspace = workspace
            self.parent = parent
            self.agent = agent
            self.principal = principal
            self.firstSequence = firstSequence
            self.firstMs = firstMs
            self.lastMs = lastMs
            self.calls = calls
            self.refused = refused
            self.costs = costs
        }
    }

    /// Calls that were admitted in an account.
    package struct Account: Sendable {
        package var budget: String
        package var scope: String
        package var windowStartMs: Int64
        package var generation: Int64
        package var calls: Int64

        package init(
            budget: String,
            scope: String,
            windowStartMs: Int64,
            generation: Int64,
            calls: Int64
        ) {
            self.budget = budget
            self.scope = scope
            self.windowStartMs = windowStartMs
            self.generation = generation
            self.calls = calls
        }
    }

    /// Entries that have a value in common, in their order.
    package struct Places: Sendable {
        package var field: String
        package var value: String
        package var sequences: [Int64]

        package init(field: String, value: String, sequences: [Int64]) {
            self.field = field
            self.value = value
            self.sequences = sequences
        }
    }

    /// What a budget counts from a generation on.
    package struct Budget: Hashable, Sendable {
        package var budget: String
        package var generation: Int64
        /// As entries write it.
        package var unit: String
        package var countsCalls: Bool

        package init(budget: String, generation: Int64, unit: String, countsCalls: Bool) {
            self.budget = budget
            self.generation = generation
            self.unit = unit
            self.countsCalls = countsCalls
        }
    }

    /// A hold's line that counts in another generation.
    package struct Move: Hashable, Sendable {
        package var openedSequence: Int64
        package var line: Int64
        package var budget: String
        package var generation: Int64

        package init(openedSequence: Int64, line: Int64, budget: String, generation: Int64) {
            self.openedSequence = openedSequence
            self.line = line
            self.budget = budget
            self.generation = generation
        }
    }
}

/// Counts and amounts of some calls.
package struct StatisticsCounts: Hashable, Sendable {
    package var calls: Int64 = 0
    package var refused: Int64 = 0
    package var costNanos: Int64 = 0
    package var refusedNanos: Int64 = 0
    package var inputTokens: Int64 = 0
    package var outputTokens: Int64 = 0

    package init(
        calls: Int64 = 0,
        refused: Int64 = 0,
        costNanos: Int64 = 0,
        refusedNanos: Int64 = 0,
        inputTokens: Int64 = 0,
        outputTokens: Int64 = 0
    ) {
        self.calls = calls
        self.refused = refused
        self.costNanos = costNanos
        self.refusedNanos = refusedNanos
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
    }

    /// In the order of the columns.
    var all: [Int64] {
        [calls, refused, costNanos, refusedNanos, inputTokens, outputTokens]
    }
}
