import FarthingCore
import NIOCore
import NIOSSL

/// Everything that one event loop has for itself; no other thread touches it.
final class LoopState {
    let loop: any EventLoop
    let gateway: GatewayState
    let ledger: LoopLedger
    let outbox: Outbox
    /// By the dialect's raw value, the upstream that is asked first in front.
    private let pools: [[UpstreamPool]]
    var plans: PlanCache
    var expectations = OutputExpectations()
    var counters = LoopCounters()
    private var randomness = RandomPool()
    /// The calls that hold money or wait for it, for renewal and time-outs.
    private var calls = RunningCalls()
    /// The connections of clients, for time-outs and the end.
    private var clients: [ObjectIdentifier: ClientConnection] = [:]
    private var sweepTask: RepeatedTask?

    init(loop: any EventLoop, gateway: GatewayState, upstreamTLS: NIOSSLContext?) {
        self.loop = loop
        self.gateway = gateway
        ledger = LoopLedger(
            loop: loop,
            ledger: gateway.ledger,
            clockMs: gateway.clockMs,
            settleLingerMs: gateway.options.settleLingerMs
        )
        outbox = Outbox(loop: loop)
        let outbox = outbox
        pools = GatewayDialect.allCases.map { dialect in
            guard let first = gateway.options.upstreams[dialect] else { return [] }
            return ([first] + (gateway.options.fallbacks[dialect] ?? [])).map { target in
                UpstreamPool(
                    target: target,
                    loop: loop,
                    outbox: outbox,
                    options: gateway.options,
                    tls: target.usesTLS ? upstreamTLS : nil
                )
            }
        }
        plans = PlanCache()
    }

    var nowMs: Int64 { gateway.clockMs() }

    /// The connections to the upstream that a dialect's attempt goes to, counted from 0; nil where
    /// it has none.
    func pool(_ dialect: GatewayDialect, attempt: Int = 0) -> UpstreamPool? {
        let pools = pools[dialect.rawValue]
        return attempt < pools.count ? pools[attempt] : nil
    }

    func newHoldID() -> HoldID { HoldID(random: randomness.next(), randomness.next()) }

    func add(_ call: any RunningCall) { calls.add(call) }
    func remove(_ call: any RunningCall) { calls.remove(call) }
    func add(_ client: ClientConnection) { clients[ObjectIdentifier(client)] = client }
    func remove(_ client: ClientConnection) { clients[ObjectIdentifier(client)] = nil }

    /// Begins to look for what is due.
    func start() {
        let every = TimeAmount.milliseconds(gateway.options.sweepMs)
        let bound = NIOLoopBound(self, eventLoop: loop)
        sweepTask = loop.scheduleRepeatedTask(initialDelay: every, delay: every) { _ in
            bound.value.sweep()
        }
    }

    private func sweep() {
        outbox.flush()
        let now = nowMs
        for call in calls.all { call.sweep(now) }
        for client in clients.values { client.sweep(now) }
        for pool in pools.joined() { pool.sweep(now) }
    }

    /// Lets running calls end and everything else go; the answer says whether anything still runs.
    func drain() -> Bool {
        outbox.flush()
        for client in clients.values { client.closeIfIdle() }
        for pool in pools.joined() { pool.closeIdle() }
        return !calls.isEmpty || ledger.unansweredCount > 0
    }

    /// Cuts what still runs.
    func cut() {
        for call in calls.all { call.cut() }
        outbox.flush()
        for client in clients.values { client.close() }
    }

    func stop() { sweepTask?.cancel() }
}

/// A call that is under way.
protocol RunningCall: AnyObject {
    /// Where ``RunningCalls`` keeps it; nil while it is in none.
    var slot: Int? { get set }
    /// Renews what must be renewed and ends what has taken too long.
    func sweep(_ nowMs: Int64)
    /// Ends at once, as if the provider had gone silent.
    func cut()
}
