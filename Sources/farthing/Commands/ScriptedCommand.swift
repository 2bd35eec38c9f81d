import ArgumentParser
import FarthingScripted

/// Runs the scripted provider by itself, for tests and benchmarks.
struct ScriptedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scripted",
        abstract: "Run the scripted provider by itself.",
        shouldDisplay: false
    )

    @Option(help: "The port to listen on; 0 takes any.")
    var port = 0

    @Option(help: "Fault rates in thousandths, such as timeout=50,cut=50.")
    var faults: String?

    @Option(help: "Milliseconds between the chunks of a stream.")
    var chunkDelayMs: Int64 = 5

    @Option(help: "Tokens billed after a client closes a stream.")
    var billAfterClose = 0

    @Option(help: "The seed of the faults.")
    var seed: UInt64 = 1

    func run() async throws {
        var options = ScriptedOptions()
        options.chunkDelayMs = chunkDelayMs
        options.billAfterCloseTokens = billAfterClose
        options.seed = seed
        if let faults {
            guard let rates = ScriptedOptions.faultRates(parsing: faults) else {
                throw ValidationError("--faults: write NAME=PERMILLE,…, such as timeout=50,cut=50")
            }
            options.faultRates = rates
        }
        try await ScriptedProvider.runStandalone(port: port, options: options) { provider in
            Console.line("scripted provider ready on http://127.0.0.1:\(provider.port)")
        }
    }
}
