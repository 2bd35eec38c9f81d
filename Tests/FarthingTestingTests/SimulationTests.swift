import FarthingTesting
import Testing

@Suite("The simulation")
struct SimulationTests {
    @Test("the book does what the model says, and every outcome is reached, over 200 seeds")
    func agrees() {
        var reports: [String] = []
        let passed = SimulationRunner.run(seeds: 0..<200, commands: 200) { reports.append($0) }
        #expect(passed, "\(reports.joined(separator: "\n"))")
    }
}

@Suite("The manual clock")
struct ManualClockTests {
    @Test("it moves when told, either way, and saturates")
    func moves() {
        let clock = ManualClock(nowMs: 1_000)
        #expect(clock.nowMs == 1_000)
        clock.advance(byMs: 500)
        #expect(clock.nowMs == 1_500)
        clock.advance(byMs: -2_000)
        #expect(clock.nowMs == -500)
        clock.set(toMs: 7)
        #expect(clock.nowMs == 7)
        clock.advance(byMs: .max)
        #expect(clock.nowMs == .max)
        clock.set(toMs: -7)
        clock.advance(byMs: .min)
        #expect(clock.nowMs == .min)
    }
}
