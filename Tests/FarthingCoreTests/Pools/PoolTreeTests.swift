import FarthingCore
import Testing

@Suite("pool tree")
struct PoolTreeTests {
    @Test("random calls in random pools: no limit is passed by a hold, and every sum is exact")
    func random() throws {
        var random = SplitMix(state: 11)
        for _ in 0..<200 {
            var tree = PoolTree()
            var pools: [Int] = []
            var spent: [Int: Int64] = [:]
            var chains: [Int: [Int]] = [:]
            for index in 0..<6 {
                let parent = index == 0 ? nil : pools[Int.random(in: 0..<index, using: &random)]
                let limit = PoolLimit(nanos: Int64(Int.random(in: 0..<1_000, using: &random)))
                let opened = tree.open(limit, under: parent)
                let slot = try #require(opened)
                pools.append(slot)
                chains[slot] = [slot] + (parent.flatMap { chains[$0] } ?? [])
            }
            var open: [(slot: Int, held: PoolAmounts)] = []
            for _ in 0..<100 {
                if Int.random(in: 0..<2, using: &random) == 0 {
                    let slot = pools[Int.random(in: 0..<pools.count, using: &random)]
                    let amounts = PoolAmounts(nanos: Int64(Int.random(in: 0..<300, using: &random)))
                    let fits = chains[slot, default: []].allSatisfy { place in
                        let now = tree.statement(place)
                        return now.spent.nanos + now.held.nanos + amounts.nanos
                            <= now.limit.nanos ?? 0
                    }
                    let refusal = tree.hold(amounts, in: slot)
                    #expect((refusal == nil) == fits)
                    if refusal == nil { open.append((slot, amounts)) }
                } else if !open.isEmpty {
                    let (slot, held) = open.remove(
                        at: Int.random(in: 0..<open.count, using: &random)
                    )
                    if Int.random(in: 0..<4, using: &random) == 0 {
                        tree.release(held, in: slot)
                    } else {
                        let cost = PoolAmounts(
                            nanos: Int64(Int.random(in: 0...Int(held.nanos), using: &random))
                        )
                        _ = tree.settle(held: held, cost: cost, in: slot)
                        for place in chains[slot, default: []] {
                            spent[place, default: 0] += cost.nanos
                        }
                    }
                }
                for slot in pools {
                    let now = tree.statement(slot)
                    #expect(now.spent.nanos == spent[slot, default: 0])
                    #expect(now.spent.nanos + now.held.nanos <= now.limit.nanos ?? 0)
                }
            }
        }
    }

    @Test("a pool leaves memory with its last call, and its parent after it")
    func memory() throws {
        var tree = PoolTree()
        let outermost = tree.open(PoolLimit(nanos: 10))
        let root = try #require(outermost)
        let innermost = tree.open(PoolLimit(), under: root)
        let inner = try #require(innermost)
        let five = tree.hold(PoolAmounts(nanos: 5), in: inner)
        #expect(five == nil)
        tree.close(inner)
        tree.close(root)
        #expect(tree.count == 2)
        _ = tree.settle(held: PoolAmounts(nanos: 5), cost: PoolAmounts(nanos: 1), in: inner)
        #expect(tree.count == 0)
    }

    @Test("amounts at their bounds add up without a trap")
    func bounds() throws {
        var tree = PoolTree()
        let opened = tree.open(PoolLimit(nanos: Money.maxNanos))
        let root = try #require(opened)
        for _ in 0..<20 {
            let cost = PoolAmounts(nanos: Money.maxNanos, tokens: Money.maxNanos)
            _ = tree.record(cost, in: root)
        }
        #expect(tree.statement(root).spent.nanos == Int64.max)
        let more = tree.hold(PoolAmounts(nanos: 1), in: root)
        #expect(more != nil)
        let negative = tree.open(PoolLimit(nanos: -1))
        #expect(negative == nil)
    }
}
