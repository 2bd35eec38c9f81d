import FarthingCore
import Testing

@Suite("A policy's own prices")
struct PriceOverrideTests {
    let dollar: Int64 = 1_000_000_000

    func rate(_ dollars: Int64) -> Rate { Rate(nanosPerMillion: dollars * dollar) }

    func book() throws -> PriceBook { try PriceBookTests.book() }

    func sheet(_ book: PriceBook, _ model: String = "gpt-x", atMs: Int64 = 0) throws -> RateSheet {
        let price = try #require(book.price(provider: "openai", model: model, atMs: atMs))
        return try #require(price.sheet(.standard, inputTokens: 1))
    }

    @Test("an override stands in place of the book's rate, and what it leaves out stays the book's")
    func partial() throws {
        let override = PriceOverride(
            provider: "openai",
            model: "gpt-x",
            rates: [.input: rate(2), .output: rate(8)],
            maxOutputTokens: 99
        )
        let book = try book().applying([override])
        let sheet = try sheet(book)
        #expect(sheet[.input] == rate(2) && sheet[.output] == rate(8))
        #expect(sheet[.cachedInput] == Rate(nanosPerMillion: 1_250_000_000))
        // What the book had at the price of input follows the new one.
        #expect(sheet[.cacheWrite] == rate(2) && sheet[.reasoning] == rate(8))
        #expect(sheet[.webSearch] == rate(10_000))
        let price = try #require(book.price(provider: "openai", model: "gpt-x", atMs: 0))
        #expect(price.maxOutputTokens == 99 && price.source == .policy)
    }

    @Test("an override holds under every name of the model, aliases and patterns included")
    func names() throws {
        for name in ["gpt-x", "gpt-x-latest", "gpt-x-2026-01-01"] {
            let override = PriceOverride(
                provider: "openai",
                model: name,
                rates: [.input: rate(1), .output: rate(1)]
            )
            let book = try book().applying([override])
            for other in ["gpt-x", "gpt-x-latest", "gpt-x-2026-02-02"] {
                #expect(try sheet(book, other)[.input] == rate(1), "\(name) \(other)")
            }
        }
    }

    @Test("an override begins on its day, and goes on through the book's later editions")
    func effective() throws {
        let day = PriceBookTests.october - 86_400_000
        let override = PriceOverride(
            provider: "openai",
            model: "gpt-x",
            startsAtMs: day,
            rates: [.input: rate(1), .output: rate(1)]
        )
        let book = try book().applying([override])
        #expect(try sheet(book, atMs: day - 1)[.input] == Rate(nanosPerMillion: 2_500_000_000))
        #expect(try sheet(book, atMs: day)[.input] == rate(1))
        #expect(try sheet(book, atMs: PriceBookTests.october)[.input] == rate(1))
        let price = try #require(
            book.price(provider: "openai", model: "gpt-x", atMs: PriceBookTests.october)
        )
        // Tiers and variants that the override does not name stay the book's.
        #expect(price.sheet(.standard, inputTokens: 300_000)?[.input] == rate(4))
        #expect(price.sheet(.priority, inputTokens: 1)?[.cacheWrite] == rate(5))
        #expect(price.sheet(.batch, inputTokens: 1) == nil)
    }

    @Test("of two overrides of one model the later day's wins from then on")
    func later() throws {
        let overrides = [(200, 3), (100, 2)].map { (start: Int64, dollars: Int64) in
            PriceOverride(
                provider: "openai",
                model: dollars == 3 ? "gpt-x" : "gpt-x-latest",
                startsAtMs: start,
                rates: [.input: rate(dollars), .output: rate(dollars)]
            )
        }
        let book = try book().applying(overrides)
        #expect(try sheet(book, atMs: 150)[.output] == rate(2))
        #expect(try sheet(book, atMs: 250)[.output] == rate(3))
    }

    @Test("a model that the book does not know gets a price, and its variants none")
    func unknown() throws {
        let override = PriceOverride(
            provider: "local",
            model: "llama",
            rates: [.input: .free, .output: rate(1)]
        )
        let book = try book().applying([override])
        let price = try #require(book.price(provider: "local", model: "llama", atMs: 5))
        #expect(price.hidesReasoning && price.maxOutputTokens == nil)
        #expect(try price.amountNanos(of: Usage(inputTokens: 7, outputTokens: 1_000_000)) == dollar)
        #expect(throws: PriceError.self) {
            _ = try price.amountNanos(of: Usage(outputTokens: 1), variant: .flex)
        }
        #expect(book.price(provider: "local", model: "llama-2", atMs: 5) == nil)
    }
}
