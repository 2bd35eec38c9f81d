import FarthingCore
import Foundation
import Testing

@Suite("Zone rules")
struct ZoneRulesTests {
    @Test("an offset is the one that Python's zoneinfo has", arguments: ZoneVectors.names)
    func offsets(name: String) throws {
        let vectors = try ZoneVectors(name)
        #expect(vectors.rows.count >= 25)
        for row in vectors.rows {
            #expect(vectors.rules.offsetMs(atMs: row.ms) == row.offsetMs, "at \(row.ms)")
        }
    }

    @Test("zones are equal when name and bytes are, and hash alike")
    func equality() throws {
        let berlin = try ZoneVectors("Europe/Berlin")
        let again = try ZoneRules(name: "Europe/Berlin", tzif: berlin.tzif)
        let renamed = try ZoneRules(name: "Europe/Paris", tzif: berlin.tzif)
        #expect(berlin.rules == again)
        #expect(berlin.rules.hashValue == again.hashValue)
        #expect(berlin.rules != renamed)
        #expect(berlin.rules != .utc)
        #expect(ZoneRules.utc.name == "UTC")
        #expect(ZoneRules.utc.offsetMs(atMs: 1_700_000_000_000) == 0)
    }

    @Test(
        "a name that could leave the folder of zones, or is none, is refused",
        arguments: [
            "", "/etc/passwd", "../UTC", "Europe//Berlin", "Europe/", "a b", "Europe/Berlin\n",
            "É", String(repeating: "a", count: 65),
        ]
    )
    func names(name: String) throws {
        let utc = try ZoneVectors("UTC").tzif
        #expect(throws: ZoneError.self) { try ZoneRules(name: name, tzif: utc) }
    }

    @Test(
        "a rule for later years that POSIX does not know is refused",
        arguments: [
            "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-26", "CET-1CEST,M13.5.0,M10.5.0",
            "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0x",
            "CET-1CEST,J0,J9", "CET-1CEST,366,1", "CET-1CEST,M3.5.0/168,M10.5.0", "<+01-1", "-1",
            "CET-1CEST,M3.5.0/2:60,M10.5.0", "CET-9999999999999999999999", "C-1",
        ]
    )
    func wrongFooters(footer: String) {
        #expect(throws: ZoneError.self) { try ZoneRules(name: "X", tzif: tzif(footer: footer)) }
    }

    @Test("daylight-saving time that never ends holds all year")
    func permanentDaylight() throws {
        let zone = try ZoneRules(name: "X", tzif: tzif(footer: "XXX3EDT4,0/0,J365/23"))
        for day in 0..<800 as Range<Int64> {
            let ms = 1_700_000_000_000 + day * 86_400_000
            #expect(zone.offsetMs(atMs: ms) == -4 * 3_600_000)
        }
    }

    @Test("dates counted from January fall on the days that they count")
    func julianDates() throws {
        // J60 is 1 March in every year, 59 is 29 February in a leap year and 1 March otherwise.
        let zone = try ZoneRules(name: "X", tzif: tzif(footer: "AAA0BBB,J60/0,59/2"))
        let expected: [(time: String, hours: Int64)] = [
            ("2023-02-28T23:59:59.999Z", 0), ("2023-03-01T00:00:00.000Z", 1),
            ("2023-03-01T00:59:59.999Z", 1), ("2023-03-01T01:00:00.000Z", 0),
            ("2024-02-29T00:59:59.999Z", 0), ("2024-02-29T23:59:59.999Z", 0),
            ("2024-03-01T00:00:00.000Z", 1), ("2025-03-01T00:59:59.999Z", 1),
            ("2025-03-01T01:00:00.000Z", 0),
        ]
        for (time, hours) in expected {
            let ms = try #require(parseTimestamp(time.utf8))
            #expect(zone.offsetMs(atMs: ms) == hours * 3_600_000, "\(time)")
        }
    }

    @Test("damaged files are refused or read, and whatever is read answers every time")
    func damaged() throws {
        var generator = ZoneTestGenerator(state: 20_251_120)
        var read = 0
        var refused = 0
        let windows: [Window] = [.minute, .hour, .day, .week, .month]
        for name in ZoneVectors.names {
            let whole = try ZoneVectors(name).tzif
            for round in 0..<300 {
                var bytes = whole
                for _ in 0..<Int.random(in: 1...6, using: &generator) {
                    let index = Int.random(in: 0..<bytes.count, using: &generator)
                    bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
                }
                if round % 4 == 0 {
                    bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator))
                }
                guard let zone = try? ZoneRules(name: name, tzif: bytes) else {
                    refused += 1
                    continue
                }
                read += 1
                let random = Int64.random(
                    in: -4_000_000_000_000...9_000_000_000_000,
                    using: &generator
                )
                for ms in [.min, .max, 0, random] {
                    for window in windows {
                        let interval = window.interval(containing: ms, zone: zone)
                        #expect(interval.startMs < interval.endMs)
                        if ms == random { #expect(interval.contains(ms)) }
                    }
                }
            }
        }
        #expect(read > 100 && refused > 100)
    }

    /// The smallest file that has a rule for all years.
    private func tzif(footer: String) -> [UInt8] {
        let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
        let counts: [UInt8] = [
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4,
        ]
        let block: [UInt8] = [0, 0, 0, 0, 0, 0] + Array("UTC".utf8) + [0]
        return header + counts + block + header + counts + block + Array("\n\(footer)\n".utf8)
    }
}
