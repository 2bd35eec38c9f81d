import FarthingCore

/// Reads an instant of RFC 3339, or a day that begins at midnight UTC; nil for anything else, and
/// for what is before 1970 or after 9999.
func instantMs(_ text: String) -> Int64? {
    var rest = Substring(text)
    guard let year = digits(&rest, 4), take(&rest, "-"), let month = digits(&rest, 2),
        take(&rest, "-"), let day = digits(&rest, 2), (1970...9999).contains(year),
        (1...12).contains(month), day >= 1, day <= CivilDate.days(inMonth: month, ofYear: year)
    else { return nil }
    let midnightMs = CivilDate(year: year, month: month, day: day).dayNumber * 86_400_000
    if rest.isEmpty { return midnightMs }
    guard take(&rest, "T") || take(&rest, "t") || take(&rest, " "), let hour = digits(&rest, 2),
        take(&rest, ":"), let minute = digits(&rest, 2), take(&rest, ":"),
        let second = digits(&rest, 2), hour < 24, minute < 60, second < 60,
        let ms = fractionMs(&rest), let offsetMs = offsetMs(rest)
    else { return nil }
    let ofDayMs = ((hour * 60 + minute) * 60 + second) * 1_000 + ms
    let instant = midnightMs + ofDayMs - offsetMs
    return instant >= 0 ? instant : nil
}

/// The instant as policies write it: a day where it is one and days are wanted, else RFC 3339 to the
/// millisecond.
func instantText(_ ms: Int64, days: Bool = true) -> String {
    var bytes: [UInt8] = []
    appendTimestamp(ms, to: &bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    return days && ms % 86_400_000 == 0 ? String(text.prefix(10)) : text
}

private func take(_ rest: inout Substring, _ character: Character) -> Bool {
    guard rest.first == character else { return false }
    rest.removeFirst()
    return true
}

private func digits(_ rest: inout Substring, _ count: Int) -> Int64? {
    let digits = rest.prefix(count)
    guard digits.utf8.count == count, digits.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else {
        return nil
    }
    rest = rest.dropFirst(count)
    return Int64(digits)
}

/// What stands behind a point, in milliseconds; finer digits are cut.
private func fractionMs(_ rest: inout Substring) -> Int64? {
    guard take(&rest, ".") else { return 0 }
    let digits = rest.prefix { ("0"..."9").contains($0) }
    guard !digits.isEmpty, digits.utf8.count <= 9 else { return nil }
    rest = rest.dropFirst(digits.utf8.count)
    return Int64((digits + "00").prefix(3))
}

private func offsetMs(_ text: Substring) -> Int64? {
    if text == "Z" || text == "z" { return 0 }
    var rest = text.dropFirst()
    guard let sign = text.first, sign == "+" || sign == "-", let hours = digits(&rest, 2),
        take(&rest, ":"), let minutes = digits(&rest, 2), rest.isEmpty, hours < 24, minutes < 60
    else { return nil }
    let ms = (hours * 60 + minutes) * 60_000
    return sign == "+" ? ms : -ms
}
