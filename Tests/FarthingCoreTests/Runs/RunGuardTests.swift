import FarthingCore
import Testing

@Suite("Runs: what a guard knows of them")
struct RunGuardTests {
    private static let key = RunKey(principal: "key_a", run: "r1")

    @Test("steps count every call, identical the same request, attempts it since its last success")
    func counts() {
        var runs = RunGuard(runsMax: 4)
        let terms = RunTerms()
        #expect(
            runs.begin(Self.key, request: 1, terms)
                == RunFacts(steps: 1, attempts: 1, identical: 1)
        )
        #expect(
            runs.begin(Self.key, request: 1, terms)
                == RunFacts(steps: 2, attempts: 2, identical: 2)
        )
        runs.settle(Self.key, request: 1, nanos: 5, succeeded: false)
        #expect(runs.begin(Self.key, request: 1, terms).attempts == 3)
        runs.settle(Self.key, request: 1, nanos: 5, succeeded: true)
        let next = runs.begin(Self.key, request: 1, terms)
        #expect(next == RunFacts(steps: 4, attempts: 1, identical: 4))
        #expect(
            runs.begin(Self.key, request: 2, terms)
                == RunFacts(steps: 5, attempts: 1, identical: 1)
        )
    }

    @Test("asking counts nothing, and tells what the next call would be told")
    func asking() {
        var runs = RunGuard(runsMax: 4)
        let terms = RunTerms()
        let first = runs.facts(Self.key, request: 1, terms, asNext: true)
        #expect(first == RunFacts(steps: 1, attempts: 1, identical: 1))
        #expect(runs.count == 0)
        #expect(runs.begin(Self.key, request: 1, terms) == first)
        let second = runs.facts(Self.key, request: 1, terms, asNext: true)
        #expect(runs.facts(Self.key, request: 1, terms) == first)
        #expect(runs.begin(Self.key, request: 1, terms) == second)
    }

    @Test("two principals' runs of one name are two runs")
    func principals() {
        var runs = RunGuard(runsMax: 4)
        _ = runs.begin(Self.key, request: 1, RunTerms())
        let other = RunKey(principal: "key_b", run: "r1")
        #expect(runs.begin(other, request: 1, RunTerms()).steps == 1)
    }

    /// What has been settled, what is planned, the limit, and the share that is projected.
    private static let projections: [(costs: [Int64], planned: Int64?, limit: Int64?, Int64?)] = [
        ([], nil, 1_000, nil),
        ([], 50, 1_000, nil),
        ([10], nil, nil, nil),
        // 10 spent and ten more steps of 10.
        ([10], nil, 1_000, 1_100),
        ([10, 20], nil, 1_000, 1_800),
        // A plan of 40 steps has 39 to go; a short one changes nothing.
        ([10], 40, 1_000, 4_000),
        ([10], 3, 1_000, 1_100),
        // Only the last ten say what a step costs now: 990 + 50 spent, ten more of 5.
        ([990] + [Int64](repeating: 5, count: 10), nil, 1_000, 10_900),
        ([0, 0], nil, 0, 0),
        ([1], nil, 0, Int64.max),
        // Rounded up: 11 of 3.
        ([1], nil, 3, 36_667),
        ([Int64.max], nil, 1, Int64.max),
    ]

    @Test("what a run is on its way to spend", arguments: projections)
    func projected(_ row: (costs: [Int64], planned: Int64?, limit: Int64?, Int64?)) {
        var runs = RunGuard(runsMax: 1)
        let terms = RunTerms(limitNanos: row.limit, plannedSteps: row.planned)
        for (step, cost) in row.costs.enumerated() {
            _ = runs.begin(Self.key, request: UInt64(step), terms)
            runs.settle(Self.key, request: UInt64(step), nanos: cost, succeeded: true)
        }
        #expect(runs.facts(Self.key, request: 0, terms).projectedBasisPoints == row.3)
    }

    @Test("a plan once stated is not taken back by a shorter one")
    func plans() {
        var runs = RunGuard(runsMax: 1)
        _ = runs.begin(Self.key, request: 0, RunTerms(plannedSteps: 100))
        runs.settle(Self.key, request: 0, nanos: 10, succeeded: true)
        let terms = RunTerms(limitNanos: 1_000, plannedSteps: 1)
        #expect(runs.begin(Self.key, request: 0, terms).projectedBasisPoints == 10_000)
        #expect(runs.begin(Self.key, request: 0, terms).projectedBasisPoints == 10_000)
    }

    @Test("the run silent for longest makes room; a loop's request outlives all others")
    func bounds() {
        var runs = RunGuard(runsMax: 3)
        func key(_ index: Int) -> RunKey { RunKey(principal: "k", run: "\(index)") }
        for index in 0..<3 { _ = runs.begin(key(index), request: 1, RunTerms()) }
        _ = runs.begin(key(0), request: 1, RunTerms())
        _ = runs.begin(key(3), request: 1, RunTerms())
        #expect(runs.count == 3)
        #expect(runs.facts(key(1), request: 1, RunTerms()).steps == 0)
        #expect(runs.facts(key(0), request: 1, RunTerms()).steps == 2)
        runs.settle(key(1), request: 1, nanos: 1, succeeded: true)
        #expect(runs.facts(key(1), request: 1, RunTerms()).steps == 0)

        for step in 0..<1_000 {
            _ = runs.begin(key(0), request: UInt64(1_000 + step), RunTerms())
            if step % 50 == 0 { _ = runs.begin(key(0), request: 1, RunTerms()) }
        }
        #expect(runs.facts(key(0), request: 1, RunTerms()).identical == 22)
        #expect(runs.facts(key(0), request: 1_000, RunTerms()).identical == 0)
    }

    @Test("a guard under random use agrees with one that forgets nothing, and stays in its bounds")
    func model() {
        var random = SplitMix(state: 7)
        var runs = RunGuard(runsMax: 8)
        struct Known {
            var steps: Int64 = 0
            var identical: [UInt64: Int64] = [:]
            var attempts: [UInt64: Int64] = [:]
        }
        var known: [RunKey: Known] = [:]
        var order: [RunKey] = []
        for _ in 0..<20_000 {
            let key = RunKey(principal: "k", run: "\(random.next() % 12)")
            let request = random.next() % 20
            if random.next() % 3 == 0 {
                let succeeded = random.next() % 2 == 0
                runs.settle(key, request: request, nanos: 1, succeeded: succeeded)
                if succeeded, known[key] != nil { known[key]?.attempts[request] = 0 }
                continue
            }
            if known[key] == nil, known.count == 8 { known[order.removeFirst()] = nil }
            order.removeAll { $0 == key }
            order.append(key)
            var mine = known[key] ?? Known()
            mine.steps += 1
            mine.identical[request, default: 0] += 1
            mine.attempts[request, default: 0] += 1
            known[key] = mine
            let facts = runs.begin(key, request: request, RunTerms())
            #expect(facts.steps == mine.steps)
            #expect(facts.identical == mine.identical[request])
            #expect(facts.attempts == mine.attempts[request])
            #expect(runs.count == known.count)
        }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
