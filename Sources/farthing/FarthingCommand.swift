import ArgumentParser

/// The executable: arguments, configuration, wiring.
@main
struct FarthingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "farthing",
        abstract: "Hard spend limits for AI agents, accounted for to the last farthing.",
        version: "0.1.0",
        subcommands: [ServeCommand.self, ScriptedCommand.self]
    )
}
