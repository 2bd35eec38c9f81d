import ArgumentParser
import FarthingCore

/// How long a decision takes: rules and budgets found and judged for one call.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Measure a decision under large and small policies, and beside a long history."
    )

    @Option(help: "Runs of each; the middle one counts.")
    var runs = 7

    @Option(help: "Seconds of each run.")
    var seconds = 0.2

    @Option(help: "Calls settled before the second look at the same book.")
    var history = 1_000_000

    func run() throws {
        Machine.show()
        print("\nmedians of \(runs) runs of \(decimal(seconds)) s, on one core")
        var large = try PolicyTrial(budgets: 1_000, matching: 10, rules: 200, seed: 1)
        let small = try PolicyTrial(budgets: 10, matching: 3, rules: 20, seed: 2)
        guard large.isAsMeant, small.isAsMeant else {
            throw ValidationError("the policies do not match the call as they are meant to")
        }
        var rows: [[String]] = []
        var took: [String: Double] = [:]
        for part in PolicyTrial.Part.allCases {
            for (name, trial) in [("large", large), ("small", small)] {
                var trial = trial
                let micros = measure { trial.pass(part) }
                took["\(name) \(part.rawValue)"] = micros
                rows.append([
                    part.rawValue, "\(trial.matching) of \(trial.budgets)", String(trial.rules),
                    decimal(micros),
                ])
            }
        }
        showTable(["", "budgets", "rules", "us"], rows)
        let before = measure { large.pass(.hold) }
        for _ in 0..<history { _ = large.hold(settling: 1_000) }
        let after = measure { large.pass(.hold) }
        print("hold before \(decimal(before)) us, after \(history) calls \(decimal(after)) us\n")
        let bars = [
            bar("decide-large", took["large decide"], 10),
            bar("decide-small", took["small decide"], 2),
            Bar(
                name: "history",
                value: after / before,
                unit: "times",
                sense: .atMost,
                limit: 1.1
            ),
        ]
        for bar in bars { bar.show() }
        guard bars.allSatisfy(\.isMet) else { throw ExitCode.failure }
    }

    private func bar(_ name: String, _ micros: Double?, _ limit: Double) -> Bar {
        Bar(name: name, value: micros ?? .infinity, unit: "us", sense: .atMost, limit: limit)
    }

    /// The middle of several runs, in microseconds of processor time for one pass.
    private func measure(_ pass: () -> Int) -> Double {
        var found = pass()
        var figures: [Double] = []
        for _ in 0..<runs {
            let start = Instant.processTime
            var passes = 0
            var took = 0.0
            repeat {
                for _ in 0..<64 { found &+= pass() }
                passes += 64
                took = Instant.processTime.seconds(since: start)
            } while took < seconds
            figures.append(took / Double(passes) * 1e6)
        }
        precondition(found != 0, "a pass that finds nothing measures nothing")
        return quantile(figures)
    }
}
