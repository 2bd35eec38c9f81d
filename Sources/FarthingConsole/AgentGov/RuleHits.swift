import FarthingCore
import Synchronization

/// How often each rule has spoken, in memory: begun with what the journal's receipts say, and
/// counted on here.
final class RuleHits: Sendable {
    /// What a receipt's reason says of a rule that spoke.
    static let prefix = "rule:"

    private struct State: Sendable {
        var counts: [Int64: Int64] = [:]
        var isLoaded = false
        /// When the statistics are asked again that were not to be had, in milliseconds UTC.
        var retryAtMs = Int64.min
    }

    /// How long the statistics are left alone after they were not to be had.
    private static let retryMs: Int64 = 5_000

    private let state = Mutex(State())
    private let gate = LoadGate<Bool>()
    private let statistics: any StatisticsDesk

    init(_ statistics: any StatisticsDesk) { self.statistics = statistics }

    /// What a receipt says where a rule has spoken.
    static func reason(_ number: Int64) -> String { prefix + String(number) }

    /// Sees to it that the numbers are there: to be waited for before a call is booked that a rule
    /// speaks of.
    func prepare(nowMs: Int64) async {
        if state.withLock({ $0.isLoaded || nowMs < $0.retryAtMs }) { return }
        await gate.pass(true) {
            if state.withLock({ $0.isLoaded || nowMs < $0.retryAtMs }) { return }
            let known = try? await statistics.reasons(prefix: Self.prefix)
            state.withLock { state in
                guard let known else {
                    state.retryAtMs = nowMs + Self.retryMs
                    return
                }
                state.isLoaded = true
                state.counts = [:]
                for (reason, count) in known {
                    guard let number = Int64(reason.dropFirst(Self.prefix.count)) else { continue }
                    state.counts[number] = count
                }
            }
        }
    }

    /// Counts rules that have spoken.
    func add(_ numbers: [Int64]) {
        if numbers.isEmpty { return }
        state.withLock { state in
            for number in numbers { state.counts[number, default: 0] += 1 }
        }
    }

    /// How often a rule has spoken.
    func count(of number: Int64) -> Int64 { state.withLock { $0.counts[number] ?? 0 } }
}
