import ArgumentParser
import FarthingCore

extension PricesCommand {
    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare another book with the one in force: added, removed, up, down.",
            discussion: "Changes that `prices import` would wait with are marked with !."
        )

        @OptionGroup var choice: BookOptions

        @Argument(help: "The other, newer book's file.")
        var file: String

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let old = try choice.file()
            let new = try BookFile(path: file)
            let changes = new.book.changes(since: old.book)
            if json {
                return Console.json(
                    AdminAnswer.done { json in
                        json.key("changes")
                        json.beginArray()
                        for change in changes { PriceChangeText.write(change, to: &json) }
                        json.endArray()
                        json.key("new")
                        json.string(new.book.hash)
                        json.key("old")
                        json.string(old.book.hash)
                    }
                )
            }
            var table = PriceChangeText.table
            for change in changes { table.add(PriceChangeText.cells(change)) }
            if !changes.isEmpty { table.print() }
            let waiting = changes.count(where: \.isSuspicious)
            Console.line(
                "\(old.place) → \(file): \(changes.count) changes, \(waiting) that wait for a human"
            )
        }
    }
}
