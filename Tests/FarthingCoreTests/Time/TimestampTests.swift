import FarthingCore
import Testing

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "a time is written as its UTC date and clock",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_827_696_789, "2000-02-29T12:34:56.789Z"),
            (1_709_210_096_005, "2024-02-29T12:34:56.005Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func known(ms: Int64, text: String) {
        #expect(written(ms) == text)
        #expect(parseTimestamp(text.utf8) == ms)
    }

    @Test("a time beyond the years 0 to 9999 is written as the nearest that is not")
    func clamped() {
        #expect(written(.min) == "0000-01-01T00:00:00.000Z")
        #expect(written(.max) == "9999-12-31T23:59:59.999Z")
    }

    @Test("what is written is read back, and is appended behind what is there")
    func roundTrip() {
        var generator = ZoneTestGenerator(state: 7)
        for _ in 0..<20_000 {
            let ms = Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &generator)
            #expect(parseTimestamp(written(ms).utf8) == ms)
        }
        var bytes: [UInt8] = [1]
        appendTimestamp(0, to: &bytes)
        #expect(bytes.count == 25 && bytes[0] == 1)
    }

    @Test("day numbers and dates are each other's inverse, day by day")
    func dates() {
        var date = CivilDate(dayNumber: -719_528)
        #expect(date == CivilDate(year: 0, month: 1, day: 1))
        for dayNumber in -719_528...(150_000 as Int64) {
            let same = CivilDate(dayNumber: dayNumber)
            guard same == date, date.dayNumber == dayNumber else {
                Issue.record("day \(dayNumber) is \(same), expected \(date)")
                return
            }
            if date.day < CivilDate.days(inMonth: date.month, ofYear: date.year) {
                date = CivilDate(year: date.year, month: date.month, day: date.day + 1)
            } else if date.month < 12 {
                date = CivilDate(year: date.year, month: date.month + 1, day: 1)
            } else {
                date = CivilDate(year: date.year + 1, month: 1, day: 1)
            }
        }
    }

    @Test(
        "anything else is not a timestamp",
        arguments: [
            "", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000", "1970-01-01 00:00:00.000Z",
            "1970-13-01T00:00:00.000Z", "1970-00-01T00:00:00.000Z", "1970-02-29T00:00:00.000Z",
            "1900-02-29T00:00:00.000Z", "1970-01-00T00:00:00.000Z", "1970-01-01T24:00:00.000Z",
            "1970-01-01T00:60:00.000Z", "1970-01-01T00:00:60.000Z", "1970-01-01T00:00:00.00xZ",
            "+970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.0000Z", "1970-01-01T00:00:00.000z",
            "１９-01-01T00:00:00.000Z",
        ]
    )
    func refused(text: String) {
        #expect(parseTimestamp(text.utf8) == nil)
    }

    private func written(_ ms: Int64) -> String {
        var bytes: [UInt8] = []
        appendTimestamp(ms, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
