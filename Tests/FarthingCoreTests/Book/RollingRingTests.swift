import FarthingCore
import Testing

@Suite("Rolling windows")
struct RollingRingTests {
    /// What was added when, and what counts at some instant; the parts are of one second.
    struct Step {
        var added: [(amount: Int64, atMs: Int64)]
        var atMs: Int64
        var sum: Int64
    }

    @Test("a part counts until the whole of it is out of the window")
    func leaves() {
        let table: [Step] = [
            Step(added: [], atMs: 0, sum: 0),
            Step(added: [(5, 0)], atMs: 63_999, sum: 5),
            Step(added: [(5, 0)], atMs: 64_999, sum: 5),
            Step(added: [(5, 0)], atMs: 65_000, sum: 0),
            Step(added: [(5, 999)], atMs: 64_999, sum: 5),
            Step(added: [(5, 1_000)], atMs: 65_999, sum: 5),
            Step(added: [(5, 0), (3, 500), (2, 1_000)], atMs: 65_000, sum: 2),
        ]
        for step in table {
            var ring = RollingRing(lengthMs: 64_000)
            for (amount, atMs) in step.added { ring.add(amount, atMs: atMs) }
            ring.advance(to: step.atMs)
            #expect(ring.sum == step.sum, "\(step)")
            #expect(ring.sum == ring.buckets.reduce(0) { $0 + $1.amount })
        }
    }

    @Test("what is given back is taken from what leaves first, and never below zero")
    func givesBack() {
        var ring = RollingRing(lengthMs: 64_000)
        ring.add(10, atMs: 0)
        ring.add(10, atMs: 30_000)
        ring.add(-12, atMs: 40_000)
        #expect(ring.sum == 8)
        ring.advance(to: 65_000)
        #expect(ring.sum == 8)
        ring.add(-100, atMs: 66_000)
        #expect(ring.sum == 0)
        ring.add(4, atMs: 66_000)
        #expect(ring.sum == 4)
    }

    @Test("no interval of the window's length sees more than what counts at its end")
    func neverTooLittle() {
        for lengthMs: Int64 in [1_000, 1_001, 64_000, 86_400_000] {
            var ring = RollingRing(lengthMs: lengthMs)
            var added: [(amount: Int64, atMs: Int64)] = []
            var nowMs: Int64 = 1_800_000_000_000
            for step in 0..<2_000 {
                nowMs += Int64(step * 7_919 % 97) * lengthMs / 640
                let amount = Int64(step * 31 % 11)
                ring.add(amount, atMs: nowMs)
                added.append((amount: amount, atMs: nowMs))
                let exact = added.reduce(Int64(0)) { sum, item in
                    sum + (item.atMs > nowMs - lengthMs ? item.amount : 0)
                }
                // At most a 64th and the rounding of a part's length too much.
                let slackMs = lengthMs / 64 + 1
                let most = added.reduce(Int64(0)) { sum, item in
                    sum + (item.atMs > nowMs - lengthMs - slackMs ? item.amount : 0)
                }
                guard ring.sum >= exact, ring.sum <= most else {
                    Issue.record("\(lengthMs) step \(step): \(exact)...\(most), got \(ring.sum)")
                    return
                }
            }
            #expect(ring.buckets.count <= 66)
        }
    }
}
