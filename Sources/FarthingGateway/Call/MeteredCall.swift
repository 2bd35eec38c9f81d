import FarthingCore
import FarthingProviders
import Logging
import NIOCore
import NIOHTTP1

/// One call that costs on its way through the gateway: read, price, decide, hold, dispatch, meter,
/// settle. Sealing is the ledger's.
///
/// Used on its event loop alone: every callback comes from a connection or mailbox of that loop.
final class MeteredCall: OutcomeWaiter, RunningCall, RoomSeeker, @unchecked Sendable {
    // `@unchecked`: the ledger's thread only carries the reference; `LoopMailbox` calls on the loop.

    enum Phase {
        /// `job`: the answer is here, and what it began goes on.
        case hold, dispatch, meter, job, settled
    }

    var slot: Int?
    let loop: LoopState
    let request: ClientRequest
    /// What is sent: the client's body, or that of a cheaper model's call.
    let body: [UInt8]
    let route: MeteredTarget
    /// What the client asks for, read.
    let asked: any MeteredRequest
    let pool: UpstreamPool
    /// 0 for the first upstream; each one after it is another call, with a hold of its own.
    let attempt: Int
    /// Whether some billed output is not visible while it is made.
    var hidesOutput: Bool { asked.hidesOutput ?? plan.hidesOutput }
    /// Whether the answer is to be a stream.
    let isStream: Bool
    let plan: CallPlan
    /// By what the book knows the client's idempotency key; nil where it sent none.
    let keyName: String?
    var bounds: CallBounds
    /// True when what the request leaves to a project's settings is written into it.
    let pinsTier: Bool
    /// What the call may be billed as.
    let variants: PriceVariantSet
    let client: ClientConnection?
    var phase = Phase.hold
    let id: HoldID
    var held: Held?
    /// Output tokens that the hold affords now.
    var grantedTokens: Int64 = 0
    var expiresAtMs: Int64 = 0
    /// Whether a command of this call is with the ledger.
    var isAsking = false
    var isClientGone = false
    var goneAtMs: Int64 = 0
    var connection: UpstreamConnection?
    var hasRetried = false
    /// The output limit that was written into the request; nil where it was left alone.
    var fittedTokens: Int64?
    var lastByteMs: Int64 = 0

    // The decision.
    /// How the call came to be what it is; nil while nothing was decided but to allow it.
    var deliberation: Deliberation?
    /// The same call for cheaper models, as far as somebody has asked.
    var candidates: [String: MeteredCall] = [:]
    let arrivedAtMs: Int64
    /// Whether the call stands in line for room, and until when.
    var isWaiting = false
    var waitUntilMs: Int64?
    /// Until when the request is held open for its approval.
    var approvalUntilMs: Int64?
    /// As which step of which run the call is counted; nil where nobody asks.
    var runTicket: RunTicket?
    /// Whether this is a call that has been begun before, under an older policy.
    var hasStartedAnew = false
    /// Where the client's own request goes.
    var target: MeteredTarget
    /// Whether the next refusal is the last word, which the journal is to have.
    var isLast = false

    // The answer.
    var head: ResponseHead?
    var answer: ByteBuffer?
    var meter: (any StreamMeter)?
    var stream: StreamProgress
    /// Whether the provider was asked to count the input, and what it said.
    var hasAskedCount = false
    var inputCount: InputCount?
    /// What the provider goes on with.
    var job: JobName?

    /// Begins a call, or answers why not.
    static func start(
        _ request: ClientRequest,
        _ route: MeteredTarget,
        _ client: ClientConnection,
        attempt: Int = 0,
        attachment: [UInt8]? = nil,
        isAnew: Bool = false
    ) {
        let loop = client.loop
        do throws(RequestRefusal) {
            if attachment == nil, let target = try Self.attachment(request, route) {
                AttachedCall.start(request, route, target: target, client)
                return
            }
            let call = try MeteredCall(request, route, client, attempt, attachment)
            call.hasStartedAnew = isAnew
            if !isAnew { loop.counters.calls += 1 }
            try call.begin()
        } catch {
            client.refuse(error)
        }
    }

    private static func attachment(
        _ request: ClientRequest,
        _ route: MeteredTarget
    ) throws(RequestRefusal) -> String? {
        do throws(RequestError) {
            return try route.reader.attachment(request.body)
        } catch {
            throw RequestRefusal(error)
        }
    }

