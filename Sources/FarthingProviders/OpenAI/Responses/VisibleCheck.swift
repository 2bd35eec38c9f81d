import FarthingCore

/// Checks a reported count of output tokens against the text that an answer shows.
enum VisibleCheck {
    /// A usage with fewer tokens than this share of the visible bytes is checked by counting. No
    /// prose or program has tokens that long on the average, and counting each answer would cost.
    private static let bytesPerToken: Int64 = 8

    /// The longest text that is counted: an event loop must not be busy for longer.
    private static let countedBytesMax = 256 << 10

    /// Visible tokens where they are more than `reported`; nil where they are not, or the report is
    /// large enough to be believed without counting. `eachText` calls its argument with each text.
    static func tokens(
        beyond reported: Int64,
        _ counter: TokenCounter,
        eachText: ((JSONView) -> Void) -> Void
    ) -> Int64? {
        var bytes: Int64 = 0
        eachText { bytes += Int64($0.utf8Length) }
        guard reported < (bytes + bytesPerToken - 1) / bytesPerToken else { return nil }
        var tokens: Int64 = 0
        var countedBytes = 0
        eachText { text in
            guard countedBytes < countedBytesMax else { return }
            text.withUTF8 { utf8 in
                var end = min(utf8.count, countedBytesMax - countedBytes)
                // Never in the middle of a character.
                while end > 0, end < utf8.count, utf8[end] & 0xC0 == 0x80 { end -= 1 }
                countedBytes += utf8.count
                tokens += counter.count(
                    UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: utf8[..<end]))
                )
            }
        }
        return tokens > reported ? tokens : nil
    }
}
