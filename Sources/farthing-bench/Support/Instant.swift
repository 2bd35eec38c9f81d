#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A point of a clock that never steps back, in nanoseconds.
struct Instant: Sendable, Comparable {
    let nanoseconds: Int64

    static var now: Instant { Instant(clock: CLOCK_MONOTONIC) }

    /// What this process has spent on the processors so far, all threads together.
    static var processTime: Instant { Instant(clock: CLOCK_PROCESS_CPUTIME_ID) }

    private init(clock: clockid_t) {
        var time = timespec()
        clock_gettime(clock, &time)
        nanoseconds = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    func seconds(since earlier: Instant) -> Double {
        Double(nanoseconds - earlier.nanoseconds) / 1e9
    }

    static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }
}

/// The wall clock in milliseconds UTC.
func wallClockMs() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
}

/// The middle of the values, or the one that stands at another share of them; zero for none.
func quantile(_ values: [Double], _ share: Double = 0.5) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
}
