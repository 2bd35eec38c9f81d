import ArgumentParser
import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// Lists, shows and exports the journal's entries.
struct ReceiptsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipts",
        abstract: "List, show, export and archive receipts; disclose and erase subjects.",
        subcommands: [
            List.self, Show.self, Prove.self, Export.self, Import.self, Archive.self, Disclose.self,
            Erase.self,
        ]
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
            if let kind { try EntryKinds.check(kind) }
            var found: [ReceiptLine] = []
            var isHoldThere = hold == nil
            do {
                let journal = try JournalLook(folder.checkedJournal())
                let isFiltered = kind != nil || hold != nil
                let start = isFiltered ? 0 : max(0, try journal.entryCount() - last)
                func look(from start: Int64) throws {
                    try journal.forEach(from: start) { line in
                        guard matchesHold(line) else { return }
                        isHoldThere = true
                        guard kind == nil || line.kind == kind else { return }
                        found.append(line)
                        if found.count >= 2 * Int(clamping: last) {
                            found.removeFirst(found.count - Int(clamping: last))
                        }
                    }
                }
                try look(from: start)
                if start > 0, !json, found.contains(where: \.lacksUnits) {
                    // Budgets tell what they count where they are made, which is further back.
                    found = []
                    try look(from: 0)
                }
            } catch {
                throw Failure(describing: error)
            }
            if let hold, !isHoldThere {
                throw Failure(.usage, "--hold \(Shown.safe(hold)): the journal has no entry of it")
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
                stored = try JournalLook(folder.checkedJournal()).stored(entry)
            } catch {
                throw Failure(describing: error)
            }
            guard let stored else { throw Failure(.usage, "there is no entry \(entry)") }
            Console.line(stored.line)
            if !json { Console.text("\nsealed by\n\n" + stored.seal) }
        }
    }
}
