import FarthingNotify
import Testing

@Suite("Deliveries to one endpoint")
struct DeliveryMachineTests {
    private static func event(_ sequence: Int64, _ type: EventType = .budgetPaused) -> Event {
        Event(type, place: EventPlace(sequence: sequence), atMs: 0)
    }

    private static func machine(_ events: [Event], next: Int64) -> DeliveryMachine {
        var machine = DeliveryMachine(cursor: EventPlace(sequence: 0), filter: .usual)
        machine.take(EventPage(events: events, next: EventPlace(sequence: next)))
        return machine
    }

    @Test("events go out one by one in their order, and the cursor follows")
    func order() {
        var machine = Self.machine([Self.event(3), Self.event(5)], next: 9)
        #expect(machine.cursor == EventPlace(sequence: 3))
        #expect(machine.step(nowMs: 0) == .send(Self.event(3), attempt: 1))
        #expect(
            machine.take(.status(204, retryAfterMs: nil), nowMs: 0, random: 0) == .delivered
        )
        #expect(machine.cursor == EventPlace(sequence: 5))
        #expect(machine.step(nowMs: 0) == .send(Self.event(5), attempt: 1))
        _ = machine.take(.status(200, retryAfterMs: nil), nowMs: 0, random: 0)
        #expect(machine.cursor == EventPlace(sequence: 9))
        #expect(machine.step(nowMs: 0) == .read(from: EventPlace(sequence: 9)))
    }

    @Test("what nobody asked for is passed over, and the cursor with it")
    func filter() {
        let machine = Self.machine([Self.event(3, .callRefused)], next: 9)
        #expect(machine.cursor == EventPlace(sequence: 9))
        #expect(machine.step(nowMs: 0) == .read(from: EventPlace(sequence: 9)))
    }

    @Test("a failure waits, holds back what follows, and leaves the cursor where it is")
    func failure() {
        var machine = Self.machine([Self.event(3), Self.event(5)], next: 9)
        let verdict = machine.take(.status(500, retryAfterMs: nil), nowMs: 100, random: 400)
        #expect(verdict == .failed("status 500", nextAttemptMs: 500))
        #expect(machine.cursor == EventPlace(sequence: 3))
        #expect(machine.step(nowMs: 499) == .wait(untilMs: 500))
        #expect(machine.step(nowMs: 500) == .send(Self.event(3), attempt: 2))
        _ = machine.take(.status(200, retryAfterMs: nil), nowMs: 500, random: 0)
        #expect(machine.step(nowMs: 500) == .send(Self.event(5), attempt: 1))
    }

    @Test("an event that fails 20 times is given up, and the next one is begun anew")
    func dropped() {
        var machine = Self.machine([Self.event(3), Self.event(5)], next: 9)
        for _ in 1...19 {
            let verdict = machine.take(.failed("timed out"), nowMs: 0, random: 0)
            #expect(verdict == .failed("timed out", nextAttemptMs: 0))
        }
        #expect(machine.take(.failed("timed out"), nowMs: 0, random: 0) == .dropped("timed out"))
        #expect(machine.step(nowMs: 0) == .send(Self.event(5), attempt: 1))
    }

    @Test("an event is given up a day after its first attempt")
    func tooOld() {
        var machine = Self.machine([Self.event(3)], next: 9)
        _ = machine.take(.status(503, retryAfterMs: 3_600_000), nowMs: 0, random: 0)
        let verdict = machine.take(.status(503, retryAfterMs: nil), nowMs: 86_400_000, random: 1)
        #expect(verdict == .dropped("status 503"))
        #expect(machine.cursor == EventPlace(sequence: 9))
    }

    @Test("a redirect is a failure, and 410 ends it all with the event kept")
    func statuses() {
        var machine = Self.machine([Self.event(3)], next: 9)
        let verdict = machine.take(.status(302, retryAfterMs: nil), nowMs: 0, random: 7)
        #expect(verdict == .failed("status 302", nextAttemptMs: 7))
        #expect(machine.take(.status(410, retryAfterMs: nil), nowMs: 9, random: 0) == .disabled)
        #expect(machine.step(nowMs: 9) == .end)
        #expect(machine.cursor == EventPlace(sequence: 3))
    }
}
