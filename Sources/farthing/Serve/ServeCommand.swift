import ArgumentParser
import Logging

/// Runs the gateway on an embedded ledger.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the gateway on an embedded ledger."
    )

    @Option(help: "The data folder; made where it does not exist.")
    var data = "./farthing-data"

    @Option(help: "Where to listen, HOST:PORT; port 0 takes any.")
    var listen = "127.0.0.1:8484"

    @Option(help: "The policy file, YAML or JSON.")
    var policy: String?

    @Option(help: "The OpenAI-compatible provider's address.")
    var upstreamOpenai: String?

    @Option(help: "full waits for the disk; relaxed may lose a second to a power loss.")
    var durability: Durability = .full

    @Option(help: "batch seals each batch; each also signs every entry.")
    var sign: SignMode = .batch

    @Option(help: "Event loops; one where cores are shared.")
    var loops = 1

    @Flag(help: "Serve the built-in scripted provider.")
    var scripted = false

    @Option(help: "Write the port here when calls can be taken.")
    var readyFile: String?

    enum Durability: String, ExpressibleByArgument, CaseIterable { case full, relaxed }
    enum SignMode: String, ExpressibleByArgument, CaseIterable { case batch, each }

    func run() async throws {
        let server = try await ServerAssembly(self)
        try await server.run()
    }
}
