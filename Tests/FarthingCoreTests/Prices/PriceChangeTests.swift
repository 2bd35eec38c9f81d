import FarthingCore
import Testing

@Suite("Differences between price books")
struct PriceChangeTests {
    static func changes(_ old: String, _ new: String) throws -> [PriceChange] {
        let head = "farthing-prices 1\nversion v\nsha256 00\n"
        let oldBook = try PriceBook(parsing: Array((head + old).utf8))
        let newBook = try PriceBook(parsing: Array((head + new).utf8))
        return newBook.changes(since: oldBook)
    }

    static func line(_ sheets: String, names: String = "=m", max: String = "10") -> String {
        "p\tm\tchat\t-\t\(max)\t-\t\(names)\t@\t\(sheets)"
    }

    @Test("a book does not differ from itself")
    func same() throws {
        #expect(try Self.changes(PriceBookTests.models, PriceBookTests.models).isEmpty)
    }

    @Test(
        "a price waits for a human from three times up or down on, and not below",
        arguments: [
            ("in=1", "in=2.999999999", false), ("in=1", "in=3", true), ("in=3", "in=1", true),
            ("in=3", "in=1.000000001", false), ("in=0", "in=0.1", true), ("in=0.1", "in=0", true),
            ("in=1 out=2", "in=1 out=6", true), ("in=1 cached=1", "in=1 cached=0.3", true),
            ("in=1", "in=1 search=5", true), ("in=1", "in=1.5", false),
        ]
    )
    func factor(old: String, new: String, waits: Bool) throws {
        let changes = try Self.changes(Self.line("standard \(old)"), Self.line("standard \(new)"))
        #expect(!changes.isEmpty)
        #expect(changes.contains { $0.isSuspicious } == waits)
    }

    @Test("what is gone waits for a human: models, names, patterns, variants; what is new does not")
    func gone() throws {
        let one = Self.line("standard in=1", names: "=m =alias ^m-")
        let cases: [(String, String, PriceChange.What, Bool)] = [
            (one, "", .removed, true), ("", one, .added, false),
            (one, Self.line("standard in=1", names: "=m ^m-"), .nameRemoved("alias"), true),
            (one, Self.line("standard in=1", names: "=m =alias"), .nameRemoved("^m-"), true),
            (
                Self.line("standard in=1\tbatch in=1"), Self.line("standard in=1"),
                .variantRemoved(.batch), true
            ),
            (
                Self.line("standard in=1"), Self.line("standard in=1\tbatch in=1"),
                .variantAdded(.batch), false
            ),
            (
                Self.line("standard in=1", max: "30"), Self.line("standard in=1", max: "10"),
                .outputMaximum(old: 30, new: 10), true
            ),
        ]
        for (old, new, what, waits) in cases {
            let changes = try Self.changes(old, new)
            #expect(changes.map(\.what) == [what])
            #expect(changes.first?.isSuspicious == waits, "\(what)")
        }
    }

    @Test("a name that leads to another model is told with the other's prices")
    func moved() throws {
        let other = "p\tn\tchat\t-\t10\t-\t=n"
        let changes = try Self.changes(
            Self.line("standard in=9", names: "=m =x") + "\n\(other)\t@\tstandard in=1",
            Self.line("standard in=9") + "\n\(other) =x\t@\tstandard in=1"
        )
        #expect(changes.map(\.what).contains(.nameMoved("x", to: "n")))
        #expect(changes.contains { $0.isSuspicious })
    }

    @Test("a tier, a day or an hour at which prices part is found, each difference once")
    func places() throws {
        let tier = try Self.changes(
            Self.line("standard in=1"),
            Self.line("standard in=1\tstandard>100 in=4")
        )
        let above = tier.filter {
            if case .rate(.standard, aboveInputTokens: 100, .input, _, _) = $0.what { return true }
            return false
        }
        #expect(above.count == 1 && above.allSatisfy { $0.isSuspicious })
        let day = try Self.changes(
            Self.line("standard in=1"),
            Self.line("standard in=1\t@2026-08-21\tstandard in=2")
        )
        #expect(day.allSatisfy { $0.fromMs == 1_787_270_400_000 } && !day.isEmpty)
        let hour = try Self.changes(
            Self.line("standard in=1"),
            Self.line("standard in=1\t@~01:00-02:00\tstandard in=4")
        )
        #expect(hour.contains { $0.isSuspicious })
    }
}
