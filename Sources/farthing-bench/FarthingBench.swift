import ArgumentParser

/// Measures, tries and breaks what the package promises, on one machine and without a network.
@main
struct FarthingBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "farthing-bench",
        abstract: "Benchmarks, simulation, fuzzing and crash trials of Farthing.",
        subcommands: [
            LedgerCommand.self, StartCommand.self, SimulateCommand.self, FuzzCommand.self,
            ScannersCommand.self, PolicyCommand.self, CrashCommand.self, StartWorker.self,
            CrashWorker.self,
            CrashCheck.self, ReceiptsCommand.self, LibraryCommand.self,
        ]
    )
}
