import FarthingNotify
import Testing

@Suite("When a delivery is tried again")
struct RetryScheduleTests {
    private let schedule = RetrySchedule()

    @Test(
        "the longest wait doubles from a second to an hour",
        arguments: [
            (1, 1_000), (2, 2_000), (3, 4_000), (12, 2_048_000), (13, 3_600_000),
            (20, 3_600_000), (1_000_000, 3_600_000),
        ] as [(Int64, Int64)]
    )
    func ceiling(_ attempt: Int64, _ ms: Int64) {
        #expect(schedule.ceilingMs(afterAttempt: attempt) == ms)
    }

    @Test("the wait is anywhere between nothing and the longest")
    func jitter() {
        #expect(schedule.delayMs(afterAttempt: 4, random: 0) == 0)
        #expect(schedule.delayMs(afterAttempt: 4, random: 8_000) == 8_000)
        #expect(schedule.delayMs(afterAttempt: 4, random: 8_001) == 0)
        for seed in 0..<1_000 as Range<UInt64> {
            let ms = schedule.delayMs(afterAttempt: 4, random: seed &* 0x9E37_79B9_7F4A_7C15)
            #expect((0...8_000).contains(ms))
        }
    }

    @Test("an endpoint may ask for a longer wait, and for no more than an hour")
    func retryAfter() {
        #expect(schedule.delayMs(afterAttempt: 1, random: 0, retryAfterMs: 90_000) == 90_000)
        #expect(schedule.delayMs(afterAttempt: 1, random: 700, retryAfterMs: 10) == 700)
        let longest = schedule.delayMs(afterAttempt: 1, random: 0, retryAfterMs: .max)
        #expect(longest == 3_600_000)
    }

    @Test("it ends after 20 attempts, and after a day")
    func end() {
        #expect(!schedule.isOver(attempts: 19, firstAttemptMs: 0, nextAttemptMs: 86_400_000))
        #expect(schedule.isOver(attempts: 20, firstAttemptMs: 0, nextAttemptMs: 1))
        #expect(schedule.isOver(attempts: 2, firstAttemptMs: 0, nextAttemptMs: 86_400_001))
    }
}
