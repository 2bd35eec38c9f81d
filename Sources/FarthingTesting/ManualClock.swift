public import Farthing
import Synchronization

/// A clock that stands still until it is told to move, for tests of what depends on time.
///
/// May be read and moved from any thread. Whoever sleeps by it wakes when it has been moved far enough.
public final class ManualClock: SpendClock {
    private struct Sleeper {
        var id: Int
        var untilNanos: Int64
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var nowMs: Int64
        var monotonicNanos: Int64 = 0
        var sleepers: [Sleeper] = []
        var nextID = 0
    }

    private let state: Mutex<State>

    /// A clock that shows `nowMs`, milliseconds UTC.
    public init(nowMs: Int64 = 1_800_000_000_000) {
        state = Mutex(State(nowMs: nowMs))
    }

    /// What the clock shows, in milliseconds UTC.
    public var nowMs: Int64 { state.withLock { $0.nowMs } }

    /// How far it has been moved forward in all, in nanoseconds.
    public var monotonicNanos: Int64 { state.withLock { $0.monotonicNanos } }

    /// How many sleep by it.
    public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// Moves the clock by so many milliseconds; a negative step puts it back, which the monotonic
    /// reading does not follow. Saturates.
    public func advance(byMs stepMs: Int64) {
        let awake = state.withLock { state -> [Sleeper] in
            let (sum, overflow) = state.nowMs.addingReportingOverflow(stepMs)
            state.nowMs = overflow ? (stepMs < 0 ? Int64.min : Int64.max) : sum
            let (nanos, tooFar) = max(0, stepMs).multipliedReportingOverflow(by: 1_000_000)
            let (later, beyond) = state.monotonicNanos.addingReportingOverflow(nanos)
            state.monotonicNanos = tooFar || beyond ? Int64.max : later
            let now = state.monotonicNanos
            let awake = state.sleepers.filter { $0.untilNanos <= now }
            state.sleepers.removeAll { $0.untilNanos <= now }
            return awake
        }
        for sleeper in awake { sleeper.continuation.resume() }
    }

    /// Puts the clock to an instant, in milliseconds UTC; whoever sleeps does not notice.
    public func set(toMs nowMs: Int64) {
        state.withLock { $0.nowMs = nowMs }
    }

    /// Sleeps until the clock has been moved so far; throws `CancellationError` where the task is
    /// cancelled before.
    public func sleep(nanos: Int64) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    if nanos <= 0 { return true }
                    let (until, tooFar) = state.monotonicNanos.addingReportingOverflow(nanos)
                    let sleeper = Sleeper(
                        id: id,
                        untilNanos: tooFar ? Int64.max : until,
                        continuation: continuation
                    )
                    state.sleepers.append(sleeper)
                    return false
                }
                if isOver { return continuation.resume() }
                // A cancellation that came before it lay down has found nobody to wake.
                if Task.isCancelled { wake(id) }
            }
        } onCancel: {
            wake(id)
        }
    }

    private func wake(_ id: Int) {
        let sleeper = state.withLock { state -> Sleeper? in
            guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else { return nil }
            return state.sleepers.remove(at: index)
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }
}
