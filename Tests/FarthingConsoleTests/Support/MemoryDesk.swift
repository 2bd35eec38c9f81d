import Farthing
import FarthingCore
import FarthingTesting
import Synchronization
import Testing

@testable import FarthingConsole

/// Policies of which nothing is in force but what the test says.
final class QuietPolicies: PolicyDesk {
    private let mark = Mutex<PolicyMark?>(nil)

    func putInForce() async throws {}

    var inForce: PolicyMark? { mark.withLock { $0 } }

    var tenant: String? { inForce == nil ? nil : "acme" }

    func set(_ mark: PolicyMark?) { self.mark.withLock { $0 = mark } }

    private let inForceTerms = Mutex<PolicyTerms?>(nil)

    var terms: PolicyTerms? { inForceTerms.withLock { $0 } }

    /// Has calls planned by a policy from now on.
    func set(_ terms: PolicyTerms) {
        let policy = terms.policy
        set(PolicyMark(id: policy.policy.id, version: policy.revision, hash: ""))
        inForceTerms.withLock { $0 = terms }
    }
}

/// A console's desk over a store in memory, and a clock.
struct MemoryDesk: Sendable {
    let clock: ManualClock
    let store: MemoryConsole
    let policies: QuietPolicies
    let desk: ConsoleDesk

    /// - Parameter store: that of a desk before, for a "restart".
    init(
        clock: ManualClock = ManualClock(),
        store: MemoryConsole? = nil,
        policies: QuietPolicies = QuietPolicies()
    ) async throws {
        let store = store ?? MemoryConsole { clock.nowMs }
        self.clock = clock
        self.store = store
        self.policies = policies
        desk = ConsoleDesk(
            store: store,
            registry: try await Registry(store),
            policies: policies,
            statistics: store.statistics,
            clockMs: { clock.nowMs },
            zone: { $0 == "UTC" ? .utc : try? ZoneRules.system($0) }
        )
    }

    /// The same after a restart: what was in memory alone is lost.
    func restarted() async throws -> MemoryDesk {
        try await MemoryDesk(clock: clock, store: store, policies: policies)
    }
}
