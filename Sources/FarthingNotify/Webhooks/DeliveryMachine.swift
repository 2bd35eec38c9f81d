/// One endpoint's deliveries as a value: what to do next, and what an answer means.
///
/// Events go out in the journal's order, one at a time; the journal is the queue, so that memory
/// holds one page. The cursor never passes an event that was neither delivered nor given up.
package struct DeliveryMachine: Sendable {
    /// Events that are in memory at a time.
    package static let eventsMax = 64

    /// What to do next.
    package enum Step: Hashable, Sendable {
        case read(from: EventPlace)
        case send(Event, attempt: Int64)
        case wait(untilMs: Int64)
        /// The endpoint wants no more.
        case end
    }

    /// What an endpoint has said.
    package enum Answer: Hashable, Sendable {
        case status(Int, retryAfterMs: Int64?)
        /// There was no answer; the reason is for the log.
        case failed(String)
    }

    /// What became of an attempt.
    package enum Verdict: Hashable, Sendable {
        case delivered
        case failed(String, nextAttemptMs: Int64)
        case dropped(String)
        case disabled
    }

    /// The first place that is neither delivered nor given up nor unwanted.
    package private(set) var cursor: EventPlace
    private let filter: EventFilter
    private let schedule: RetrySchedule
    /// Wanted events of the page that was read last, those done taken off.
    private var waiting: [Event] = []
    /// Where the next page begins.
    private var readTo: EventPlace
    private var attempts: Int64 = 0
    private var firstAttemptMs: Int64 = 0
    private var nextAttemptMs = Int64.min
    private var isDisabled = false

    package init(
        cursor: EventPlace,
        filter: EventFilter,
        schedule: RetrySchedule = RetrySchedule()
    ) {
        self.cursor = cursor
        readTo = cursor
        self.filter = filter
        self.schedule = schedule
    }

    package func step(nowMs: Int64) -> Step {
        if isDisabled { return .end }
        guard let event = waiting.first else { return .read(from: readTo) }
        if nextAttemptMs > nowMs { return .wait(untilMs: nextAttemptMs) }
        return .send(event, attempt: attempts + 1)
    }

    /// Takes in what was read.
    package mutating func take(_ page: EventPage) {
        waiting = page.events.filter { filter.matches($0.type) }
        readTo = page.next
        moveCursor()
    }

    /// Takes in what came of an attempt at the first waiting event.
    package mutating func take(_ answer: Answer, nowMs: Int64, random: UInt64) -> Verdict {
        if attempts == 0 { firstAttemptMs = nowMs }
        attempts += 1
        let reason: String
        var retryAfterMs: Int64?
        switch answer {
        case .status(200..<300, _):
            finish()
            return .delivered
        case .status(410, _):
            isDisabled = true
            return .disabled
        case .status(let status, let wait):
            reason = "status \(status)"
            retryAfterMs = wait
        case .failed(let text): reason = text
        }
        let next =
            nowMs
            + schedule.delayMs(afterAttempt: attempts, random: random, retryAfterMs: retryAfterMs)
        if schedule.isOver(attempts: attempts, firstAttemptMs: firstAttemptMs, nextAttemptMs: next)
        {
            finish()
            return .dropped(reason)
        }
        nextAttemptMs = next
        return .failed(reason, nextAttemptMs: next)
    }

    private mutating func finish() {
        if !waiting.isEmpty { waiting.removeFirst() }
        attempts = 0
        nextAttemptMs = Int64.min
        moveCursor()
    }

    private mutating func moveCursor() { cursor = waiting.first?.place ?? readTo }
}
