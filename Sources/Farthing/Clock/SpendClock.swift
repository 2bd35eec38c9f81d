/// Tells a governor and its guards the time; a test hands in one that it moves itself.
public protocol SpendClock: Sendable {
    /// Milliseconds UTC since 1970, by which windows begin and end.
    var nowMs: Int64 { get }
    /// Nanoseconds of a clock that never steps back, by which guards measure spans.
    var monotonicNanos: Int64 { get }
    /// Returns when so many nanoseconds of the monotonic clock have passed; throws
    /// `CancellationError` where the task is cancelled before.
    func sleep(nanos: Int64) async throws
}
