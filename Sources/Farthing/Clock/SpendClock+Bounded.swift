extension SpendClock {
    /// ``nowMs`` within the years 1970 to 9999, so that a span can be added to whatever a clock says.
    package var boundedNowMs: Int64 { nowMs.asBoundedTimeMs }

    /// ``monotonicNanos`` within 73 years of zero, for the same reason.
    package var boundedNanos: Int64 {
        min(max(monotonicNanos, -Int64.max / 4), Int64.max / 4)
    }
}

extension Int64 {
    /// Milliseconds UTC within the years 1970 to 9999.
    var asBoundedTimeMs: Int64 { Swift.min(Swift.max(self, 0), 253_402_300_799_999) }
}
