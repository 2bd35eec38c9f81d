import FarthingCore

/// When a key ends, as an operator writes it.
enum ExpiryText {
    /// The longest life of a key that is written as a length.
    private static let lengthMsMax: Int64 = 3_660 * 86_400_000

    /// Reads `90s`, `45m`, `12h`, `30d`, `8w` from now, or a time in UTC.
    static func timeMs(_ text: String) throws(Failure) -> Int64 {
        if let timeMs = parseTimestamp(Array(text.utf8)) { return timeMs }
        let digits = text.prefix { ("0"..."9").contains($0) }
        let unitMs: Int64? =
            switch text.dropFirst(digits.count) {
            case "s": 1_000
            case "m": 60_000
            case "h": 3_600_000
            case "d": 86_400_000
            case "w": 604_800_000
            default: nil
            }
        guard digits.utf8.count <= 9, let count = Int64(digits), count > 0, let unitMs,
            count * unitMs <= lengthMsMax
        else {
            throw Failure(
                .usage,
                "--expires \(Shown.safe(text)): write a length such as 12h or 30d, at most ten "
                    + "years, or a time such as 2027-01-31T00:00:00.000Z"
            )
        }
        return systemNowMs() + count * unitMs
    }
}
