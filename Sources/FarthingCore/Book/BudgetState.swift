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

    init(_ definition: Budget, nowMs: Int64) {
        self.definition = definition
        interval = definition.window.interval(containing: nowMs, zone: definition.zone)
        readThresholds()
    }

    mutating func redefine(_ definition: Budget) {
        self.definition = definition
        readThresholds()
    }

    func generation(of scope: String) -> Int64 {
        if scopeGenerations.isEmpty { return generation }
        return scopeGenerations[scope] ?? generation
    }

    var rollingMs: Int64? {
        if case .rolling(let lengthMs) = definition.window { return lengthMs }
        return nil
    }

    /// The most that may be spent and held in an account with these top-ups.
    func cap(topUps: Int64) -> Int128 {
        let whole = Int128(definition.limit) + Int128(topUps)
        return blocksAt == 10_000 ? whole : whole * Int128(blocksAt) / 10_000
    }

    private mutating func readThresholds() {
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
    }
}
