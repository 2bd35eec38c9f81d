/// Runs the simulation over many seeds.
package enum SimulationRunner {
    /// How many lines of a failing seed's log are shown: the whole is one command away.
    private static let linesShownMax = 60
    /// One seed in so many is run twice, and must write the same bytes.
    private static let twiceEvery: UInt64 = 25
    /// With fewer commands in all, not every pair of command and outcome can be expected.
    private static let coverageCommandsMin = 40_000

    /// Runs every seed with so many commands each; false when one fails, or when some command never
    /// led to an outcome to which it can lead. Reports each failure with its seed, the shortest
    /// beginning of the seed's commands that fails, and how to run it again.
    package static func run(
        seeds: Range<UInt64>,
        commands: Int,
        report: (String) -> Void
    ) -> Bool {
        var coverage = Coverage()
        var total = 0
        for seed in seeds {
            var simulation = Simulation(seed: seed)
            do {
                try simulation.run(commands: commands)
                if seed % twiceEvery == 0 {
                    var again = Simulation(seed: seed)
                    try again.run(commands: commands)
                    if again.digest != simulation.digest {
                        report("seed \(seed) wrote other entries the second time")
                        return false
                    }
                }
            } catch {
                report(text(error, commands: commands))
                return false
            }
            coverage.merge(simulation.coverage)
            total += simulation.commandCount
        }
        report("simulation: \(seeds.count) seeds, \(total) commands, as the model says")
        guard total >= coverageCommandsMin else { return true }
        for pair in coverage.missing { report("never reached: \(pair)") }
        for pair in coverage.unlisted { report("reached, but not on the list: \(pair)") }
        return coverage.missing.isEmpty && coverage.unlisted.isEmpty
    }

    /// What each command led to how often, over some seeds.
    package static func table(seeds: Range<UInt64>, commands: Int) -> String {
        var coverage = Coverage()
        for seed in seeds {
            var simulation = Simulation(seed: seed)
            try? simulation.run(commands: commands)
            coverage.merge(simulation.coverage)
        }
        return coverage.counts.sorted { $0.key < $1.key }
            .map { "\($0.key): \($0.value)" }.joined(separator: "\n")
    }

    /// The entries that a seed's commands lead to, as they would be stored; nil where one fails.
    package static func journal(seed: UInt64, commands: Int) -> [[UInt8]]? {
        var simulation = Simulation(seed: seed)
        guard (try? simulation.run(commands: commands)) != nil else { return nil }
        return simulation.journal
    }

    /// Runs a failing seed once more to write down its commands.
    private static func text(_ failure: Simulation.Failure, commands: Int) -> String {
        var failure = failure
        var simulation = Simulation(seed: failure.seed, keepsLog: true)
        do {
            try simulation.run(commands: commands)
        } catch {
            failure = error
        }
        let hidden = max(0, failure.log.count - linesShownMax)
        var lines = ["seed \(failure.seed) fails at command \(failure.commandCount)"]
        if hidden > 0 { lines.append("  … \(hidden) commands before these") }
        lines += failure.log.suffix(linesShownMax).map { "  " + $0 }
        lines.append(failure.what)
        lines.append(
            "again: farthing-bench simulate --seeds \(failure.seed)..\(failure.seed + 1)"
                + " --commands \(failure.commandCount)"
        )
        return lines.joined(separator: "\n")
    }
}
