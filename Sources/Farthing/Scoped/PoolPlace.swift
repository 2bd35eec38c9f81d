import FarthingCore

/// One local limit of a task: a pool in a tree that its outer ones share.
///
/// Whoever has it keeps the pool, and all around it, in memory: a scope, the context of a task that was
/// begun inside, a call in flight. The pool ends with the last of them, and nobody has its number then.
package final class PoolPlace: Sendable {
    let forest: PoolForest
    let slot: Int
    /// The place around it, which lasts at least as long.
    let around: PoolPlace?

    init(forest: PoolForest, slot: Int, around: PoolPlace?) {
        self.forest = forest
        self.slot = slot
        self.around = around
    }

    deinit {
        forest.close(slot)
    }

    func hold(_ amounts: PoolAmounts) -> PoolRefusal? {
        forest.withLock { $0.hold(amounts, in: slot) }
    }

    func change(from held: PoolAmounts, to amounts: PoolAmounts) -> PoolRefusal? {
        forest.withLock { $0.change(from: held, to: amounts, in: slot) }
    }

    func settle(held: PoolAmounts, cost: PoolAmounts) {
        let reached = forest.withLock { $0.settle(held: held, cost: cost, in: slot) }
        // Whoever is told may ask the tree again: not under its lock.
        for one in reached { forest.tell(one) }
    }

    /// Books a cost for which nothing was held.
    func record(_ cost: PoolAmounts) {
        let reached = forest.withLock { $0.record(cost, in: slot) }
        for one in reached { forest.tell(one) }
    }

    func release(_ held: PoolAmounts) {
        forest.withLock { $0.release(held, in: slot) }
    }

    /// Whether another place of the same tree is this one, or inside of it.
    func contains(_ other: PoolPlace) -> Bool {
        var place: PoolPlace? = other
        while let inner = place {
            if inner === self { return true }
            place = inner.around
        }
        return false
    }

    var statement: PoolStatement { forest.withLock { $0.statement(slot) } }

    /// That of the outermost pool of its tree.
    var rootStatement: PoolStatement { around?.rootStatement ?? statement }
}
