import Synchronization

/// Messages on their way to one stream of a client: put in by many, taken out by one, bounded.
final class Mailbox: Sendable {
    /// What is taken out.
    enum Item: Equatable {
        case message([UInt8])
        /// The end, perhaps with a last message.
        case end([UInt8]?)
        /// Nothing came for so long.
        case quiet
    }

    /// Messages that wait for a client that reads slowly.
    static let messagesMax = 256
    /// The same in bytes.
    static let bytesMax = 16 << 20

    fileprivate struct State {
        var messages: [[UInt8]] = []
        var bytes = 0
        var last: [UInt8]?
        var isEnded = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Puts a message in; false where there is no room for it, or nobody takes it any more.
    func put(_ message: [UInt8]) -> Bool {
        let (isTaken, waiter) = state.withLock { state in
            guard !state.isEnded, state.messages.count < Self.messagesMax,
                state.bytes + message.count <= Self.bytesMax || state.messages.isEmpty
            else { return (false, CheckedContinuation<Void, Never>?.none) }
            state.messages.append(message)
            state.bytes += message.count
            return (true, state.takeWaiter())
        }
        waiter?.resume()
        return isTaken
    }

    /// Ends the stream behind what is in it; only the first end counts.
    func end(_ last: [UInt8]? = nil) {
        let waiter = state.withLock { state in
            guard !state.isEnded else { return CheckedContinuation<Void, Never>?.none }
            state.isEnded = true
            state.last = last
            return state.takeWaiter()
        }
        waiter?.resume()
    }

    /// Takes the next one out; to be called by one at a time.
    func next(withinMs: Int64) async -> Item {
        if let item = state.withLock({ $0.take() }) { return item }
        let timer = Task.detached { [self] in
            try? await Task.sleep(for: .milliseconds(withinMs))
            state.withLock { $0.takeWaiter() }?.resume()
        }
        await withCheckedContinuation { waiter in
            let isReady = state.withLock { state in
                if !state.messages.isEmpty || state.isEnded { return true }
                state.waiter = waiter
                return false
            }
            if isReady { waiter.resume() }
        }
        timer.cancel()
        return state.withLock { $0.take() } ?? .quiet
    }
}

extension Mailbox.State {
    fileprivate mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
        defer { waiter = nil }
        return waiter
    }

    fileprivate mutating func take() -> Mailbox.Item? {
        if !messages.isEmpty {
            let message = messages.removeFirst()
            bytes -= message.count
            return .message(message)
        }
        return isEnded ? .end(last) : nil
    }
}
