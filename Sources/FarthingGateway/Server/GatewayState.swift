package import Farthing
package import FarthingCore
package import Logging
import NIOCore
import Synchronization

/// What every event loop shares: immutable, but for the policy in force and the claims seen.
package final class GatewayState: Sendable {
    let options: GatewayOptions
    let ledger: any Ledger
    let keys: any KeyRing
    let logger: Logger
    /// A keyed hash of a request's content, in hexadecimal, for idempotency keys.
    let contentHash: @Sendable ([UInt8]) -> String
    /// SHA-256, for the names of idempotency keys where nobody is committed to.
    let sha256: @Sendable ([UInt8]) -> [UInt8]
    let clockMs: @Sendable () -> Int64
    let isDraining = Atomic(false)
    let connections = Atomic(0)
    /// Whether calls may begin.
    let gate: AdmissionGate
    let eventStreams = Atomic(0)
    /// The tools that operators have registered.
    package let tools: RegisteredTools
    /// Nil where no events are streamed.
    let events: (any EventSource)?
    /// Nil where requests signed for AWS are not taken.
    let signatures: SignatureCheck?
    /// Puts commitments in the place of subjects; nil where none is committed to.
    let subjects: (any SubjectRing)?
    /// Figures of the ledger's own, for metrics.
    let extraMetrics: @Sendable () -> [ExtraMetric]
    private let loops = Mutex<[NIOLoopBound<LoopState>]>([])
    private let policyInForce: Mutex<PolicyInForce>
    private let pricesInForce: Mutex<PriceBook>
    private let claims = Mutex(ClaimLog())
    /// The holds that spend verbs made.
    let spendHolds = Mutex(SpendHolds())
    /// What guards of other processes remember here.
    let guardRooms = Mutex(GuardRooms())
    /// Where calls wait for room.
    let waitRoom = WaitRoom()
    /// What agents' runs have done so far.
    let runs = RunGuards()
    /// What providers go on with.
    let jobs = Mutex(RunningJobs())

    package init(
        options: GatewayOptions,
        ledger: any Ledger,
        policy: CompiledPolicy,
        prices: PriceBook,
        keys: any KeyRing,
        logger: Logger,
        clockMs: @escaping @Sendable () -> Int64,
        contentHash: @escaping @Sendable ([UInt8]) -> String,
        sha256: @escaping @Sendable ([UInt8]) -> [UInt8],
        signatures: SignatureCheck? = nil,
        subjects: (any SubjectRing)? = nil,
        gate: AdmissionGate = AdmissionGate(),
        events: (any EventSource)? = nil,
        tools: RegisteredTools = RegisteredTools(),
        extraMetrics: @escaping @Sendable () -> [ExtraMetric] = { [] }
    ) {
        self.options = options
        self.ledger = ledger
        self.keys = keys
        self.logger = logger
        self.clockMs = clockMs
        self.contentHash = contentHash
        self.sha256 = sha256
        self.signatures = signatures
        self.subjects = subjects
        self.gate = gate
        self.events = events
        self.tools = tools
        self.extraMetrics = extraMetrics
        policyInForce = Mutex(PolicyInForce(policy: policy, edition: 0))
        pricesInForce = Mutex(prices.rated(by: policy))
    }

    /// The policy in force, with a number that each change counts up.
    var policy: PolicyInForce { policyInForce.withLock { $0 } }

    /// Whether another policy is in force than the one that a call was planned under.
    func policyHasChanged(since policy: CompiledPolicy) -> Bool {
        self.policy.policy.revision != policy.revision
    }

    /// The prices in force, the policy's own among them.
    var prices: PriceBook { pricesInForce.withLock { $0 } }

    /// Puts another policy in force; the caller has told the ledger of its budgets before.
    ///
    /// - Parameter prices: the prices in force from now on; nil leaves them.
    package func setPolicy(_ policy: CompiledPolicy, prices: PriceBook? = nil) {
        // First the prices: a plan made in between is forgotten with the policy's edition.
        pricesInForce.withLock { $0 = (prices ?? $0).rated(by: policy) }
        policyInForce.withLock { $0 = PolicyInForce(policy: policy, edition: $0.edition + 1) }
    }

    func setLoops(_ loops: [NIOLoopBound<LoopState>]) { self.loops.withLock { $0 = loops } }

    /// Every event loop; none before the server listens.
    var allLoops: [NIOLoopBound<LoopState>] { loops.withLock { $0 } }

    /// Whether no call waits for room.
    package var isNobodyWaiting: Bool { waitRoom.isEmpty }

    /// The counts of all loops together.
    func collectCounters() async -> LoopCounters {
        var sum = LoopCounters()
        for loop in loops.withLock({ $0 }) {
            if let counters = try? await loop.eventLoop.submit({ loop.value.counters }).get() {
                sum.add(counters)
            }
        }
        return sum
    }

    /// One of these values for which a call is on its way to its hold, on any loop; nil for none.
    package func holdUnderWay(for values: Set<String>) async -> String? {
        for loop in loops.withLock({ $0 }) {
            let found = try? await loop.eventLoop.submit { loop.value.holdUnderWay(for: values) }
                .get()
            if let found = found ?? nil { return found }
        }
        return nil
    }

    /// Notes that a key claims a value; false when it has claimed too many already.
    func admitsClaim(_ key: AccessKey, _ dimension: Dimension, _ value: String) -> Bool {
        claims.withLock { $0.admits(key, dimension, value) }
    }
}

extension PriceBook {
    /// The book with a policy's own exchange rates before its own.
    fileprivate func rated(by policy: CompiledPolicy) -> PriceBook {
        var book = self
        book.rates = rates.applying(policy.policy.rates)
        return book
    }
}

/// A policy and the number of the change that put it in force.
struct PolicyInForce: Sendable {
    var policy: CompiledPolicy
    var edition: Int
}

/// Which values each key has claimed, so that none invents more than it may.
struct ClaimLog: Sendable {
    private struct Source: Hashable, Sendable {
        var key: AccessKey
        var dimension: Dimension
    }

    private var seen: [Source: Set<String>] = [:]

    mutating func admits(_ key: AccessKey, _ dimension: Dimension, _ value: String) -> Bool {
        let source = Source(key: key, dimension: dimension)
        var values = seen[source] ?? []
        if values.contains(value) { return true }
        guard values.count < key.claimsMax else { return false }
        values.insert(value)
        seen[source] = values
        return true
    }
}
