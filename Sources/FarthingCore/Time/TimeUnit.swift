/// The milliseconds in units of time, elapsed and without leap seconds.
enum TimeUnit {
    static let secondMs: Int64 = 1_000
    static let minuteMs: Int64 = 60_000
    static let hourMs: Int64 = 3_600_000
    static let dayMs: Int64 = 86_400_000

    /// The times that calendar arithmetic takes, 100 million days either side of 1970; beyond them
    /// a time counts as the nearest, so that no sum overflows.
    static let calendarMs: ClosedRange<Int64> = -8_640_000_000_000_000...8_640_000_000_000_000

    /// The times that windows take: a month and a zone's offset less, so that a window's ends are
    /// within ``calendarMs``.
    static let windowsMs: ClosedRange<Int64> = -8_600_000_000_000_000...8_600_000_000_000_000
}
