import ArgumentParser
import FarthingCore
import FarthingReceipts

extension PricesCommand {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a newer book in force, signed with the ledger's key.",
            discussion: """
                Waits for a human, and changes nothing, where a price is three times up or down, or \
                a model, name or variant is gone: look at the list, then say --accept-suspicious. A \
                running server reads the book at SIGHUP.
                """
        )

        @OptionGroup var folder: DataOptions

        @Argument(help: "The book's file: prices.txt, or another folder's prices.book.")
        var file: String

        @Flag(help: "Take the book although some of its changes are suspicious.")
        var acceptSuspicious = false

        @Flag(help: "Print JSON.")
        var json = false

        /// The most suspicious changes that an error lists; `prices diff` has them all.
        private static let listedMax = 20

        func run() async throws {
            let ledgerFolder = try folder.ledgerFolder()
            let key = try SigningKeyChoice.choose(
                folder.settings(),
                ledgerFolder,
                makesIt: false
            )
            let shelf = BookShelf(folder: ledgerFolder)
            let new = try BookFile(path: file)
            let old = try shelf.inForce(signedBy: [key.verifyingKey])
            let changes = new.book.changes(since: old.book)
            let suspicious = changes.filter(\.isSuspicious)
            guard suspicious.isEmpty || acceptSuspicious else { throw refusal(suspicious) }
            try shelf.put(new, signedBy: key)
            if json {
                return Console.json(
                    AdminAnswer.done { json in
                        json.key("accepted_suspicious")
                        json.int(suspicious.count)
                        json.key("book")
                        json.string(new.book.hash)
                        json.key("changes")
                        json.int(changes.count)
                        json.key("models")
                        json.int(new.book.count)
                    }
                )
            }
            Console.line(
                "\(shelf.path): \(new.book.count) models, \(changes.count) changes, signed by "
                    + "\(key.verifyingKey.fingerprint); receipts will name the book \(new.book.hash)"
            )
            Console.line("a running server takes it at SIGHUP")
        }

        private func refusal(_ suspicious: [PriceChange]) -> Failure {
            var lines = suspicious.prefix(Self.listedMax).map {
                "  " + Shown.safe(PriceChangeText.line($0))
            }
            if suspicious.count > lines.count {
                lines.append("  and \(suspicious.count - lines.count) more: `farthing prices diff`")
            }
            return Failure(
                .invalid,
                "\(file): \(suspicious.count) suspicious changes; nothing was imported. Look at them, "
                    + "then say --accept-suspicious:\n" + lines.joined(separator: "\n")
            )
        }
    }
}
