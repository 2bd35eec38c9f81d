import FarthingCore
import FarthingPolicy
import Foundation
import Testing

@Suite("Reading dates of policies")
struct PolicyReaderDatesTests {
    /// 2026-12-01T00:00:00Z.
    static let decemberMs: Int64 = 1_796_083_200_000

    @Test(
        "a day or a time is read as its first instant",
        arguments: [
            ("2026-12-01", decemberMs),
            ("2026-12-01T09:30:00Z", decemberMs + 34_200_000),
            ("2026-12-01t09:30:00.25z", decemberMs + 34_200_250),
            ("2026-12-01T05:30:00+05:30", decemberMs),
            ("2026-11-30T19:00:00-05:00", decemberMs),
            ("1970-01-01", 0),
        ] as [(String, Int64)]
    )
    func instants(text: String, ms: Int64) throws {
        let policy = try PolicyFileSample.read("version: 1\nfrom: \"\(text)\"\n")
        #expect(policy.effective == EffectiveDates(fromMs: ms))
        let rule = try PolicyFileSample.read(
            "{ version: 1, rules: [{ id: x, when: {}, do: block, until: \"\(text)\" }] }"
        ).rules[0]
        #expect(rule.effective == EffectiveDates(untilMs: ms))
    }

    @Test(
        "a budget's day begins with its zone's first instant of it",
        arguments: [
            ("2026-12-01", "UTC", decemberMs),
            ("2026-12-01", "Asia/Kolkata", decemberMs - 19_800_000),
            ("2026-12-01", "America/New_York", decemberMs + 18_000_000),
            // Midnight is skipped: the clock goes from 24:00 on the 5th to 01:00 on the 6th.
            ("2026-09-06", "America/Santiago", 1_788_667_200_000),
            // The zone left this day out; the next begins in its place.
            ("2011-12-30", "Pacific/Apia", 1_325_239_200_000),
            ("2011-12-29", "Pacific/Apia", 1_325_152_800_000),
            ("2011-12-31", "Pacific/Apia", 1_325_239_200_000),
        ] as [(String, String, Int64)]
    )
    func zones(day: String, zone: String, ms: Int64) throws {
        let text = """
            { version: 1, budgets: [{ id: x, limit: 1 USD, window: day, timezone: \(zone),
              from: \(day) }] }
            """
        let policy = try PolicyReader.read(Array(text.utf8), file: "p.yaml", zones: systemZone)
        #expect(policy.budgets[0].effective == EffectiveDates(fromMs: ms))
    }

    @Test(
        "what is neither a day nor a time, or ends before it begins, is refused",
        arguments: [
            (
                "from: tomorrow",
                "2:7: from: \"tomorrow\" is neither a day nor a time; write a day "
                    + "like 2026-12-01, or a time like 2026-12-01T09:00:00Z"
            ),
            (
                "from: 2026-02-29",
                "2:7: from: \"2026-02-29\" is neither a day nor a time; write a "
                    + "day like 2026-12-01, or a time like 2026-12-01T09:00:00Z"
            ),
            (
                "until: 2026-12-01T09:00:00",
                "2:8: until: \"2026-12-01T09:00:00\" is neither a day "
                    + "nor a time; write a day like 2026-12-01, or a time like 2026-12-01T09:00:00Z"
            ),
            (
                "{from: 2026-12-01, until: 2026-12-01}",
                "2:26: until: it ends before it begins"
            ),
        ]
    )
    func wrong(text: String, error: String) {
        let whole =
            text.hasPrefix("{") ? "{version: 1,\n" + text.dropFirst() : "version: 1\n" + text
        #expect(PolicyFileSample.errors(whole) == ["policy.yaml:" + error])
    }

    private func systemZone(_ name: String) -> ZoneRules? {
        let file = URL(filePath: "/usr/share/zoneinfo").appending(path: name)
        return (try? Data(contentsOf: file)).flatMap {
            try? ZoneRules(name: name, tzif: [UInt8]($0))
        }
    }
}
