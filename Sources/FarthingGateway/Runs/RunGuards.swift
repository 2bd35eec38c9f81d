import FarthingCore
import Synchronization

/// The runs of all event loops: a run's calls come by any of them.
final class RunGuards: Sendable {
    /// Runs are spread by their hash, so that loops seldom wait for each other.
    private static let shardCount = 16
    /// Runs remembered by each; with ``RunGuard/requestsMax`` requests of 32 bytes each, 32 MiB at the
    /// very most.
    private static let runsMax = 1_024

    private final class Shard: Sendable {
        let runs = Mutex(RunGuard(runsMax: RunGuards.runsMax))
    }

    private let shards = (0..<RunGuards.shardCount).map { _ in Shard() }

    private func shard(_ key: RunKey) -> Shard {
        shards[Int(UInt(bitPattern: key.hashValue) % UInt(Self.shardCount))]
    }

    /// Counts a call that begins; the run with it.
    func begin(_ ticket: RunTicket, _ terms: RunTerms) -> RunFacts {
        shard(ticket.key).runs.withLock { $0.begin(ticket.key, request: ticket.request, terms) }
    }

    /// The run as it stands; or where `asNext`, as a call would find it that began now.
    func facts(_ ticket: RunTicket, _ terms: RunTerms, asNext: Bool = false) -> RunFacts {
        shard(ticket.key).runs.withLock {
            $0.facts(ticket.key, request: ticket.request, terms, asNext: asNext)
        }
    }

    /// Books what a call has cost.
    func settle(_ ticket: RunTicket, nanos: Int64, succeeded: Bool) {
        shard(ticket.key).runs.withLock {
            $0.settle(ticket.key, request: ticket.request, nanos: nanos, succeeded: succeeded)
        }
    }
}

/// By what the guard knows one call: its run, and what it asks.
struct RunTicket: Hashable, Sendable {
    let key: RunKey
    /// Keyed anew by each process, so that nobody can make two requests look like one.
    let request: UInt64

    /// - Parameter content: what is asked, model included.
    init(_ key: AccessKey, run: String, place: String, content: [UInt8]) {
        self.key = RunKey(principal: key.id, run: run)
        var hasher = Hasher()
        hasher.combine(place)
        content.withUnsafeBytes { hasher.combine(bytes: $0) }
        request = UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
