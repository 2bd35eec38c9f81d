import FarthingCore
import Testing

@Suite("The queue of deadlines")
struct DeadlineQueueTests {
    @Test("the soonest is first, equals in the order of admission")
    func order() {
        var queue = DeadlineQueue()
        queue.set(slot: 4, at: 30, order: 1)
        queue.set(slot: 7, at: 20, order: 3)
        queue.set(slot: 2, at: 20, order: 2)
        var slots: [Int] = []
        while let first = queue.first {
            slots.append(first.slot)
            queue.remove(slot: first.slot)
        }
        #expect(slots == [2, 7, 4])
    }

    @Test("a slot can be moved either way, removed twice, and used again")
    func moves() {
        var queue = DeadlineQueue()
        for slot in 0..<5 {
            queue.set(slot: slot, at: Int64(slot) * 10, order: Int64(slot))
        }
        queue.set(slot: 0, at: 100, order: 0)
        #expect(queue.first?.slot == 1)
        queue.set(slot: 4, at: 5, order: 4)
        #expect(queue.first?.slot == 4)
        queue.remove(slot: 4)
        queue.remove(slot: 4)
        queue.remove(slot: 99)
        #expect(queue.first?.slot == 1)
        queue.set(slot: 4, at: 1, order: 9)
        #expect(queue.first?.at == 1)
    }

    @Test("what comes in order and goes from the middle leaves no more places than it needs")
    func line() {
        var queue = DeadlineQueue()
        queue.set(slot: 0, at: 0)
        for round in 1...50_000 {
            // One stays at the head; the others come and go behind it.
            queue.set(slot: 1 + round % 40, at: Int64(round))
            if round > 20 { queue.remove(slot: 1 + (round - 20) % 40) }
            #expect(queue.first?.slot == 0)
        }
        #expect(queue.count == 21)
        var last: Int64 = -1
        while let first = queue.first {
            #expect(first.at > last)
            last = first.at
            queue.remove(slot: first.slot)
        }
        #expect(queue.count == 0)
        #expect(last == 50_000)
    }

    @Test("it agrees with a sorted list over 20,000 random steps")
    func agreesWithList() {
        var queue = DeadlineQueue()
        var list: [Int: (expiresAtMs: Int64, order: Int64)] = [:]
        var state: UInt64 = 7
        func random(_ bound: UInt64) -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((state >> 33) % bound)
        }
        for step in 0..<20_000 {
            let slot = Int(random(64))
            if random(3) == 0 {
                queue.remove(slot: slot)
                list[slot] = nil
            } else {
                let order = list[slot]?.order ?? Int64(step)
                let expiresAtMs = random(50)
                queue.set(slot: slot, at: expiresAtMs, order: order)
                list[slot] = (expiresAtMs: expiresAtMs, order: order)
            }
            let first = list.min { left, right in
                (left.value.expiresAtMs, left.value.order)
                    < (right.value.expiresAtMs, right.value.order)
            }
            guard queue.first?.slot == first?.key else {
                Issue.record("step \(step): \(String(describing: queue.first))")
                return
            }
        }
    }
}
