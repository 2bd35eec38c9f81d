import ArgumentParser
import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Logging

/// The log as others see it: its checkpoints, its tiles, and that it only grows.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Publish the log, and prove that it only grows.",
        subcommands: [Publish.self, ProveGrowth.self, Serve.self]
    )

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Publish a checkpoint now, and make every tile again that is missing or wrong.",
            discussion: """
                A running server does it itself every checkpointEntries entries or \
                checkpointSeconds seconds; this command asks it to, or does it where none runs.
                """
        )

        /// Reading the journal from its first entry on takes some seconds a million.
        private static let waitSeconds = 600

        @OptionGroup var folder: DataOptions

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let data = try folder.ledgerFolder()
            let answer: [UInt8]
            if let client = AdminClient(data, waitSeconds: Self.waitSeconds) {
                answer = try client.ask(AdminRequest(.publishLog))
            } else {
                answer = try await publish(data)
            }
            let root = try AdminAnswer.read(answer)
            if json { return Console.json(answer) }
            let size = root.member("size")?.int64 ?? 0
            guard size > 0 else { return Console.line("the journal has no entries yet") }
            Console.line(
                "a checkpoint over \(size) entries is in \(LogPublication.store(data).folder)"
            )
        }

        private func publish(_ data: DataFolder) async throws(Failure) -> [UInt8] {
            let ledger = try await LedgerOpening.open(
                data,
                folder.settings(),
                isNew: false,
                patience: .ofCommand(data),
                LineLogHandler.logger(level: .warning)
            )
            do throws(Failure) {
                let publication = LogPublication(ledger: ledger, folder: data)
                let done = try await publication.publish(remakes: true)
                await ledger.close()
                return done.answer
            } catch {
                await ledger.close()
                throw error
            }
        }
    }
}

extension LogPublication.Done {
    /// What a command is told.
    var answer: [UInt8] {
        AdminAnswer.done { json in
            json.key("new")
            json.bool(isNew)
            json.key("size")
            json.int(size)
        }
    }
}
