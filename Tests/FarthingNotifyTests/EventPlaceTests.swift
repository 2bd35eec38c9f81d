import FarthingNotify
import Testing

@Suite("Places and filters")
struct EventPlaceTests {
    @Test("places are read as they are written", arguments: ["0", "123", "123.1"])
    func text(_ text: String) { #expect(EventPlace(text)?.text == text) }

    @Test(
        "other texts are no places",
        arguments: [
            "", "-1", "+1", "1.", ".1", "1.2.3", "a", " 1", "1.-1", "9223372036854775807",
            "99999999999999999999", "١",
        ]
    )
    func wrong(_ text: String) { #expect(EventPlace(text) == nil) }

    @Test("an entry's second event comes after its first and before the next entry")
    func order() {
        let first = EventPlace(sequence: 4)
        #expect(first < first.next)
        #expect(first.next < EventPlace(sequence: 5))
    }

    @Test("globs choose types; refused calls come only where they are asked for")
    func filter() throws {
        #expect(!EventFilter.usual.matches(.callRefused))
        #expect(EventFilter.usual.matches(.policyChanged))
        let filter = try EventFilter(patterns: ["budget.*", "call.refused"])
        #expect(filter.matches(.budgetPaused) && filter.matches(.callRefused))
        #expect(!filter.matches(.policyChanged))
        #expect(try EventFilter(patterns: ["*"]).matches(.callRefused))
        for patterns in [[], ["budgets.*"], ["budget.*", ""], ["Budget.*"]] {
            #expect(throws: EventFilterError.self) { try EventFilter(patterns: patterns) }
        }
    }

    @Test("every type has a name of small letters, once")
    func names() {
        let names = EventType.allCases.map(\.rawValue)
        #expect(Set(names).count == names.count)
        for name in names {
            #expect(name.utf8.allSatisfy { 0x61...0x7A ~= $0 || $0 == 0x2E || $0 == 0x5F })
        }
    }
}
