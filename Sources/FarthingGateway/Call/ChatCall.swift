import FarthingCore
import FarthingProviders
import Logging
import NIOCore
import NIOHTTP1

/// One chat completion on its way through the gateway: read, price, decide, hold, dispatch, meter,
/// settle. Sealing is the ledger's.
///
/// Used on its event loop alone: every callback comes from a connection or mailbox of that loop.
final class ChatCall: OutcomeWaiter, RunningCall, @unchecked Sendable {
    // `@unchecked`: the ledger's thread only carries the reference; `LoopMailbox` calls on the loop.

    enum Phase {
        case hold, dispatch, meter, settled
    }

    let loop: LoopState
    let request: ClientRequest
    let target: String
    let chat: ChatRequest
    let plan: CallPlan
    var bounds: CallBounds
    /// True when the request goes out with the standard tier written into it.
    let pinsTier: Bool
    /// What the call may be billed as.
    let variants: PriceVariantSet
    weak var client: ClientConnection?
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

    // The answer.
    var head: ResponseHead?
    var body: ByteBuffer?
    var meter: ChatStreamMeter?
    var stream = StreamProgress()

    /// Begins a call, or answers why not.
    static func start(_ request: ClientRequest, target: String, _ client: ClientConnection) {
        let loop = client.loop
        do throws(RequestRefusal) {
            let call = try ChatCall(request, target: target, client)
            client.setWork(call)
            loop.add(call)
            loop.counters.calls += 1
            call.askForHold()
        } catch {
            client.refuse(error)
        }
    }

    private init(
        _ request: ClientRequest,
        target: String,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        guard let key = request.key else { throw .missingKey }
        loop = client.loop
        self.request = request
        self.target = target
        self.client = client
        do throws(RequestError) {
            chat = try ChatRequest.read(request.body)
        } catch {
            throw RequestRefusal(error)
        }
        try RequestCheck.checkIdempotencyKey(request.fields)
        let scope = try RequestCheck.scope(of: key, request.fields, loop.gateway)
        plan = try Planner.plan(key, scope, model: chat.model, loop)
        pinsTier =
            loop.gateway.options.pinsServiceTier
            && chat.document.root.member("service_tier") == nil
        variants = pinsTier ? .standard : chat.variants
        bounds = try CallBounds(chat, plan, variants: variants, exact: plan.isTight)
        id = loop.newHoldID()
        lastByteMs = loop.nowMs
        try decide()
    }

    /// What the rules say; budgets speak when the money is held.
    private func decide() throws(RequestRefusal) {
        if plan.match.isUnmatched, plan.policy.policy.isEnforced { throw .unmatched }
        if plan.policy.policy.rules.isEmpty { return }
        let facts = CallFacts(
            scope: plan.scope,
            costNanos: bounds.ceilingNanos,
            tokens: bounds.ceilingTokens
        )
        let verdict = plan.policy.decide(facts, match: plan.match)
        guard case .allow = verdict.decision else {
            throw RequestRefusal(
                403,
                "rule",
                type: "permission_error",
                "The policy does not allow this call: " + verdict.reasons.joined(separator: "; ")
            )
        }
    }

    // MARK: Hold

    /// Streams whose billed output can all be seen are metered where the budgets say so.
    var isMetered: Bool { plan.mode == .metered && chat.isStream && !plan.hidesOutput }

    private func askForHold() {
        let now = loop.nowMs
        expiresAtMs = now + loop.gateway.options.holdMs
        isAsking = true
        let command = Command.hold(
            HoldRequest(
                id: id,
                key: idempotencyKey,
                lines: bounds.lines(plan),
                output: outputBound,
                expiresAtMs: expiresAtMs,
                isSent: true,
                projectedNanos: bounds.ceilingNanos,
                recordsRefusal: bounds.isExact || plan.counter == nil
                    || chat.document.bytes.count > CallBounds.countedBytesMax,
                context: plan.context
            )
        )
        loop.ledger.ask(command, self)
    }

    private var outputBound: OutputBound {
        let limit = bounds.outputTokens
        switch plan.mode {
        case .metered where isMetered:
            let first = min(limit, StreamProgress.firstTranche * bounds.choices)
            let expected = loop.expectations.tokens(plan.expectationKey, limit: limit)
            return OutputBound(
                wanted: first,
                least: min(first, 2 * StreamProgress.leadTokens),
                expected: max(first, expected)
            )
        case .fitted:
            let visible: Int64 = plan.hidesOutput ? 4_096 : 256
            return OutputBound(wanted: limit, least: min(limit, visible * bounds.choices))
        default:
            return OutputBound(wanted: limit)
        }
    }

    private var idempotencyKey: IdempotencyKey? {
        guard let text = request.fields.first(name: "idempotency-key"), !text.isEmpty else {
            return nil
        }
        let tenant = plan.policy.policy.tenant
        return IdempotencyKey(
            name: "\(tenant)\u{1F}\(plan.key.id)\u{1F}chat\u{1F}\(text)",
            contentHash: loop.gateway.contentHash(request.body)
        )
    }

    func ledgerAnswered(_ result: Result<Outcome, LedgerError>) {
        isAsking = false
        switch result {
        case .success(.held(let held)): self.held(held)
        case .success(.refused(let refusal)): refused(refusal)
        case .success: break
        case .failure(let error): ledgerFailed(error)
        }
    }

    private func held(_ held: Held) {
        grantedTokens = held.outputTokens
        guard phase == .hold else {
            extended(held)
            return
        }
        self.held = held
        loop.counters.observe(.hold, since: request.receivedAt)
        if let free = held.remainingNanos { plan.isTight = free < bounds.ceilingNanos * 4 }
        if isClientGone {
            release("client gone before dispatch")
            return
        }
        if plan.mode == .fitted, held.outputTokens < bounds.outputTokens {
            fittedTokens = held.outputTokens / bounds.choices
        }
        dispatch()
    }

    private func refused(_ refusal: Refusal) {
        guard phase == .hold else {
            extensionRefused(refusal)
            return
        }
        if !bounds.isExact, plan.counter != nil, !plan.isTight,
            chat.document.bytes.count <= CallBounds.countedBytesMax,
            refusal.code == .overLimit || refusal.code == .expectedOverLimit
        {
            // The bytes did not fit; what they really come to may.
            plan.isTight = true
            if let exact = try? CallBounds(chat, plan, variants: variants, exact: true) {
                bounds = exact
                askForHold()
                return
            }
        }
        plan.isTight = true
        end()
        client?.refuse(refusal, bounds, plan, loop)
    }

    private func ledgerFailed(_ error: LedgerError) {
        loop.gateway.logger.warning(
            "the ledger failed",
            metadata: ["code": "\(error.code)", "detail": "\(error.detail)"]
        )
        switch phase {
        case .hold:
            if error.code == .outcomeUnknown {
                // Should the hold be there after all, it is not to be charged when it expires.
                loop.ledger.tell(.release(id, why: "not sent: the ledger failed"))
            }
            end()
            client?.respond(Answer.ledgerDown(error))
        case .dispatch, .meter: extensionFailed()
        case .settled: break
        }
    }

    /// Takes the call off the loop's list; every way out goes through here once.
    func end() {
        phase = .settled
        loop.remove(self)
    }

    // MARK: Time

    func sweep(_ nowMs: Int64) {
        switch phase {
        case .hold, .settled: return
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
        case .hold, .settled: break
        case .dispatch, .meter: abandon(ending: "shutdown")
        }
    }
}

extension ChatCall: ClientWork {
    func clientGone() {
        isClientGone = true
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
