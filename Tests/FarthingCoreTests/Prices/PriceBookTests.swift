import FarthingCore
import Testing

@Suite("Price book")
struct PriceBookTests {
    static let text = """
        # A comment.
        farthing-prices 1
        version test+1
        sha256 00ff
        openai\tgpt-x\tchat\t128000\t16384\tvision\t=gpt-x =gpt-x-latest ?gpt-x-####-##-##\t@\t\
        standard in=2.5 cached=1.25 out=10 search=10000\t@2026-10-12\tstandard in=2 out=8\t\
        standard>272000 in=4 out=12\tpriority in=4 write=5 out=16
        openai\tgpt-audio\tchat\t-\t-\treasoning\t^gpt-audio!-tts\t@\t\
        standard in=1 cached=0.5 audio=32 out=2 out-audio=64
        bedrock\tany\tembedding\t-\t-\t-\t~claude $/tail ?pre-#*\t@\tstandard in=0.1
        """

    /// The lines of models without the header.
    static let models = text.split(separator: "\n").dropFirst(4).joined(separator: "\n")

    static func book(_ text: String = text) throws -> PriceBook {
        try PriceBook(parsing: Array(text.utf8))
    }

    /// 2026-10-12, midnight UTC.
    static let october: Int64 = 1_791_763_200_000

    @Test("the header names version and hash, and a line's fields are kept")
    func header() throws {
        let book = try Self.book()
        #expect(book.version == "test+1")
        #expect(book.hash == "00ff")
        #expect(book.count == 3)
        let price = try #require(book.price(provider: "openai", model: "gpt-x", atMs: 0))
        #expect(price.kind == .chat)
        #expect(price.contextTokens == 128_000)
        #expect(price.maxOutputTokens == 16_384)
        #expect(price.supportsVision && !price.hidesReasoning)
        let audio = try #require(book.price(provider: "openai", model: "gpt-audio-latest", atMs: 0))
        #expect(audio.contextTokens == nil && audio.maxOutputTokens == nil)
        #expect(audio.hidesReasoning && !audio.supportsVision)
    }

    @Test(
        "names are found exactly, by letter case, and by pattern, and others not at all",
        arguments: [
            ("openai", "gpt-x", "gpt-x"), ("openai", "gpt-x-latest", "gpt-x"),
            ("openai", "GPT-X", "gpt-x"), ("openai", "gpt-x-2026-01-02", "gpt-x"),
            ("openai", "gpt-x-2026-1-2", nil), ("openai", "gpt-x-2026-01-023", nil),
            ("openai", "gpt-x-mini", nil), ("openai", "gpt-", nil), ("openai", "", nil),
            ("openai", "gpt-audio-001", "gpt-audio"), ("openai", "gpt-audio-tts", nil),
            ("openai", "gpt-audio-2", nil), ("openai", "gpt-audio-mini", nil),
            ("bedrock", "eu.anthropic.claude-v9:0", "any"), ("bedrock", "a/tail", "any"),
            ("bedrock", "eu.anthropic.claude-9", nil), ("bedrock", "notclaude", nil),
            ("bedrock", "pre-007", "any"), ("bedrock", "pre-", nil), ("bedrock", "pre-7b", nil),
            ("bedrock", "tail", nil),
            ("bedrock", "gpt-x", nil), ("nobody", "gpt-x", nil),
        ] as [(String, String, String?)]
    )
    func names(provider: String, model: String, expected: String?) throws {
        let found = try Self.book().price(provider: provider, model: model, atMs: 0)
        #expect(found?.model == expected)
    }

    @Test("prices change at midnight UTC of their day")
    func editions() throws {
        let book = try Self.book()
        func input(_ atMs: Int64) throws -> Int64 {
            let price = try #require(book.price(provider: "openai", model: "gpt-x", atMs: atMs))
            return try price.amountNanos(of: Usage(inputTokens: 1_000_000))
        }
        #expect(try input(0) == 2_500_000_000)
        #expect(try input(Self.october - 1) == 2_500_000_000)
        #expect(try input(Self.october + 1) == 4_000_000_000)
        #expect(try input(.max) == 4_000_000_000)
        #expect(try input(-1) == 2_500_000_000)
    }

    @Test("an operator's own price stands in place of the book's")
    func ownPrice() throws {
        var book = try Self.book()
        let sheet = RateSheet(input: Rate(nanosPerMillion: 7), output: .free)
        book.set(ModelPrice(provider: "local", model: "llama", sheets: [sheet]))
        book.set(
            ModelPrice(provider: "openai", model: "mine", sheets: [sheet]),
            aliases: ["gpt-x"]
        )
        #expect(book.price(provider: "local", model: "llama", atMs: 0)?.model == "llama")
        #expect(book.price(provider: "openai", model: "gpt-x", atMs: 0)?.model == "mine")
        #expect(book.price(provider: "openai", model: "gpt-x-latest", atMs: 0)?.model == "gpt-x")
    }

    @Test(
        "a line that cannot be read is named",
        arguments: [
            "openai", "openai\tm\tchat\t-\t-\t-\t=m", "openai\tm\tchat\t-\t-\t-\t=m\t@",
            "openai\tm\tsong\t-\t-\t-\t=m\t@\tstandard in=1",
            "openai\tm\tchat\t0\t-\t-\t=m\t@\tstandard in=1",
            "openai\tm\tchat\t-\tx\t-\t=m\t@\tstandard in=1",
            "openai\tm\tchat\t-\t-\t-\tm\t@\tstandard in=1",
            "openai\tm\tchat\t-\t-\t-\t=gpt-x\t@\tstandard in=1",
            "openai\tm\tchat\t-\t-\t-\t=m\t@2026-13-01\tstandard in=1",
            "openai\tm\tchat\t-\t-\t-\t=m\t@2026-01-02\tstandard in=1\t@\tstandard in=1",
            "openai\tm\tchat\t-\t-\t-\t=m\t@\tstandard out=1",
            "openai\tm\tchat\t-\t-\t-\t=m\t@\tsometimes in=1",
            "openai\tm\tchat\t-\t-\t-\t=m\t@\tstandard>x in=1",
            "openai\tm\tchat\t-\t-\t-\t=m\t@\tstandard in=1 gold=2",
            "openai\tm\tchat\t-\t-\t-\t=m\t@\tstandard in=-1",
            "openai\tm\tchat\t-\t-\t-\t=m\tstandard in=1",
        ]
    )
    func badLines(line: String) {
        let error = #expect(throws: PriceBookError.self) {
            _ = try Self.book(Self.text + "\n" + line)
        }
        #expect(error?.line == 8)
    }

    @Test("a text that is no price book is refused at its first line")
    func noBook() {
        for text in ["", "{}", "farthing-prices 2\n", "farthing-prices 1\nsha256 0\n"] {
            #expect(throws: PriceBookError.self) { _ = try Self.book(text) }
        }
    }
}
