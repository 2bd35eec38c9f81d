#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The machine's own clocks.
public struct SystemClock: SpendClock {
    /// The machine's own clocks.
    public init() {}

    /// Milliseconds UTC since 1970.
    public var nowMs: Int64 {
        let now = reading(CLOCK_REALTIME)
        return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
    }

    /// Nanoseconds since some instant before the program began.
    public var monotonicNanos: Int64 {
        let now = reading(CLOCK_MONOTONIC)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }

    /// Sleeps; throws `CancellationError` where the task is cancelled before.
    public func sleep(nanos: Int64) async throws {
        try await Task.sleep(nanoseconds: UInt64(max(0, nanos)))
    }
}

private func reading(_ clock: clockid_t) -> timespec {
    var now = timespec()
    clock_gettime(clock, &now)
    return now
}
