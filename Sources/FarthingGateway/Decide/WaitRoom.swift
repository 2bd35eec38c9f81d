import FarthingCore
import NIOCore
import Synchronization

/// A call that may wait for room.
protocol RoomSeeker: AnyObject, Sendable {
    var id: HoldID { get }
    var loop: LoopState { get }
    /// It is this call's turn; called on its loop.
    func tryAgain()
}

/// Where calls of all event loops wait for room in their budgets.
final class WaitRoom: Sendable {
    /// How often those whose turn it is try without being told: windows end, holds expire and
    /// operators top up without a call of this server.
    static let pollMs: Int64 = 200

    private struct State: Sendable {
        var queue = WaitQueue<HoldID>()
        var calls: [HoldID: any RoomSeeker] = [:]
    }

    private let state = Mutex(State())
    private let waiting = Atomic(0)

    /// Whether anybody waits at all: asked after each settlement, without a lock.
    var isEmpty: Bool { waiting.load(ordering: .relaxed) == 0 }

    /// Whether somebody waits for room at a place, behind whom a new call stands.
    func isWaitedFor(_ place: String) -> Bool {
        !isEmpty && state.withLock { $0.queue.isWaitedFor(place) }
    }

    /// Puts a call in line; false when too many wait already.
    func join(_ call: any RoomSeeker, place: String, run: String) -> Bool {
        state.withLock { state in
            guard state.queue.join(call.id, place: place, run: run) else { return false }
            state.calls[call.id] = call
            waiting.store(state.queue.count, ordering: .relaxed)
            return true
        }
    }

    /// Says that room may have been made.
    func roomMade(at places: [String]) {
        for place in places { wake { $0.roomMade(at: place) } }
    }

    /// Lets whoever is next try, everywhere.
    func poll() {
        if isEmpty { return }
        roomMade(at: state.withLock { $0.queue.waitedFor })
    }

    /// Says that a call tried and found no room.
    func foundNone(_ call: any RoomSeeker) {
        let id = call.id
        wake { $0.foundNone(id) }
    }

    /// Takes a call out of line.
    func leave(_ call: any RoomSeeker) {
        let id = call.id
        wake { $0.leave(id) }
        state.withLock { state in
            state.calls[id] = nil
            waiting.store(state.queue.count, ordering: .relaxed)
        }
    }

    private func wake(_ next: @Sendable (inout WaitQueue<HoldID>) -> HoldID?) {
        let call = state.withLock { state in next(&state.queue).flatMap { state.calls[$0] } }
        guard let call else { return }
        call.loop.loop.execute { call.tryAgain() }
    }
}
