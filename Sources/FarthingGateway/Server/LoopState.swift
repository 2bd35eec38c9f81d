import FarthingCore
import NIOCore
import NIOSSL
import Synchronization

/// Everything that one event loop has for itself; no other thread touches it.
final class LoopState {
    let loop: any EventLoop
    let gateway: GatewayState
    let ledger: LoopLedger
    let outbox: Outbox
    /// The upstream that is asked first in front.
    private let pools: [GatewayDialect: [UpstreamPool]]
    var plans: PlanCache
    var expectations = OutputExpectations()
    var counters = LoopCounters()
    /// Files that are read for calls, by the key that asked.
    var attachments: [String: Int] = [:]
    /// Questions for a count of some input that are under way.
    var countsRunning = 0
    private var randomness = RandomPool()
    /// The calls that hold money or wait for it, for renewal and time-outs.
    private var calls = RunningCalls()
    /// The connections of clients, for time-outs and the end.
    private var clients: [ObjectIdentifier: ClientConnection] = [:]
    private var sweepTask: RepeatedTask?
    private var jobTask: RepeatedTask?
    private var waitTask: RepeatedTask?

    init(loop: any EventLoop, gateway: GatewayState, upstreamTLS: NIOSSLContext?) {
        self.loop = loop
        self.gateway = gateway
        ledger = LoopLedger(
            loop: loop,
            ledger: gateway.ledger,
            gate: gateway.gate,
            clockMs: gateway.clockMs,
            settleLingerMs: gateway.options.settleLingerMs
        )
        outbox = Outbox(loop: loop)
        let outbox = outbox
        var pools: [GatewayDialect: [UpstreamPool]] = [:]
        for (dialect, first) in gateway.options.upstreams {
            pools[dialect] = ([first] + (gateway.options.fallbacks[dialect] ?? [])).map { target in
                UpstreamPool(
                    target: target,
                    loop: loop,
                    outbox: outbox,
                    options: gateway.options,
                    tls: target.usesTLS ? upstreamTLS : nil
                )
            }
        }
        self.pools = pools
        plans = PlanCache()
    }

    var nowMs: Int64 { gateway.clockMs() }

    /// The connections to the upstream that a dialect's attempt goes to, counted from 0; nil where
    /// it has none.
    func pool(_ dialect: GatewayDialect, attempt: Int = 0) -> UpstreamPool? {
        guard let pools = pools[dialect], attempt < pools.count else { return nil }
        return pools[attempt]
    }

    func newHoldID() -> HoldID { HoldID(random: randomness.next(), randomness.next()) }

    func add(_ call: any RunningCall) { calls.add(call) }
    func remove(_ call: any RunningCall) { calls.remove(call) }
    func add(_ client: ClientConnection) { clients[ObjectIdentifier(client)] = client }
    func remove(_ client: ClientConnection) { clients[ObjectIdentifier(client)] = nil }

    /// One of these values for which a call here is on its way to its hold; nil for none. What was asked
    /// of the ledger so far is with it when this returns.
    func holdUnderWay(for values: Set<String>) -> String? {
        ledger.flush()
        for call in calls.all {
            guard let scope = call.scopeToHold else { continue }
            if let found = scope.sorted.first(where: { values.contains($0.value) }) {
                return found.value
            }
        }
        return nil
    }

    /// Begins to look for what is due.
    func start() {
        let every = TimeAmount.milliseconds(gateway.options.sweepMs)
        let bound = NIOLoopBound(self, eventLoop: loop)
        sweepTask = loop.scheduleRepeatedTask(initialDelay: every, delay: every) { _ in
            bound.value.sweep()
        }
    }

    /// Begins to let those try who wait for room, on one loop for all.
    func watchWaits() {
        let every = TimeAmount.milliseconds(WaitRoom.pollMs)
        let room = gateway.waitRoom
        waitTask = loop.scheduleRepeatedTask(initialDelay: every, delay: every) { _ in room.poll() }
    }

    /// Begins to ask after jobs, on one loop for all. What clients pay with keys of their own cannot
    /// be asked after; its end is seen when they ask.
    func watchJobs() {
        let every = TimeAmount.milliseconds(max(10, min(1_000, gateway.options.jobPollMs / 8)))
        let bound = NIOLoopBound(self, eventLoop: loop)
        jobTask = loop.scheduleRepeatedTask(initialDelay: every, delay: every) { _ in
            bound.value.askAfterJobs()
        }
    }

    private func askAfterJobs() {
        guard !gateway.options.passesProviderKeys else { return }
        let now = nowMs
        for job in gateway.jobs.withLock({ $0.takeDue(nowMs: now) }) { JobCheck.start(job, self) }
    }

    private func sweep() {
        outbox.flush()
        let now = nowMs
        for call in calls.all { call.sweep(now) }
        for client in clients.values { client.sweep(now) }
        for pool in pools.values.joined() { pool.sweep(now) }
    }

    /// Lets running calls end and everything else go; the answer says whether anything still runs.
    func drain() -> Bool {
        outbox.flush()
        for call in calls.all { call.stopWaiting() }
        for client in clients.values { client.closeIfIdle() }
        for pool in pools.values.joined() { pool.closeIdle() }
        return !calls.isEmpty || ledger.unansweredCount > 0
    }

    /// Cuts what still runs.
    func cut() {
        for call in calls.all { call.cut() }
        outbox.flush()
        for client in clients.values { client.close() }
    }

    /// Cuts what runs and is for such a scope, and lets what waits for its hold hear that it has none.
    ///
    /// - Returns: the holds of the calls that were on their way.
    func kill(where fits: (Scope) -> Bool) -> [HoldID] {
        var killed: [HoldID] = []
        for call in calls.all {
            guard let scope = call.scope, fits(scope) else { continue }
            if let hold = call.kill() { killed.append(hold) }
        }
        outbox.flush()
        return killed
    }

    func stop() {
        sweepTask?.cancel()
        jobTask?.cancel()
        waitTask?.cancel()
    }
}

/// A call that is under way.
protocol RunningCall: AnyObject {
    /// Where ``RunningCalls`` keeps it; nil while it is in none.
    var slot: Int? { get set }
    /// Renews what must be renewed and ends what has taken too long.
    func sweep(_ nowMs: Int64)
    /// Is told what there is to say, where the call only waits: the server ends.
    func stopWaiting()
    /// Ends at once, as if the provider had gone silent.
    func cut()
    /// For whom the call asks for money; nil once it has its hold, and for one that needs none.
    var scopeToHold: Scope? { get }
    /// For whom the call is; nil for one that costs nothing.
    var scope: Scope? { get }
    /// Ends at once, because somebody has stopped what it is for; what waits for its hold asks once
    /// more, and is refused.
    ///
    /// - Returns: the hold of a call that was on its way; nil for none.
    func kill() -> HoldID?
}

extension RunningCall {
    var scopeToHold: Scope? { nil }
    var scope: Scope? { nil }
    func stopWaiting() {}

    func kill() -> HoldID? {
        stopWaiting()
        return nil
    }
}
