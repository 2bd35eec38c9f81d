import Synchronization

/// A clock that stands still until it is told to move, for tests of what depends on time.
///
/// May be read and moved from any thread.
public final class ManualClock: Sendable {
    private let now: Mutex<Int64>

    /// A clock that shows `nowMs`, milliseconds UTC.
    public init(nowMs: Int64 = 1_800_000_000_000) {
        now = Mutex(nowMs)
    }

    /// What the clock shows, in milliseconds UTC.
    public var nowMs: Int64 { now.withLock { $0 } }

    /// Moves the clock by so many milliseconds; a negative step puts it back. Saturates.
    public func advance(byMs stepMs: Int64) {
        now.withLock { nowMs in
            let (sum, overflow) = nowMs.addingReportingOverflow(stepMs)
            nowMs = overflow ? (stepMs < 0 ? Int64.min : Int64.max) : sum
        }
    }

    /// Puts the clock to an instant, in milliseconds UTC.
    public func set(toMs nowMs: Int64) {
        now.withLock { $0 = nowMs }
    }
}
