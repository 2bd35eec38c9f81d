import FarthingCore
import Synchronization

/// What an alarm wakes.
package protocol Alarmed: AnyObject, Sendable {
    /// Called once when the alarm is due, on no caller's task; must return at once.
    func ring()
}

/// Wakes many by one sleeping task: setting and clearing an alarm costs a place in a queue.
package final class AlarmClock: Sendable {
    fileprivate struct State {
        var queue = DeadlineQueue()
        var alarms: [(any Alarmed)?] = []
        var free: [Int] = []
        /// The task that sleeps, until when, and its number; one that is superseded is cancelled.
        var sleeper: Task<Void, Never>?
        var wakesAtNanos = Int64.max
        var number: UInt64 = 0
    }

    /// Names an alarm until it has rung or was cleared.
    package struct Alarm: Sendable {
        fileprivate let slot: Int
    }

    private let state = Mutex(State())
    private let clock: any SpendClock

    package init(_ clock: any SpendClock) {
        self.clock = clock
    }

    /// How many alarms wait.
    package var count: Int { state.withLock { $0.queue.count } }

    /// Rings at an instant of the monotonic clock.
    package func set(_ alarmed: any Alarmed, atNanos: Int64) -> Alarm {
        state.withLock { state in
            let slot = state.free.popLast() ?? state.alarms.count
            if slot == state.alarms.count {
                state.alarms.append(alarmed)
            } else {
                state.alarms[slot] = alarmed
            }
            state.queue.set(slot: slot, at: atNanos)
            if atNanos < state.wakesAtNanos { sleep(&state, untilNanos: atNanos) }
            return Alarm(slot: slot)
        }
    }

    /// Clears an alarm that `alarmed` has set; nothing happens where it has rung.
    package func clear(_ alarm: Alarm, of alarmed: any Alarmed) {
        state.withLock { state in
            guard let set = state.alarms[alarm.slot], set === alarmed else { return }
            state.remove(alarm.slot)
        }
    }

    /// Starts the one task that sleeps; the former, which would wake too late, ends.
    private func sleep(_ state: inout State, untilNanos: Int64) {
        state.sleeper?.cancel()
        state.number &+= 1
        state.wakesAtNanos = untilNanos
        let number = state.number
        // Unstructured, since it outlives the call that began it and serves all others: it ends by
        // itself once no alarm waits, and holds the clock and not the caller.
        state.sleeper = Task { await self.watch(number, untilNanos: untilNanos) }
    }

    private func watch(_ number: UInt64, untilNanos: Int64) async {
        var next: Int64? = untilNanos
        while let wakesAt = next {
            let nanos = wakesAt - clock.boundedNanos
            if nanos > 0 {
                do { try await clock.sleep(nanos: nanos) } catch { return giveUp(number) }
            }
            let now = clock.boundedNanos
            let due: [any Alarmed]
            (due, next) = state.withLock { $0.takeDue(number, nowNanos: now) }
            for alarmed in due { alarmed.ring() }
        }
    }

    private func giveUp(_ number: UInt64) {
        state.withLock { state in
            guard state.number == number else { return }
            state.wakesAtNanos = Int64.max
        }
    }
}

extension AlarmClock.State {
    fileprivate mutating func remove(_ slot: Int) {
        queue.remove(slot: slot)
        alarms[slot] = nil
        free.append(slot)
    }

    /// Takes what is due, and says until when to sleep; for a sleeper that was superseded nothing.
    fileprivate mutating func takeDue(
        _ number: UInt64,
        nowNanos: Int64
    ) -> (due: [any Alarmed], untilNanos: Int64?) {
        guard number == self.number else { return ([], nil) }
        var due: [any Alarmed] = []
        while let first = queue.first, first.at <= nowNanos {
            if let alarmed = alarms[first.slot] { due.append(alarmed) }
            remove(first.slot)
        }
        wakesAtNanos = queue.first?.at ?? Int64.max
        return (due, queue.first?.at)
    }
}
