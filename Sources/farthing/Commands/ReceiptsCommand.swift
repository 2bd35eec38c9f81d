import ArgumentParser
import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// Lists, shows and exports the journal's entries.
struct ReceiptsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipts",
        abstract: "List, show and export receipts.",
        subcommands: [List.self, Show.self, Export.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the latest entries of the journal."
        )

        @OptionGroup var folder: DataOptions

        @Option(help: "How many entries.")
        var last: Int64 = 20

        @Option(help: "Only entries of this kind, as settle or refusal.")
        var kind: String?

        @Option(
            help: "Only entries of this hold: its id, or the number of the entry that opened it."
        )
        var hold: String?

        @Flag(help: "Print JSON, an object per line.")
        var json = false

        func run() async throws {
            guard last > 0 else { throw Failure(.usage, "--last: from 1") }
            var found: [ReceiptLine] = []
            do {
                let journal = try JournalLook(folder.ledgerFolder())
                let isFiltered = kind != nil || hold != nil
                let start = isFiltered ? 0 : max(0, try journal.entryCount() - last)
                try journal.forEach(from: start) { line in
                    guard kind == nil || line.kind == kind, matchesHold(line) else { return }
                    found.append(line)
                    if found.count >= 2 * Int(clamping: last) {
                        found.removeFirst(found.count - Int(clamping: last))
                    }
                }
            } catch {
                throw Failure(describing: error)
            }
            let lines = found.suffix(Int(clamping: last))
            if json {
                for line in lines { Console.line(line.json) }
                return
            }
            var table = ReceiptLine.table
            for line in lines { table.add(line.cells) }
            table.print()
        }

        private func matchesHold(_ line: ReceiptLine) -> Bool {
            guard let hold else { return true }
            if let number = Int64(hold) {
                return line.sequence == number || line.node.member("hold")?.int64 == number
            }
            return line.node.member("holdId")?.string == hold
                || line.node.member("decisionId")?.string == hold
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one entry as it is stored, with the seal over it."
        )

        @OptionGroup var folder: DataOptions

        @Argument(help: "The entry's number, as x-farthing-receipt names it.")
        var entry: Int64

        @Flag(help: "Print the stored line alone.")
        var json = false

        func run() async throws {
            let stored: (line: String, seal: String)?
            do {
                stored = try JournalLook(folder.ledgerFolder()).stored(entry)
            } catch {
                throw Failure(describing: error)
            }
            guard let stored else { throw Failure(.usage, "there is no entry \(entry)") }
            Console.line(stored.line)
            if !json { Console.text("\nsealed by\n\n" + stored.seal) }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the journal to a file that others can verify."
        )

        @OptionGroup var folder: DataOptions

        @Option(
            help: """
                farthing: stored lines with their seals; agentguard: agentguard-spend's envelope, \
                each entry signed as it is written.
                """
        )
        var form: Form = .farthing

        @Option(
            help: """
                The key's file that signs the entries of the form agentguard. (default: the \
                signing key)
                """
        )
        var key: String?

        @Option(help: "The file to write; standard output without it.")
        var output: String?

        enum Form: String, ExpressibleByArgument, CaseIterable { case farthing, agentguard }

        func run() async throws {
            do {
                let ledgerFolder = try folder.ledgerFolder()
                let count = try ReceiptExport(
                    folder: ledgerFolder,
                    form: try exporterForm(ledgerFolder)
                ).write(to: output)
                if let output { Console.error("\(count) entries are in \(output)") }
            } catch {
                throw Failure(describing: error)
            }
        }

        private func exporterForm(_ ledgerFolder: DataFolder) throws -> Exporter.Form {
            switch form {
            case .agentguard:
                let settings = try folder.settings()
                let signer =
                    try key.map { try KeyFile.signingKey(at: $0) }
                    ?? SigningKeyChoice.choose(settings, ledgerFolder, makesIt: false)
                return .signed(signer)
            case .farthing:
                guard let origin = try JournalReader(ledgerFolder).origin() else {
                    throw Failure(.unavailable, "\(ledgerFolder.path): the ledger has no origin")
                }
                let publicKey = try KeyFile.verifyingKey(at: key ?? ledgerFolder.publicKey)
                return .farthing(origin: origin, fingerprint: publicKey.fingerprint)
            }
        }
    }
}
