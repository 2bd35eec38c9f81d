extension Duration {
    /// So many minutes.
    public static func minutes(_ count: Int64) -> Duration { .seconds(count * 60) }

    /// So many hours.
    public static func hours(_ count: Int64) -> Duration { .seconds(count * 3_600) }

    /// Ten years, and the second that is begun then.
    private static let boundAttoseconds: Int128 = 315_360_001 * 1_000_000_000_000_000_000

    /// Whole nanoseconds, at most ten years; nil for no time, a negative one, or more.
    var boundedNanos: Int64? {
        guard attoseconds > 0, attoseconds < Self.boundAttoseconds else { return nil }
        let nanos: Int64
        // Most are of some seconds, and a division of 64 bits costs a fraction of the wide one.
        if let narrow = UInt64(exactly: attoseconds) {
            nanos = Int64(narrow / 1_000_000_000)
        } else {
            nanos = Int64(attoseconds / 1_000_000_000)
        }
        return nanos > 0 ? nanos : nil
    }

    /// As a message shows it: in seconds, or in the largest part of one that loses nothing.
    var shownSeconds: String {
        let (seconds, attoseconds) = components
        guard attoseconds != 0 else { return "\(seconds) s" }
        let nanos = Int128(seconds) * 1_000_000_000 + Int128(attoseconds / 1_000_000_000)
        if nanos % 1_000_000 == 0 { return "\(nanos / 1_000_000) ms" }
        return nanos % 1_000 == 0 ? "\(nanos / 1_000) µs" : "\(nanos) ns"
    }
}

/// Nanoseconds as milliseconds, rounded up, so that whoever waits so long waits long enough.
func wholeMs(_ nanos: Int64) -> Int64 { nanos / 1_000_000 + (nanos % 1_000_000 > 0 ? 1 : 0) }
