import FarthingCore
import Testing

@Suite("Windows in time zones")
struct WindowIntervalTests {
    @Test(
        "a window begins and ends where a search over zoneinfo says",
        arguments: ZoneVectors.names
    )
    func vectors(name: String) throws {
        let vectors = try ZoneVectors(name)
        for row in vectors.rows {
            for (window, expected) in row.intervals {
                let interval = window.interval(containing: row.ms, zone: vectors.rules)
                #expect(interval == expected, "\(window.name) at \(row.ms)")
            }
        }
    }

    @Test("windows follow each other without gap or overlap", arguments: ZoneVectors.names)
    func partition(name: String) throws {
        let zone = try ZoneVectors(name).rules
        let startMs: Int64 = 1_167_609_600_000
        let walks: [(window: Window, steps: Int)] = [(.day, 9_000), (.week, 1_300), (.month, 400)]
        for (window, steps) in walks {
            var interval = window.interval(containing: startMs, zone: zone)
            for _ in 0..<steps {
                let next = window.interval(containing: interval.endMs, zone: zone)
                try #require(next.startMs == interval.endMs)
                try #require(next.endMs > next.startMs)
                try #require(window.interval(containing: next.endMs - 1, zone: zone) == next)
                interval = next
            }
        }
    }

    @Test("hours and minutes follow each other through every shift", arguments: ZoneVectors.names)
    func clockPartition(name: String) throws {
        let vectors = try ZoneVectors(name)
        for row in vectors.rows.prefix(120) {
            for window in [Window.hour, .minute] {
                var interval = window.interval(containing: row.ms, zone: vectors.rules)
                for _ in 0..<6 {
                    let next = window.interval(containing: interval.endMs, zone: vectors.rules)
                    try #require(next.startMs == interval.endMs)
                    try #require(next.endMs > next.startMs)
                    interval = next
                }
            }
        }
    }

    struct Known: Sendable {
        var zone: String
        var window: Window
        var at: String
        var start: String
        var end: String
    }

    @Test(
        "known oddities come out as documented",
        arguments: [
            // A day of 25 hours, and the hour that is shown twice.
            Known(
                zone: "Europe/Berlin",
                window: .day,
                at: "2024-10-27T12:00:00.000Z",
                start: "2024-10-26T22:00:00.000Z",
                end: "2024-10-27T23:00:00.000Z"
            ),
            Known(
                zone: "Europe/Berlin",
                window: .hour,
                at: "2024-10-27T00:30:00.000Z",
                start: "2024-10-27T00:00:00.000Z",
                end: "2024-10-27T01:00:00.000Z"
            ),
            // Midnight does not exist.
            Known(
                zone: "America/Sao_Paulo",
                window: .day,
                at: "2018-11-04T03:00:00.000Z",
                start: "2018-11-04T03:00:00.000Z",
                end: "2018-11-05T02:00:00.000Z"
            ),
            // Midnight exists twice.
            Known(
                zone: "America/Havana",
                window: .day,
                at: "2023-11-05T04:30:00.000Z",
                start: "2023-11-05T04:00:00.000Z",
                end: "2023-11-06T05:00:00.000Z"
            ),
            // The clock went back over midnight: the second end of Saturday is Sunday's.
            Known(
                zone: "America/St_Johns",
                window: .day,
                at: "2006-10-29T03:00:00.000Z",
                start: "2006-10-29T02:30:00.000Z",
                end: "2006-10-30T03:30:00.000Z"
            ),
            // 30 December 2011 was left out.
            Known(
                zone: "Pacific/Apia",
                window: .day,
                at: "2011-12-30T09:59:59.999Z",
                start: "2011-12-29T10:00:00.000Z",
                end: "2011-12-30T10:00:00.000Z"
            ),
            Known(
                zone: "Pacific/Apia",
                window: .day,
                at: "2011-12-30T10:00:00.000Z",
                start: "2011-12-30T10:00:00.000Z",
                end: "2011-12-31T10:00:00.000Z"
            ),
            // A shift by half an hour cuts the hour under way in two.
            Known(
                zone: "Australia/Lord_Howe",
                window: .hour,
                at: "2024-04-06T15:10:00.000Z",
                start: "2024-04-06T15:00:00.000Z",
                end: "2024-04-06T15:30:00.000Z"
            ),
            Known(
                zone: "UTC",
                window: .week,
                at: "1969-12-31T23:59:59.999Z",
                start: "1969-12-29T00:00:00.000Z",
                end: "1970-01-05T00:00:00.000Z"
            ),
            Known(
                zone: "UTC",
                window: .month,
                at: "2000-02-29T23:59:59.999Z",
                start: "2000-02-01T00:00:00.000Z",
                end: "2000-03-01T00:00:00.000Z"
            ),
        ]
    )
    func oddities(known: Known) throws {
        let zone = try ZoneVectors(known.zone).rules
        let atMs = try #require(parseTimestamp(known.at.utf8))
        let interval = known.window.interval(containing: atMs, zone: zone)
        #expect(text(interval.startMs) == known.start)
        #expect(text(interval.endMs) == known.end)
    }

    @Test(
        "windows that know no calendar never end",
        arguments: [Window.call, .run, .total, .rolling(lengthMs: 60_000)]
    )
    func unbounded(window: Window) {
        let interval = window.interval(containing: 1_700_000_000_000, zone: .utc)
        #expect(interval == WindowInterval(startMs: 0, endMs: .max))
    }

    private func text(_ ms: Int64) -> String {
        var bytes: [UInt8] = []
        appendTimestamp(ms, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
