import FarthingCore
import Testing

@Suite("Prices by the time of day")
struct DailyHoursTests {
    static let day: Int64 = 86_400_000
    static let line = "p\tm\tchat\t-\t-\t-\t=m\t@\tstandard in=1"

    static func book(_ rest: String) throws(PriceBookError) -> PriceBook {
        try PriceBook(parsing: Array("farthing-prices 1\nversion v\nsha256 0\n\(line)\(rest)".utf8))
    }

    static func dollars(_ book: PriceBook, atMs: Int64) throws -> Int64 {
        let price = try #require(book.price(provider: "p", model: "m", atMs: atMs))
        let sheet = try #require(price.sheet(.standard, inputTokens: 1))
        return sheet[.input].nanosPerMillion / 1_000_000_000
    }

    @Test(
        "hours hold from their first minute to before their last, and may pass midnight",
        arguments: [
            ("01:00-04:00", 0, 1), ("01:00-04:00", 59, 1), ("01:00-04:00", 60, 2),
            ("01:00-04:00", 239, 2), ("01:00-04:00", 240, 1), ("16:30-00:30", 0, 2),
            ("16:30-00:30", 29, 2), ("16:30-00:30", 30, 1), ("16:30-00:30", 989, 1),
            ("16:30-00:30", 990, 2), ("16:30-00:30", 1_439, 2),
        ] as [(String, Int64, Int64)]
    )
    func hours(hours: String, minute: Int64, expected: Int64) throws {
        let book = try Self.book("\t@~\(hours)\tstandard in=2")
        let atMs = 20_000 * Self.day + minute * 60_000
        #expect(try Self.dollars(book, atMs: atMs) == expected)
        #expect(try Self.dollars(book, atMs: atMs + 59_999) == expected)
    }

    @Test("a later day's edition ends the hours before it, and may have its own")
    func days() throws {
        let book = try Self.book(
            "\t@~01:00-04:00\tstandard in=2\t@2026-08-21\tstandard in=3"
                + "\t@2026-08-21~01:00-02:00\tstandard in=4"
        )
        let start: Int64 = 1_787_270_400_000
        let hour: Int64 = 3_600_000
        #expect(try Self.dollars(book, atMs: start - Self.day + hour) == 2)
        #expect(try Self.dollars(book, atMs: start + hour) == 4)
        #expect(try Self.dollars(book, atMs: start + 3 * hour) == 3)
    }

    @Test(
        "hours that are none are refused",
        arguments: ["01:00", "1:00-2:00", "01:00-24:00", "01:60-02:00", "01:00-01:00", "-", ""]
    )
    func malformed(text: String) {
        #expect(throws: PriceBookError.self) { _ = try Self.book("\t@~\(text)\tstandard in=2") }
    }

    @Test("the first edition holds at all hours, so that no time is without a price")
    func first() {
        let text =
            "farthing-prices 1\nversion v\nsha256 0\np\tm\tchat\t-\t-\t-\t=m\t@~01:00-02:00\tstandard in=1"
        #expect(throws: PriceBookError.self) { _ = try PriceBook(parsing: Array(text.utf8)) }
    }
}
