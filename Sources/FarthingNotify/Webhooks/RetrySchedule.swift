/// When a delivery that failed is tried again: exponential back-off with full jitter, so that
/// endpoints that were down together are not asked together.
package struct RetrySchedule: Hashable, Sendable {
    /// The longest wait after the first failure; it doubles with each.
    package var firstMs: Int64 = 1_000
    /// The longest wait after any, what an endpoint asks for included.
    package var longestMs: Int64 = 3_600_000
    package var attemptsMax: Int64 = 20
    /// How long after its first attempt an event is still tried.
    package var ageMaxMs: Int64 = 86_400_000

    package init() {}

    /// The longest wait after the attempt with this number, from 1.
    package func ceilingMs(afterAttempt attempt: Int64) -> Int64 {
        let doublings = min(max(0, attempt - 1), 40)
        let (product, isOver) = firstMs.multipliedReportingOverflow(by: 1 << doublings)
        return isOver ? longestMs : min(product, longestMs)
    }

    /// How long to wait after an attempt.
    ///
    /// - Parameters:
    ///   - random: a random number.
    ///   - retryAfterMs: what the endpoint asks for; the wait is no shorter, within the longest.
    package func delayMs(
        afterAttempt attempt: Int64,
        random: UInt64,
        retryAfterMs: Int64? = nil
    ) -> Int64 {
        let ceiling = ceilingMs(afterAttempt: attempt)
        let jittered = Int64(random % UInt64(ceiling + 1))
        return max(jittered, min(retryAfterMs ?? 0, longestMs))
    }

    /// Whether an event is given up.
    package func isOver(attempts: Int64, firstAttemptMs: Int64, nextAttemptMs: Int64) -> Bool {
        attempts >= attemptsMax || nextAttemptMs - firstAttemptMs > ageMaxMs
    }
}
