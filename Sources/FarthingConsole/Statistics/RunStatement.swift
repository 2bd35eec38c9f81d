/// Which runs are asked for, the latest begun first.
package struct RunsQuestion: Sendable {
    package var workspace: String?
    package var agent: String?
    /// Those with an entry at this time or later, in milliseconds UTC.
    package var fromMs: Int64
    /// Those that began before this time.
    package var toMs: Int64
    /// The place of the run before, as ``RunStatement/place`` has it; nil from the latest on.
    package var after: String?
    /// From 1 to ``limitMax``.
    package var limit: Int

    package static let limitMax = 1_000

    package init(
        workspace: String? = nil,
        agent: String? = nil,
        fromMs: Int64 = 0,
        toMs: Int64 = Int64.max,
        after: String? = nil,
        limit: Int = 50
    ) {
        self.workspace = workspace
        self.agent = agent
        self.fromMs = fromMs
        self.toMs = toMs
        self.after = after
        self.limit = limit
    }
}

/// What a run has done so far. Runs of one name in one workspace are one.
package struct RunStatement: Hashable, Sendable {
    package var run: String
    package var workspace: String
    /// The run that gave it its money; nil for none.
    package var parent: String?
    /// Of the first of its entries that names one.
    package var agent: String?
    package var principal: String?
    package var calls: Int64
    package var refused: Int64
    /// What its own calls cost, in nano-units.
    package var costNanos: Int64
    /// What they and those of all runs below it cost.
    package var treeCostNanos: Int64
    /// That of its first cost; other currencies are in the sums by run alone.
    package var currency: String
    /// The first of its entries, and when that was made.
    package var firstSequence: Int64
    package var beganAtMs: Int64
    package var lastAtMs: Int64

    package init(
        run: String,
        workspace: String,
        parent: String?,
        agent: String?,
        principal: String?,
        calls: Int64,
        refused: Int64,
        costNanos: Int64,
        treeCostNanos: Int64,
        currency: String,
        firstSequence: Int64,
        beganAtMs: Int64,
        lastAtMs: Int64
    ) {
        self.run = run
        self.workspace = workspace
        self.parent = parent
        self.agent = agent
        self.principal = principal
        self.calls = calls
        self.refused = refused
        self.costNanos = costNanos
        self.treeCostNanos = treeCostNanos
        self.currency = currency
        self.firstSequence = firstSequence
        self.beganAtMs = beganAtMs
        self.lastAtMs = lastAtMs
    }

    /// Its place in a list, for the next page.
    package var place: String { String(firstSequence) + " " + run }
}

/// A run with the runs below it.
package struct RunTree: Sendable {
    /// How deep a tree is told, and of how many runs.
    package static let depthMax = 8
    package static let runsMax = 1_000

    /// One run of the tree.
    package struct Node: Hashable, Sendable {
        package var run: RunStatement
        /// 0 for the run that was asked for.
        package var depth: Int

        package init(run: RunStatement, depth: Int) {
            self.run = run
            self.depth = depth
        }
    }

    /// Each run before those below it; the first is the one that was asked for.
    package var nodes: [Node]
    /// False where there are deeper ones, or more.
    package var isComplete: Bool

    package init(nodes: [Node], isComplete: Bool) {
        self.nodes = nodes
        self.isComplete = isComplete
    }
}
