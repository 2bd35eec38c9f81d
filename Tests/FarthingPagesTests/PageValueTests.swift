import FarthingCore
import FarthingPages
import Testing

@Suite("Values on pages")
struct PageValueTests {
    @Test(
        "money has all digits that it has, and two decimals at least",
        arguments: [
            (0, "0.00"), (12_500_000_000, "12.50"), (12_345_678_901, "12.345678901"),
            (1, "0.000000001"), (-1_500_000_000, "−1.50"), (10_000_000, "0.01"),
            (1_234_567_000_000_000, "1\u{202F}234\u{202F}567.00"),
            (Money.maxNanos, "900\u{202F}000\u{202F}000.00"), (2_120_000_000, "2.12"),
        ] as [(Int64, String)]
    )
    func money(nanos: Int64, text: String) {
        let amount = PageAmount(nanos: nanos, currency: "USD")
        #expect(amount.text == text + " USD")
    }

    @Test("the title of an amount has nine decimals, and a form has none too many")
    func exact() {
        let amount = PageAmount(nanos: 12_500_000_000, currency: "INR")
        #expect(amount.exact == "12.500000000 INR")
        #expect(amount.plain == "12.5")
        #expect(
            PageAmount(units: 2_000_000, unit: .tokens).text == "2\u{202F}000\u{202F}000 tokens"
        )
        #expect(
            PageAmount(units: .min, unit: .money("USD")).exact.hasPrefix("−9223372036.854775808")
        )
    }

    @Test(
        "a length of time has its two largest units",
        arguments: [
            (0, "0 s"), (999, "0 s"), (-5, "0 s"), (61_000, "1 min 1 s"), (60_000, "1 min"),
            (11_520_000, "3 h 12 min"), (90_061_000, "1 d 1 h"),
        ] as [(Int64, String)]
    )
    func span(lengthMs: Int64, text: String) { #expect(PageSpan(lengthMs).text == text) }

    @Test(
        "shares are cut off, never rounded up to full",
        arguments: [
            (9_999, 10_000, "99 %"), (1, 100_000, "0 %"), (1, 5_000, "< 0.1 %"),
            (40, 10_000, "0.4 %"), (10_000, 10_000, "100 %"),
            (.max, 1, "92\u{202F}233\u{202F}720\u{202F}368\u{202F}547\u{202F}758 %"),
        ] as [(Int64, Int64, String)]
    )
    func share(part: Int64, whole: Int64, text: String) {
        #expect(PageShare(part, of: whole)?.text == text)
    }

    @Test("there is no share of nothing")
    func nothing() { #expect(PageShare(1, of: 0) == nil) }

    @Test(
        "no segment of an address leads elsewhere",
        arguments: [
            ("a/b", "/runs/a%2Fb"), ("..", "/runs/%252E%252E"), (".", "/runs/%252E"),
            ("ä?#", "/runs/%C3%A4%3F%23"), ("\n", "/runs/%0A"), ("a-b_c.d~", "/runs/a-b_c.d~"),
        ]
    )
    func address(segment: String, href: String) { #expect(PageLink("runs", segment).href == href) }

    @Test("a query leaves out what is empty, and encodes both sides")
    func query() {
        let link = PageLink("a", query: [.init("x", ""), .init("y", "1&z=2"), .init("ü", " ")])
        #expect(link.href == "/a?y=1%26z%3D2&%C3%BC=%20")
        #expect(PageLink().href == "/")
    }

    @Test("free is never below zero, and what is beyond the limit is said")
    func figures() {
        let over = AccountFigures(unit: .calls, limit: 100, topUps: 10, spent: 105, held: 15)
        #expect(over.free == 0)
        #expect(over.beyond == 10)
        #expect(over.level == "full")
        let huge = AccountFigures(unit: .calls, limit: .max, topUps: .max, spent: .max, held: .max)
        #expect(huge.free == 0)
        #expect(huge.beyond == 0)
        #expect(AccountFigures(unit: .calls, limit: 0).level == "low")
        #expect(AccountFigures(unit: .calls, limit: 0, spent: 1).level == "full")
    }

    @Test("the pieces of a bar lie beside one another and within it")
    func bar() throws {
        let figures = AccountFigures(unit: .calls, limit: 1_000, spent: 500, held: 250)
        #expect(figures.fields.child(named: "spentWidth") as? Int64 == 500)
        #expect(figures.fields.child(named: "heldX") as? Int64 == 500)
        #expect(figures.fields.child(named: "heldWidth") as? Int64 == 250)
        let over = AccountFigures(unit: .calls, limit: 500, spent: 1_000)
        #expect(over.fields.child(named: "overX") as? Int64 == 500)
        #expect(over.fields.child(named: "overWidth") as? Int64 == 500)
    }
}
