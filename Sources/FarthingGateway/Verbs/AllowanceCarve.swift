import FarthingCore
import Synchronization

/// Carves an allowance for a child run out of the budgets of the run that asks.
enum AllowanceCarve {
    /// The shortest and the longest time that one lasts unless it is extended.
    static let expiryMs: ClosedRange<Int64> = 1_000...Allowance.lastsMsMax
    /// How long one lasts where nothing is said: an hour.
    private static let expiryMsDefault: Int64 = 3_600_000
    /// Calls that one allowance may set aside.
    private static let callsMax: Int64 = 1_000_000_000

    static func start(
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        let loop = client.loop
        guard let key = request.key else { throw .missingKey }
        let body = try SpendBody(request.body, .carve)
        let terms = try AllowanceTerms(body)
        let plan = try AllowancePlan(key, request, terms, loop)
        let id = SpendHoldID.make(key, loop, .allowance)
        let now = loop.nowMs
        let parent = request.facts.allowance
        let lastsMs =
            try SpendBody.integer(body.root.member("expires_in_ms"), "expires_in_ms", expiryMs)
            ?? expiryMsDefault
        let allowance = try plan.allowance(
            id,
            terms,
            under: parent,
            endsAtMs: min(now + Allowance.lastsMsMax, parent?.endsAtMs ?? Int64.max)
        )
        let token = AllowanceToken.write(allowance, loop.gateway)
        guard token.utf8.count <= Allowance.tokenBytesMax else { throw .allowanceTooLong }
        let expiresAtMs = min(now + lastsMs, allowance.endsAtMs)
        let command = Command.hold(
            HoldRequest(
                id: id,
                lines: plan.carved.map(\.hold),
                expiresAtMs: expiresAtMs,
                isSent: false,
                projectedNanos: allowance.nanos ?? 0,
                recordsThreshold: true,
                source: parent?.hold,
                context: plan.context(allowance, loop.gateway)
            )
        )
        SpendCall.ask(
            command,
            client,
            abandoned: { _ in
                // Nobody heard its token: it goes back.
                loop.ledger.tell(.release(id, why: "client gone before its allowance was told"))
            },
            then: { outcome in
                guard case .held(let held) = outcome else { return nil }
                let hold = plan.hold(expiresAtMs: expiresAtMs)
                loop.gateway.spendHolds.withLock { $0.note(id, hold) }
                return Answer.carved(allowance, token, hold, held)
            }
        )
    }

    /// The hold that a body names, where this key made it by a spend verb, or carved it.
    ///
    /// - Parameter mayHold: whether the child that spends under an allowance may name it, too.
    static func owned(
        _ body: SpendBody,
        _ request: ClientRequest,
        _ loop: LoopState,
        mayHold: Bool = false
    ) throws(RequestRefusal) -> HoldID {
        guard let key = request.key else { throw .missingKey }
        let id = try body.holdID()
        if SpendHoldID.isOwned(id, by: key, loop.gateway, .allowance) { return id }
        if mayHold, request.facts.allowance?.hold == id { return id }
        return try SpendCall.owned(body, request, loop)
    }

    /// How long a hold or an allowance is to last from now on.
    static func renewal(
        of id: HoldID,
        _ body: SpendBody,
        _ request: ClientRequest,
        _ loop: LoopState
    ) throws(RequestRefusal) -> Int64 {
        guard let key = request.key,
            SpendHoldID.isOwned(id, by: key, loop.gateway, .allowance)
        else { return try HoldCall.expiry(body) ?? loop.gateway.options.holdMs }
        for name in ["amount", "amounts", "usage"] where body.root.member(name) != nil {
            throw .spend(
                "unknown_parameter",
                name,
                "An allowance keeps its amounts: leave '\(name)' out, or carve another."
            )
        }
        return try SpendBody.integer(body.root.member("expires_in_ms"), "expires_in_ms", expiryMs)
            ?? expiryMsDefault
    }

    /// The calls that a body sets aside; nil where it says nothing.
    static func calls(_ body: SpendBody) throws(RequestRefusal) -> Int64? {
        try SpendBody.integer(body.root.member("calls"), "calls", 1...callsMax)
    }
}

extension RequestRefusal {
    fileprivate static let allowanceTooLong = RequestRefusal.spend(
        "allowance_too_long",
        "models",
        "The allowance's token would be longer than \(Allowance.tokenBytesMax) bytes. Name fewer "
            + "models and tools, or carve from fewer budgets."
    )
}