    init(
        _ request: ClientRequest,
        _ route: MeteredTarget,
        _ client: ClientConnection,
        _ attempt: Int,
        _ attachment: [UInt8]?,
        body: [UInt8]? = nil
    ) throws(RequestRefusal) {
        guard let key = request.key else { throw .missingKey }
        loop = client.loop
        guard let pool = loop.pool(route.dialect, attempt: attempt) else {
            throw .noUpstream(route.dialect)
        }
        self.pool = pool
        self.attempt = attempt
        self.request = request
        self.body = body ?? request.body
        self.route = route
        target = route
        self.client = client
        arrivedAtMs = client.loop.nowMs
        let head = DialectHead(
            method: request.method,
            target: route.target,
            request.fields
        )
        do throws(RequestError) {
            asked =
                if let attachment {
                    try route.reader.read(self.body, head, attachment: attachment)
                } else {
                    try route.reader.read(self.body, head)
                }
        } catch {
            throw RequestRefusal(error)
        }
        isStream = asked.isStream
        stream = StreamProgress(choices: asked.choices)
        let facts = request.facts
        let scope =
            facts.hasClaims || !key.requires.isEmpty
            ? try RequestCheck.scope(of: key, request.fields, loop.gateway, facts.allowance)
            : key.scope
        try facts.allowance?.check(model: asked.model, tool: scope[.tool], nowMs: arrivedAtMs)
        plan = try Planner.plan(
            key,
            scope,
            model: asked.model,
            provider: pool.target.provider,
            allowance: facts.allowance,
            loop
        )
        keyName = try loop.gateway.keyName(
            request,
            key,
            tenant: plan.policy.policy.tenant,
            verb: route.dialect.provider,
            attempt: attempt
        )
        pinsTier = loop.gateway.options.pinsServiceTier
        variants = pinsTier ? asked.pinnedVariants : asked.variants
        bounds = try CallBounds(
            asked,
            plan,
            variants: variants,
            exact: plan.isTight || plan.asksPeople
        )
        id = loop.newHoldID()
        lastByteMs = loop.nowMs
    }

    /// Takes the call off the loop's list; every way out goes through here once.
    func end() {
        leaveLine()
        phase = .settled
        candidates = [:]
        loop.remove(self)
    }

    var scopeToHold: Scope? { phase == .hold ? plan.scope : nil }

    // MARK: Time

    func sweep(_ nowMs: Int64) {
        switch phase {
        case .hold: return sweepHold(nowMs)
        case .job, .settled: return
        case .dispatch, .meter: break
        }
        if isClientGone, nowMs - goneAtMs >= loop.gateway.options.drainMs {
            abandon(ending: "clientGone")
            return
        }
        if nowMs - lastByteMs > loop.gateway.options.silenceTimeoutMs {
            abandon(ending: "timeout")
            return
        }
        let holdMs = loop.gateway.options.holdMs
        if !isAsking, expiresAtMs - nowMs < holdMs - holdMs / 3 { renew(nowMs) }
    }

    private func renew(_ nowMs: Int64) {
        expiresAtMs = nowMs + loop.gateway.options.holdMs
        isAsking = true
        stream.isRenewing = true
        let request = ExtendRequest(
            id: id,
            lines: [],
            output: OutputBound(),
            expiresAtMs: expiresAtMs
        )
        loop.ledger.ask(.extend(request), self)
    }

    func cut() {
        switch phase {
        case .hold: stopWaiting()
        case .job, .settled: break
        case .dispatch, .meter: abandon(ending: "shutdown")
        }
    }

    var scope: Scope? { plan.scope }

    func kill() -> HoldID? {
        switch phase {
        case .hold:
            stopWaiting()
            return nil
        // What a provider goes on with cannot be called back.
        case .job, .settled: return nil
        case .dispatch, .meter:
            abandon(ending: "killed")
            return id
        }
    }
}

extension MeteredCall: ClientWork {
    func clientGone() {
        isClientGone = true
        if phase == .hold, !isAsking {
            // Nothing is held: whoever waited for it is gone.
            end()
        }
        goneAtMs = loop.nowMs
        loop.counters.clientsGone += 1
        // The provider is heard out for a while, so that what was made is billed right.
        connection?.setReading(true)
        let drain = TimeAmount.milliseconds(loop.gateway.options.drainMs)
        loop.loop.assumeIsolated().scheduleTask(in: drain) { self.abandon(ending: "clientGone") }
    }

    func clientWritable(_ isWritable: Bool) {
        guard phase == .meter, !stream.waitsForGrant else { return }
        connection?.setReading(isWritable)
    }
}
