package import FarthingCore
import Synchronization

/// Lets those who change one reservation do so one after the other, in the order in which they came;
/// different reservations do not wait for each other.
package final class Turns: Sendable {
    private struct Line: Sendable {
        var waiting: [CheckedContinuation<Void, Never>] = []
        var next = 0
    }

    /// A line for each reservation that is being changed; those who wait behind whoever does it.
    private let lines = Mutex<[HoldID: Line]>([:])

    package init() {}

    /// Reservations that are being changed.
    package var count: Int { lines.withLock { $0.count } }

    /// Waits for a reservation's turn, which ``end(_:)`` must end. Whoever is cancelled waits all the
    /// same: ahead are only answers of the ledger, which come.
    package func take(_ id: HoldID) async {
        let isFree = lines.withLock { lines -> Bool in
            guard lines[id] == nil else { return false }
            lines[id] = Line()
            return true
        }
        if isFree { return }
        await withCheckedContinuation { waiter in
            let isFree = lines.withLock { lines -> Bool in
                guard lines[id] != nil else {
                    lines[id] = Line()
                    return true
                }
                lines[id]?.waiting.append(waiter)
                return false
            }
            if isFree { waiter.resume() }
        }
    }

    /// Lets the next one go on.
    package func end(_ id: HoldID) {
        let next = lines.withLock { lines -> CheckedContinuation<Void, Never>? in
            guard let line = lines[id], line.next < line.waiting.count else {
                lines[id] = nil
                return nil
            }
            lines[id]?.next += 1
            // Those who are past are dropped before they are most of the line.
            if line.next >= 64, line.next * 2 >= line.waiting.count {
                lines[id]?.waiting.removeFirst(line.next + 1)
                lines[id]?.next = 0
            }
            return line.waiting[line.next]
        }
        next?.resume()
    }
}
