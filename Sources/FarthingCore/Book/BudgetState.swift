/// A budget with what the book knows of it: its generation, its window, its open accounts.
struct BudgetState: Sendable {
    var definition: Budget
    /// The generation of every scope that has none of its own.
    var generation: Int64 = 0
    /// Scopes that were reset by themselves.
    var scopeGenerations: [String: Int64] = [:]
    var isRemoved = false
    var isPaused = false
    var isFrozen = false
    var pausedScopes: Set<String> = []
    /// Limits of single scopes, in the budget's unit, over all windows and generations; at most
    /// ``Book/ownLimitsMax``.
    var ownLimits: [String: Int64] = [:]
    /// The window that is open now; derived anew when the time is past its end.
    var interval: WindowInterval
    /// The accounts of the open window, by scope.
    var open: [String: Int] = [:]
    /// The share at which the budget itself blocks, in basis points; 10,000 when it is the limit.
    private(set) var blocksAt: Int64 = 10_000
    /// True when reaching ``blocksAt`` pauses the account.
    private(set) var pausesAtBlock = false
    /// The `warn` shares in basis points, lowest first.
    private(set) var warnings: [Int64] = []
    /// The length of a rolling window; nil for another.
    private(set) var rollingMs: Int64?
    /// Whether each call has an account of its own.
    private(set) var isPerCall = false
    /// Whether it counts calls that run at a time: their places are given back.
    private(set) var isOfPlaces = false
    /// Whether what is left of it is told in dollars: US dollars, or money at a line's rate.
    private(set) var isMoney = false
    /// Whether an account of it takes what ``Book/holdPlainly(_:_:near:nowMs:)`` takes.
    private(set) var isPlain = false

    init(_ definition: Budget, nowMs: Int64) {
        self.definition = definition
        interval = definition.window.interval(containing: nowMs, zone: definition.zone)
        readDefinition()
    }

    mutating func redefine(_ definition: Budget) {
        self.definition = definition
        readDefinition()
    }

    /// Whether neither it nor any of its accounts is paused or frozen.
    var isRunning: Bool { !isFrozen && !isPaused && pausedScopes.isEmpty }

    func generation(of scope: String) -> Int64 {
        if scopeGenerations.isEmpty { return generation }
        return scopeGenerations[scope] ?? generation
    }

    private mutating func readDefinition() {
        rollingMs = nil
        if case .rolling(let lengthMs) = definition.window { rollingMs = lengthMs }
        isPerCall = definition.window == .call
        isOfPlaces = definition.unit == .concurrent
        blocksAt = 10_000
        pausesAtBlock = false
        for threshold in definition.thresholds {
            switch threshold.action {
            case .warn: break
            case .block, .pause:
                if threshold.atBasisPoints < blocksAt {
                    blocksAt = threshold.atBasisPoints
                    pausesAtBlock = false
                }
                if threshold.atBasisPoints == blocksAt, case .pause = threshold.action {
                    pausesAtBlock = true
                }
            default: break
            }
        }
        warnings = definition.warnings
        isMoney = definition.unit.isMoney
        isPlain =
            definition.isEnforced && rollingMs == nil && !isPerCall && !isOfPlaces
    }
}
