import ArgumentParser
import Dispatch
import FarthingTesting
import Synchronization

/// Runs the seeded simulation, half of the seeds on each of two threads.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run the book against its model, with crashes, lost replies and lying usage."
    )

    @Option(help: "Seeds as FIRST..END; END is not among them.")
    var seeds = SeedRange(range: 0..<1_000)

    @Option(help: "Commands of each seed.")
    var commands = 200

    /// Fewer seeds than this are run on one thread: each thread's share must reach every outcome.
    private static let seedsPerThreadMin = 1_000

    func run() throws {
        let range = seeds.range
        let start = Instant.now
        let parts = UInt64(range.count) >= 2 * UInt64(Self.seedsPerThreadMin) ? 2 : 1
        let isRight = Mutex(true)
        let commands = commands
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let middle = range.lowerBound + UInt64(range.count / 2)
            let share =
                parts == 1
                ? range : part == 0 ? range.lowerBound..<middle : middle..<range.upperBound
            let passed = SimulationRunner.run(seeds: share, commands: commands) { line in
                print(line)
            }
            if !passed { isRight.withLock { $0 = false } }
        }
        let seconds = Instant.now.seconds(since: start)
        let passed = isRight.withLock { $0 }
        print("")
        Bar(
            name: "simulate-seeds",
            value: passed ? Double(range.count) : 0,
            unit: "seeds",
            sense: .atLeast,
            limit: Double(range.count)
        ).show()
        Bar(
            name: "simulate-seconds",
            value: seconds,
            unit: "s",
            sense: .atMost,
            limit: 600
        ).show()
        if !passed { throw ExitCode(1) }
    }
}

/// `0..10000`, or `0..<10000`: from the first seed to the one before the last.
struct SeedRange: ExpressibleByArgument {
    var range: Range<UInt64>

    init(range: Range<UInt64>) { self.range = range }

    init?(argument: String) {
        let parts = argument.split(separator: "..", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = UInt64(parts[0]),
            let end = UInt64(parts[1].hasPrefix("<") ? parts[1].dropFirst() : parts[1]),
            first < end
        else { return nil }
        range = first..<end
    }

    var defaultValueDescription: String { "\(range.lowerBound)..\(range.upperBound)" }
}
