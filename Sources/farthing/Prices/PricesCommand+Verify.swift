import ArgumentParser
import FarthingCore

extension PricesCommand {
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that the book is whole, and that the models you use have prices."
        )

        @OptionGroup var choice: BookOptions

        @Option(
            help: ArgumentHelp(
                "A file of models that must have a price, a PROVIDER/MODEL on each line.",
                valueName: "file"
            )
        )
        var models: String?

        @Flag(help: "Print JSON.")
        var json = false

        /// A line per model of several books.
        private static let listBytesMax = 1 << 20

        func run() async throws {
            let file = try choice.file()
            let isBuiltIn = file.text == BookFile.bundled().text
            let faults = try Self.faults(file) + unpriced(choice.pricesInForce())
            if json {
                Console.json(
                    AdminAnswer.done { json in
                        json.key("book")
                        json.string(file.book.hash)
                        json.key("built_in")
                        json.bool(isBuiltIn)
                        json.key("faults")
                        json.strings(faults)
                        json.key("file_sha256")
                        json.string(file.textHash)
                        json.key("models")
                        json.int(file.book.count)
                        json.key("version")
                        json.string(file.book.version)
                    }
                )
            } else {
                Console.line("\(file.place): \(file.book.count) models of \(file.book.version)")
                Console.line("book   \(file.book.hash)\(file.isWhole ? "" : " (WRONG)")")
                Console.line("file   \(file.textHash)\(isBuiltIn ? ", the built-in one" : "")")
            }
            guard faults.isEmpty else {
                let listed = faults.prefix(50).map { "\n  " + Shown.safe($0) }.joined()
                throw Failure(.invalid, "\(file.place): \(faults.count) faults:\(listed)")
            }
            if !json { Console.line("whole") }
        }

        /// What is wrong with the book itself.
        private static func faults(_ file: BookFile) -> [String] {
            var faults: [String] = []
            if !file.isWhole {
                faults.append("the lines do not have the hash that the book states")
            }
            let (names, patterns) = (file.book.exactNames, file.book.patterns)
            for (index, editions) in file.book.models.enumerated() {
                guard let price = editions.first else { continue }
                if names[index].isEmpty, patterns[index].isEmpty {
                    faults.append("\(price.provider)/\(price.model): no name leads to it")
                }
                for edition in editions where !edition.variants.contains(.standard) {
                    faults.append("\(price.provider)/\(price.model): no standard price")
                }
            }
            return faults
        }

        private func unpriced(_ book: PriceBook) throws(Failure) -> [String] {
            guard let models else { return [] }
            let bytes = try SmallFile.read(
                models,
                bytesMax: Self.listBytesMax,
                what: "the list of models"
            )
            var faults: [String] = []
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
                let name = line.filter { !$0.isWhitespace }
                if name.isEmpty || name.hasPrefix("#") { continue }
                do throws(Failure) {
                    _ = try PriceSearch.find(name, in: book)
                } catch {
                    faults.append(error.message)
                }
            }
            return faults
        }
    }
}
