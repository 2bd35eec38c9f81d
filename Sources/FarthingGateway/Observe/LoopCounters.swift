import FarthingCore
import NIOCore

/// What one event loop has counted since its start; summed over all loops when asked.
struct LoopCounters: Sendable {
    /// The phases whose time is measured, from a request's first byte to the end of the phase.
    enum Phase: Int, CaseIterable, Sendable {
        case hold, dispatch, firstByte, settle

        /// The word in metrics; a provider's first byte ends the wait between dispatch and meter.
        var name: String {
            switch self {
            case .hold: "hold"
            case .dispatch: "dispatch"
            case .firstByte: "meter"
            case .settle: "settle"
            }
        }
    }

    /// The histogram's bounds in microseconds.
    static let boundsUs: [Int64] = [
        100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 10_000_000,
        60_000_000,
    ]

    var calls: Int64 = 0
    var holds: Int64 = 0
    var settles: [Evidence: Int64] = [:]
    var released: Int64 = 0
    var refusals: [String: Int64] = [:]
    var settledNanos: Int64 = 0
    var overrunNanos: Int64 = 0
    var streamsCut: Int64 = 0
    var clientsGone: Int64 = 0
    var retriedOnFresh: Int64 = 0
    var fallbacks: Int64 = 0
    var counts: Int64 = 0
    var modelMismatches: Int64 = 0
    var usageMismatches: Int64 = 0
    private(set) var latencies = [Histogram](repeating: Histogram(), count: Phase.allCases.count)

    struct Histogram: Sendable {
        var buckets = [Int64](repeating: 0, count: LoopCounters.boundsUs.count)
        var count: Int64 = 0
        var sumUs: Int64 = 0

        mutating func add(_ us: Int64) {
            count += 1
            sumUs += us
            var index = 0
            while index < buckets.count, us > LoopCounters.boundsUs[index] { index += 1 }
            if index < buckets.count { buckets[index] += 1 }
        }

        mutating func add(_ other: Histogram) {
            count += other.count
            sumUs += other.sumUs
            for index in buckets.indices { buckets[index] += other.buckets[index] }
        }
    }

    mutating func refused(_ code: String) { refusals[code, default: 0] += 1 }

    mutating func settled(costNanos: Int64, evidence: Evidence) {
        settles[evidence, default: 0] += 1
        settledNanos = Self.sum(settledNanos, costNanos)
    }

    mutating func overran(nanos: Int64) { overrunNanos = Self.sum(overrunNanos, nanos) }

    /// Clients state amounts too, so that a sum stays at its end and neither traps nor turns.
    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        Int64(clamping: Int128(left) + Int128(right))
    }

    mutating func observe(_ phase: Phase, since start: NIODeadline) {
        if phase == .hold { holds += 1 }
        latencies[phase.rawValue].add((NIODeadline.now() - start).nanoseconds / 1_000)
    }

    mutating func add(_ other: LoopCounters) {
        calls += other.calls
        holds += other.holds
        settles.merge(other.settles, uniquingKeysWith: +)
        released += other.released
        refusals.merge(other.refusals, uniquingKeysWith: +)
        settledNanos = Self.sum(settledNanos, other.settledNanos)
        overrunNanos = Self.sum(overrunNanos, other.overrunNanos)
        streamsCut += other.streamsCut
        clientsGone += other.clientsGone
        retriedOnFresh += other.retriedOnFresh
        fallbacks += other.fallbacks
        counts += other.counts
        modelMismatches += other.modelMismatches
        usageMismatches += other.usageMismatches
        for index in latencies.indices { latencies[index].add(other.latencies[index]) }
    }
}
