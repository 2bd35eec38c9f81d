import ArgumentParser
import FarthingCore
import FarthingProviders
import NIOHTTP1

/// Registers tools with their prices.
struct ToolsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tools",
        abstract: "Register tools with their prices.",
        subcommands: [Seed.self]
    )

    struct Seed: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register common tools with realistic prices, in a running server.",
            discussion: """
                What a model's call costs is taken from the built-in price book, for 1,000 tokens in and \
                500 out; the other prices are round figures to begin with: register yours in their place. \
                In a workspace of another currency the built-in rates apply. A tool that is there \
                already stays as it is, unless --update is given.
                """
        )

        @OptionGroup var address: ConsoleAddress

        @Option(help: "The workspace.")
        var workspace = "default"

        @Option(help: "Only those whose name or description has this text in it.")
        var filter: String?

        @Flag(help: "Print the tools and register nothing.")
        var list = false

        @Flag(
            help:
                "Print what would be registered, in the workspace's currency, and register nothing."
        )
        var preview = false

        @Flag(help: "Give tools that are there already the price and the description anew.")
        var update = false

        func run() async throws {
            let tools = filter.map(SeedTool.matching) ?? SeedTool.all
            guard !tools.isEmpty else {
                throw Failure(
                    .invalid,
                    "--filter \(Shown.safe(filter ?? "")): no tool has this in its name or description"
                )
            }
            let book = PriceBook.bundled()
            if list { return Self.show(try Self.priced(tools, in: "USD", book), in: "USD") }
            let client = try address.client()
            let currency = try await currency(client)
            let priced = try Self.priced(tools, in: currency, book)
            let known = try await known(client)
            if preview { return show(priced, known, in: currency) }
            var failed = 0
            for (tool, nanos) in priced {
                if let nanos = known[RegisteredTool.normal(tool.name)], !update {
                    let amount = Shown.amount(nanos, .money(currency))
                    Console.line("kept \(tool.name) at \(amount)")
                    continue
                }
                let answer = try await client.ask(.POST, "/tools/register", body(tool, nanos))
                let amount = Shown.amount(nanos, .money(currency))
                if answer.status == 200 {
                    let word = answer.body?.member("status")?.string ?? "registered"
                    Console.line("\(Shown.safe(word)) \(tool.name) at \(amount)")
                } else {
                    failed += 1
                    Console.error("farthing: \(tool.name): \(Shown.safe(answer.reason))")
                }
            }
            if failed > 0 {
                throw Failure(
                    .unavailable,
                    "\(failed) of \(priced.count) tools were not registered"
                )
            }
        }

        /// What the workspace's tools cost that are there, in nano-units, by their normal names.
        private func known(_ client: ConsoleClient) async throws(Failure) -> [String: Int64] {
            var found: [String: Int64] = [:]
            var next: String?
            repeat {
                let place = next.map { "&cursor=" + $0 } ?? ""
                let path = "/v1/tools?workspace=\(workspace)&limit=200"
                let answer = try await client.ask(.GET, path + place)
                guard answer.status == 200, let body = answer.body,
                    let items = body.member("items")
                else { throw Failure(.unavailable, Shown.safe(answer.reason)) }
                for tool in items.elements {
                    guard let name = tool.member("name")?.string,
                        let nanos = tool.member("cost_nanos")?.int64
                    else { continue }
                    found[RegisteredTool.normal(name)] = nanos
                }
                next = body.member("next")?.string
            } while next != nil
            return found
        }

        private func currency(_ client: ConsoleClient) async throws(Failure) -> String {
            let answer = try await client.ask(.GET, "/v1/workspaces/\(workspace)")
            guard answer.status == 200, let currency = answer.body?.member("currency")?.string
            else {
                throw Failure(
                    .unavailable,
                    "\(Shown.safe(workspace)): \(Shown.safe(answer.reason))"
                )
            }
            return currency
        }

        /// What each costs in a currency, in nano-units.
        private static func priced(
            _ tools: [SeedTool],
            in currency: String,
            _ book: PriceBook
        ) throws(Failure) -> [(SeedTool, Int64)] {
            let nowMs = systemNowMs()
            var rateNanos: Int64 = 1_000_000_000
            if currency != "USD" {
                guard let rate = book.rates.rate(currency, atMs: nowMs) else {
                    throw Failure(
                        .configuration,
                        "there is no built-in rate for \(Shown.safe(currency))"
                    )
                }
                rateNanos = rate.rateNanos
            }
            var priced: [(SeedTool, Int64)] = []
            for tool in tools {
                guard let nanos = tool.nanosUSD(book, atMs: nowMs) else {
                    throw Failure(.configuration, "the price book has no price for \(tool.name)")
                }
                let product = Int128(nanos) * Int128(rateNanos)
                priced.append((tool, Int64(clamping: (product + 999_999_999) / 1_000_000_000)))
            }
            return priced
        }

        private func body(_ tool: SeedTool, _ nanos: Int64) -> [UInt8] {
            var json = JSONWriter(capacity: 256)
            json.beginObject()
            json.key("category")
            json.string(tool.category)
            json.key("cost_per_call")
            json.raw(Array(Shown.money(nanos).filter { $0 != "," }.utf8))
            json.key("description")
            json.string(tool.description)
            json.key("name")
            json.string(tool.name)
            json.key("workspace_id")
            json.string(workspace)
            json.endObject()
            return json.bytes
        }

        /// What would be registered, beside what is there.
        private func show(
            _ tools: [(SeedTool, Int64)],
            _ known: [String: Int64],
            in currency: String
        ) {
            var table = Table([
                .text("TOOL"), .number("NOW"), .number("SEEDED"), .text("WHAT WOULD BE DONE"),
            ])
            for (tool, nanos) in tools {
                let old = known[RegisteredTool.normal(tool.name)]
                let word = old == nil ? "registered" : update ? "updated" : "kept"
                table.add([
                    tool.name, old.map { Shown.amount($0, .money(currency)) } ?? "-",
                    Shown.amount(nanos, .money(currency)), word,
                ])
            }
            table.print()
        }

        private static func show(_ tools: [(SeedTool, Int64)], in currency: String) {
            var table = Table([
                .text("TOOL"), .text("CATEGORY"), .number("COST PER CALL"), .text("WHAT"),
            ])
            for (tool, nanos) in tools {
                let amount = Shown.amount(nanos, .money(currency))
                table.add([tool.name, tool.category, amount, tool.description])
            }
            table.print()
        }
    }
}
