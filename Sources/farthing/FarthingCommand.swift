import ArgumentParser

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The executable: arguments, configuration, wiring.
@main
struct FarthingCommand: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "farthing",
        abstract: "Hard spend limits for AI agents, accounted for to the last farthing.",
        version: version,
        subcommands: [
            ServeCommand.self, DemoCommand.self, KeysCommand.self, BudgetsCommand.self,
            ApprovalsCommand.self, PolicyCommand.self, PricesCommand.self, RoutesCommand.self,
            EventsCommand.self, ReceiptsCommand.self, LogCommand.self, WitnessCommand.self,
            ReconcileCommand.self, VerifyCommand.self, ScriptedCommand.self, StatusCommand.self,
            ToolsCommand.self, MCPCommand.self,
        ]
    )

    /// Runs the command; what goes wrong is one line on standard error, and an exit code.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            Console.error("farthing: " + failure.message)
            end(failure.code.rawValue)
        } catch {
            exit(withError: error)
        }
    }
}

/// `exit` of the system, whose name the command's own hides.
private func end(_ code: Int32) -> Never { exit(code) }
