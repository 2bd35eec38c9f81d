import Synchronization

/// Lets one of several callers load what all of them wait for.
final class LoadGate<Key: Hashable & Sendable>: Sendable {
    private let waiting = Mutex<[Key: [CheckedContinuation<Void, Never>]]>([:])

    /// Runs `load`, or waits for the one that runs for this key already.
    func pass(_ key: Key, _ load: () async -> Void) async {
        let isFirst = waiting.withLock { waiting in
            guard waiting[key] == nil else { return false }
            waiting[key] = []
            return true
        }
        if isFirst {
            await load()
            let others = waiting.withLock { $0.removeValue(forKey: key) ?? [] }
            for other in others { other.resume() }
            return
        }
        await withCheckedContinuation { caller in
            let isOver = waiting.withLock { waiting in
                if waiting[key] == nil { return true }
                waiting[key]?.append(caller)
                return false
            }
            if isOver { caller.resume() }
        }
    }
}
