import ArgumentParser
import FarthingReceipts
import FarthingWitness

/// A witness: watches over the logs of others, and cosigns only what continues them.
struct WitnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract:
            "Run a witness that cosigns checkpoints of logs, and refuses forks and rollbacks.",
        discussion: """
            A witness belongs on another machine than the log, in the hands of somebody else: what \
            it is worth is that whoever can change the log cannot change it. docs/witness.md.
            """,
        subcommands: [New.self, Show.self, Serve.self]
    )

    struct Folder: ParsableArguments {
        static let usual = "./farthing-witness"

        @Option(help: "The witness's folder. (default: \(Folder.usual))")
        var data: String?

        var path: String {
            var path = data ?? Self.usual
            while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
            return path
        }

        /// Fails where no witness may be made in the folder.
        func check() throws(Failure) {
            try OutputFile.checkFolder(path, option: "--data", isWitness: true)
        }
    }

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a witness's key; its verifier key is printed."
        )

        @OptionGroup var folder: Folder

        @Option(
            help: "The witness's name, best an address without https://, as witness.example/w1."
        )
        var name: String

        func run() throws {
            try folder.check()
            do throws(LogError) {
                let made = try WitnessIdentity(making: name, in: folder.path)
                Console.line(made.key.text)
            } catch {
                throw Failure(.cannotCreate, error.message)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a witness's verifier key, and what it has cosigned."
        )

        @OptionGroup var folder: Folder

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let report: WitnessStatus
            do throws(LogError) {
                report = try WitnessStatus(folder: folder.path)
            } catch {
                throw Failure(.configuration, error.message)
            }
            if json { Console.json(report.json) } else { Console.text(report.text) }
        }
    }
}
