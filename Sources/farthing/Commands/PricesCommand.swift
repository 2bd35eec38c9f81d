import ArgumentParser
import FarthingCore
import FarthingPolicy

/// Shows what models cost, and keeps the price book up to date.
struct PricesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prices",
        abstract: "List, show, compare, check and import prices; re-rate past calls.",
        subcommands: [
            List.self, Show.self, Diff.self, Verify.self, Import.self, Rerate.self,
            Rates.self,
        ],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List models with their standard prices of today, per million tokens."
        )

        @OptionGroup var choice: BookOptions

        @Option(help: "Only this provider's models.")
        var provider: String?

        @Option(
            help: ArgumentHelp(
                "Only models of this name; * and ? stand for others.",
                valueName: "GLOB"
            )
        )
        var model: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let book = try choice.pricesInForce()
            let providers = Array(Set(book.allPrices.map(\.provider))).sorted()
            if let provider, !providers.contains(provider) {
                let hint = OperatorText.hint(for: provider, among: providers)
                throw Failure(.usage, "--provider \(Shown.safe(provider)): none of the book\(hint)")
            }
            var glob: Glob?
            if let model {
                glob = Glob(model)
                if glob == nil { throw Failure(.usage, "--model: 1 to \(Glob.bytesMax) bytes") }
            }
            let found = try prices(book, glob)
            guard json else { return print(found, book) }
            Console.json(
                AdminAnswer.done { json in
                    json.key("book")
                    json.string(book.hash)
                    json.key("models")
                    json.beginArray()
                    for price in found { PriceText.write(price, book, to: &json) }
                    json.endArray()
                }
            )
        }

        private func prices(_ book: PriceBook, _ glob: Glob?) throws(Failure) -> [ModelPrice] {
            let now = systemNowMs()
            let names = book.exactNames
            var found: [ModelPrice] = []
            for (index, editions) in book.models.enumerated() {
                guard let price = editions.price(atMs: now),
                    provider.map({ $0 == price.provider }) ?? true,
                    glob.map({ $0.matches(price.model) || names[index].contains(where: $0.matches) }
                    )
                        ?? true
                else { continue }
                found.append(price)
            }
            if found.isEmpty, let model {
                let all = book.allPrices.filter { price in
                    provider.map { $0 == price.provider } ?? true
                }
                let hint = PriceSearch.hint(for: model, among: all.map(\.model))
                throw Failure(.usage, "--model \(Shown.safe(model)): no model of this name\(hint)")
            }
            return found.sorted { ($0.provider, $0.model) < ($1.provider, $1.model) }
        }

        private func print(_ prices: [ModelPrice], _ book: PriceBook) {
            var table = Table([
                .text("MODEL"), .text("KIND"), .number("INPUT"), .number("CACHED"),
                .number("OUTPUT"), .number("CONTEXT"), .number("OUTPUT MAX"), .text("VARIANTS"),
            ])
            for price in prices {
                let sheet = price.sheet(.standard, inputTokens: 0)
                func amount(_ bucket: Usage.Bucket) -> String {
                    sheet.map { PriceText.amount($0[bucket], bucket) } ?? "–"
                }
                table.add([
                    price.provider + "/" + price.model, price.kind.rawValue, amount(.input),
                    amount(.cachedInput), amount(.output), PriceText.count(price.contextTokens),
                    PriceText.count(price.maxOutputTokens),
                    PriceVariant.allCases.filter(price.variants.contains).map(\.name)
                        .joined(separator: ","),
                ])
            }
            table.print()
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show everything that the book says of a model."
        )

        @OptionGroup var choice: BookOptions

        @Argument(
            help: ArgumentHelp(
                "The model, as openai/gpt-4o; any name of it will do.",
                valueName: "provider/model"
            )
        )
        var name: String

        @Option(help: "Only what holds at this day, as 2026-09-01, or time in UTC.")
        var at: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let atMs = try at.map { (text) throws(Failure) in try PriceSearch.timeMs(text, "--at") }
            let book = try choice.pricesInForce()
            let index = try PriceSearch.find(name, in: book)
            let all = book.models[index]
            let editions = atMs.map { at in all.price(atMs: at).map { [$0] } ?? [] } ?? all
            let names = book.exactNames[index]
            guard json else {
                PriceSheetText.lines(editions, names, index, book).forEach(Console.line)
                return
            }
            Console.json(
                AdminAnswer.done { json in
                    json.key("book")
                    json.string(book.hash)
                    json.key("editions")
                    json.beginArray()
                    for price in editions { PriceText.write(price, book, to: &json) }
                    json.endArray()
                    json.key("has_patterns")
                    json.bool(book.hasPatterns(index))
                    json.key("names")
                    json.strings(names)
                }
            )
        }
    }
}
