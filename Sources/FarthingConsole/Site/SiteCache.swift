import Synchronization

/// What pages share for a moment: read once, however many look.
///
/// What was read before ``forget()`` is not given to anybody afterwards.
final class SiteCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Kept: Sendable {
        var value: Value
        var atMs: Int64
    }

    private struct State: Sendable {
        var kept: [Key: Kept] = [:]
        var generation = 0
    }

    /// Keys at a time: more than there are kinds of pages looked at within a second.
    private let countMax = 256
    private let lifeMs: Int64
    private let state = Mutex(State())
    private let gate = LoadGate<Key>()

    /// - Parameter lifeMs: how long a value counts as fresh.
    init(lifeMs: Int64 = 1_000) { self.lifeMs = lifeMs }

    /// The value of a key: one that is fresh, or else what `load` reads.
    func value(
        _ key: Key,
        nowMs: Int64,
        _ load: () async throws -> Value
    ) async throws -> Value {
        if let value = fresh(key, nowMs) { return value }
        let failure = Mutex<(any Error)?>(nil)
        await gate.pass(key) {
            if fresh(key, nowMs) != nil { return }
            let generation = state.withLock(\.generation)
            do {
                keep(try await load(), key, nowMs, generation)
            } catch {
                failure.withLock { $0 = error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        // Whoever was waited for may have failed, or something has happened meanwhile.
        if let value = fresh(key, nowMs) { return value }
        return try await load()
    }

    /// Has everything be read anew.
    func forget() {
        state.withLock { state in
            state.kept = [:]
            state.generation += 1
        }
    }

    private func fresh(_ key: Key, _ nowMs: Int64) -> Value? {
        state.withLock { state in
            guard let kept = state.kept[key], nowMs - kept.atMs < lifeMs else { return nil }
            return kept.value
        }
    }

    private func keep(_ value: Value, _ key: Key, _ nowMs: Int64, _ generation: Int) {
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.kept.count >= countMax { state.kept = [:] }
            state.kept[key] = Kept(value: value, atMs: nowMs)
        }
    }
}
