import FarthingCore

/// Reads `retry-after` as RFC 9110 §10.2.3 has it: seconds, or a time of HTTP.
enum RetryAfter {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// How long to wait from now on; nil for what is neither form.
    static func ms(_ value: String, nowMs: Int64) -> Int64? {
        if value.utf8.count <= 10, value.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            let seconds = Int64(value)
        {
            return seconds * 1_000
        }
        return time(value).map { max(0, $0 - nowMs) }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`; the older forms are not sent any more.
    private static func time(_ value: String) -> Int64? {
        let words = value.split(separator: " ")
        guard words.count == 6, words[5] == "GMT",
            let month = months.firstIndex(where: { $0 == words[2] })
        else { return nil }
        let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
        return parseTimestamp(Array("\(words[3])-\(number)-\(words[1])T\(words[4]).000Z".utf8))
    }
}
