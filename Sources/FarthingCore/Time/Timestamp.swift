/// Appends a time as `YYYY-MM-DDTHH:MM:SS.mmmZ`, 24 bytes.
///
/// The form holds the years 0000 to 9999; a time before or after them is written as their first or
/// last millisecond.
package func appendTimestamp(_ ms: Int64, to output: inout [UInt8]) {
    let ms = min(max(ms, timestampsMs.lowerBound), timestampsMs.upperBound)
    let dayNumber = floorDivide(ms, TimeUnit.dayMs)
    let date = CivilDate(dayNumber: dayNumber)
    let msOfDay = Int(ms - dayNumber * TimeUnit.dayMs)
    let seconds = msOfDay / 1_000
    let minutes = seconds / 60
    let year = Int(date.year)
    // On the path of each entry: one copy of 24 bytes instead of 24 checked appends.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: timestampBytes) { text in
        text.initialize(repeating: 0)
        writeTwoDigits(year / 100, at: 0, in: text)
        writeTwoDigits(year % 100, at: 2, in: text)
        text[4] = UInt8(ascii: "-")
        writeTwoDigits(Int(date.month), at: 5, in: text)
        text[7] = UInt8(ascii: "-")
        writeTwoDigits(Int(date.day), at: 8, in: text)
        text[10] = UInt8(ascii: "T")
        writeTwoDigits(minutes / 60, at: 11, in: text)
        text[13] = UInt8(ascii: ":")
        writeTwoDigits(minutes % 60, at: 14, in: text)
        text[16] = UInt8(ascii: ":")
        writeTwoDigits(seconds % 60, at: 17, in: text)
        text[19] = UInt8(ascii: ".")
        writeTwoDigits(msOfDay % 1_000 / 10, at: 20, in: text)
        text[22] = UInt8(truncatingIfNeeded: 48 + msOfDay % 10)
        text[23] = UInt8(ascii: "Z")
        output.append(contentsOf: text)
    }
}

/// Reads what ``appendTimestamp(_:to:)`` writes; nil for anything else, dates that do not exist and
/// leap seconds among it.
package func parseTimestamp(_ utf8: some Collection<UInt8>) -> Int64? {
    guard utf8.count == timestampBytes else { return nil }
    let text = Array(utf8)
    guard text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
        text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"),
        text[16] == UInt8(ascii: ":"), text[19] == UInt8(ascii: "."), text[23] == UInt8(ascii: "Z"),
        let year = readDigits(text[0..<4]), let month = readDigits(text[5..<7]),
        let day = readDigits(text[8..<10]), let hour = readDigits(text[11..<13]),
        let minute = readDigits(text[14..<16]), let second = readDigits(text[17..<19]),
        let ms = readDigits(text[20..<23])
    else { return nil }
    guard (1...12).contains(month), day >= 1,
        day <= CivilDate.days(inMonth: month, ofYear: year),
        hour < 24, minute < 60, second < 60
    else { return nil }
    let dayNumber = CivilDate(year: year, month: month, day: day).dayNumber
    return dayNumber * TimeUnit.dayMs + hour * TimeUnit.hourMs + minute * TimeUnit.minuteMs
        + second * TimeUnit.secondMs + ms
}

/// From 0000-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z.
private let timestampsMs: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

private let timestampBytes = 24

private func writeTwoDigits(_ value: Int, at index: Int, in text: UnsafeMutableBufferPointer<UInt8>)
{
    text[index] = UInt8(truncatingIfNeeded: 48 + value / 10)
    text[index + 1] = UInt8(truncatingIfNeeded: 48 + value % 10)
}

private func readDigits(_ text: ArraySlice<UInt8>) -> Int64? {
    var value: Int64 = 0
    for byte in text {
        guard byte >= 48, byte <= 57 else { return nil }
        value = value * 10 + Int64(byte - 48)
    }
    return value
}
