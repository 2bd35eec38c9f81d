/// Local limits that stand inside of one another: a call is held in all pools of its chain or in none,
/// so that no inner one passes an outer one.
///
/// A value without clock or lock; whoever shares it keeps it behind one. Pools have no window and no
/// journal: they are as long-lived as the code between two braces. What outlives that is a budget.
package struct PoolTree: Sendable {
    /// The deepest chain: each call walks it whole.
    package static let depthMax = 64
    /// The most that a pool counts where it has no limit, so that no sum overflows.
    package static let sumMax: Int64 = 4_000_000_000_000_000_000
    /// The most thresholds of a pool.
    package static let thresholdsMax = 32

    private struct Pool: Sendable {
        var parent: Int
        var depth: Int
        var statement: PoolStatement
        /// Shares in basis points, lowest first.
        var thresholds: [Int64]
        /// How many of them were reached by money and by tokens.
        var reachedNanos = 0
        var reachedTokens = 0
        var isOpen = true
        /// Pools inside of it that are still in memory.
        var children = 0
    }

    private var pools: [Pool] = []
    private var free: [Int] = []

    /// A tree without pools.
    package init() {}

    /// How many pools are in memory.
    package var count: Int { pools.count - free.count }

    /// Opens a pool inside another, or an outermost one; nil where the chain would be too deep, or the
    /// limit is out of bounds.
    package mutating func open(
        _ limit: PoolLimit,
        under parent: Int? = nil,
        thresholds: [Int64] = []
    ) -> Int? {
        let depth = parent.map { pools[$0].depth + 1 } ?? 0
        guard depth < PoolTree.depthMax, limit.isWithinBounds,
            thresholds.count <= PoolTree.thresholdsMax
        else { return nil }
        let pool = Pool(
            parent: parent ?? -1,
            depth: depth,
            statement: PoolStatement(limit: limit),
            thresholds: thresholds.sorted()
        )
        if let parent { pools[parent].children += 1 }
        if let slot = free.popLast() {
            pools[slot] = pool
            return slot
        }
        pools.append(pool)
        return pools.count - 1
    }

    /// Ends a pool, once: no new call is held in it; it leaves memory with its last call. Nobody may
    /// use its number from then on but to settle and release what is held.
    package mutating func close(_ slot: Int) {
        pools[slot].isOpen = false
        letGo(of: slot)
    }

    /// What a pool has given so far.
    package func statement(_ slot: Int) -> PoolStatement { pools[slot].statement }

    /// Keeps amounts for a call in a pool and in all around it, or in none of them.
    ///
    /// `amounts` are within bounds.
    package mutating func hold(_ amounts: PoolAmounts, in slot: Int) -> PoolRefusal? {
        var worst: PoolRefusal?
        var place = slot
        while place >= 0 {
            // Of several the outermost is named: more room inside would not help.
            if let refusal = refusal(amounts, place) { worst = refusal }
            place = pools[place].parent
        }
        if let worst {
            pools[slot].statement.refusedCalls += 1
            return worst
        }
        place = slot
        while place >= 0 {
            pools[place].statement.held = pools[place].statement.held + amounts
            pools[place].statement.openHolds += 1
            place = pools[place].parent
        }
        return nil
    }

    /// Sets what a call keeps to another amount; a refusal changes nothing.
    package mutating func change(
        from held: PoolAmounts,
        to amounts: PoolAmounts,
        in slot: Int
    ) -> PoolRefusal? {
        var more = PoolAmounts.zero
        more.nanos = max(0, amounts.nanos - held.nanos)
        more.tokens = max(0, amounts.tokens - held.tokens)
        var place = slot
        var worst: PoolRefusal?
        while place >= 0 {
            if more != .zero, let refusal = refusal(more, place) { worst = refusal }
            place = pools[place].parent
        }
        if let worst { return worst }
        place = slot
        while place >= 0 {
            pools[place].statement.held = pools[place].statement.held - held + amounts
            place = pools[place].parent
        }
        return nil
    }

    /// Replaces what a call kept by what it cost, even past a limit: it is owed.
    ///
    /// - Returns: the shares of the innermost pool and of those around it that were reached by it.
    package mutating func settle(
        held: PoolAmounts,
        cost: PoolAmounts,
        in slot: Int
    ) -> [PoolReached] {
        var reached: [PoolReached] = []
        var place = slot
        while place >= 0 {
            pools[place].statement.held = pools[place].statement.held - held
            pools[place].statement.spent = pools[place].statement.spent + cost
            pools[place].statement.openHolds -= 1
            pools[place].statement.settledCalls += 1
            noteThresholds(place, &reached)
            let next = pools[place].parent
            letGo(of: place)
            place = next
        }
        return reached
    }

    /// Books a cost for which nothing was kept, even past a limit: it has arisen already.
    package mutating func record(_ cost: PoolAmounts, in slot: Int) -> [PoolReached] {
        var reached: [PoolReached] = []
        var place = slot
        while place >= 0 {
            pools[place].statement.spent = pools[place].statement.spent + cost
            pools[place].statement.settledCalls += 1
            noteThresholds(place, &reached)
            place = pools[place].parent
        }
        return reached
    }

    /// Gives back what a call kept.
    package mutating func release(_ held: PoolAmounts, in slot: Int) {
        var place = slot
        while place >= 0 {
            pools[place].statement.held = pools[place].statement.held - held
            pools[place].statement.openHolds -= 1
            let next = pools[place].parent
            letGo(of: place)
            place = next
        }
    }

    /// Starts a pool anew: nothing spent, every threshold to be told again. Calls in flight stay, and
    /// cost what they cost.
    package mutating func reset(_ slot: Int) {
        pools[slot].statement.spent = .zero
        pools[slot].statement.settledCalls = 0
        pools[slot].statement.refusedCalls = 0
        pools[slot].reachedNanos = 0
        pools[slot].reachedTokens = 0
    }

    private func refusal(_ amounts: PoolAmounts, _ place: Int) -> PoolRefusal? {
        let pool = pools[place].statement
        let limit = pool.limit.nanos ?? Self.sumMax
        if Int128(pool.spent.nanos) + Int128(pool.held.nanos) + Int128(amounts.nanos)
            > Int128(limit)
        {
            return PoolRefusal(
                depth: pools[place].depth,
                unit: .money("USD"),
                limit: limit,
                spent: pool.spent.nanos,
                held: pool.held.nanos,
                needed: amounts.nanos
            )
        }
        let tokens = pool.limit.tokens ?? Self.sumMax
        if Int128(pool.spent.tokens) + Int128(pool.held.tokens) + Int128(amounts.tokens)
            > Int128(tokens)
        {
            return PoolRefusal(
                depth: pools[place].depth,
                unit: .tokens,
                limit: tokens,
                spent: pool.spent.tokens,
                held: pool.held.tokens,
                needed: amounts.tokens
            )
        }
        return nil
    }

    private mutating func noteThresholds(_ place: Int, _ reached: inout [PoolReached]) {
        if pools[place].thresholds.isEmpty { return }
        let pool = pools[place].statement
        if let limit = pool.limit.nanos, limit > 0 {
            while let share = share(pools[place].reachedNanos, place, pool.spent.nanos, limit) {
                pools[place].reachedNanos += 1
                let threshold = PoolThreshold(
                    atBasisPoints: share,
                    unit: .money("USD"),
                    spent: pool.spent.nanos,
                    remaining: pool.remainingNanos ?? 0,
                    limit: limit
                )
                reached.append(PoolReached(pool: place, threshold: threshold))
            }
        }
        if let limit = pool.limit.tokens, limit > 0 {
            while let share = share(pools[place].reachedTokens, place, pool.spent.tokens, limit) {
                pools[place].reachedTokens += 1
                let threshold = PoolThreshold(
                    atBasisPoints: share,
                    unit: .tokens,
                    spent: pool.spent.tokens,
                    remaining: pool.remainingTokens ?? 0,
                    limit: limit
                )
                reached.append(PoolReached(pool: place, threshold: threshold))
            }
        }
    }

    /// The next share of a pool, where its spending has reached it.
    private func share(_ index: Int, _ place: Int, _ spent: Int64, _ limit: Int64) -> Int64? {
        guard index < pools[place].thresholds.count else { return nil }
        let share = pools[place].thresholds[index]
        return Int128(spent) * 10_000 >= Int128(limit) * Int128(share) ? share : nil
    }

    private mutating func letGo(of slot: Int) {
        guard !pools[slot].isOpen, pools[slot].statement.openHolds == 0,
            pools[slot].children == 0
        else { return }
        let parent = pools[slot].parent
        // Its slot may be taken by another pool from now on; nobody has its number any more.
        pools[slot].parent = -1
        free.append(slot)
        guard parent >= 0 else { return }
        pools[parent].children -= 1
        letGo(of: parent)
    }
}

/// A threshold with the pool whose it is.
package struct PoolReached: Hashable, Sendable {
    package var pool: Int
    package var threshold: PoolThreshold
}
