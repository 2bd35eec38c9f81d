import FarthingCore
import Synchronization

/// Sets new totals for a hold, or renews its time.
enum ExtendCall {
    static func start(
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        let loop = client.loop
        let body = try SpendBody(request.body, .extend)
        let id = try AllowanceCarve.owned(body, request, loop)
        var statement = try SpendStatement.read(body)
        // What a registered tool costs is not its caller's to say.
        if SpendCall.isOfTool(id, request, loop) { statement = nil }
        let lastsMs = try AllowanceCarve.renewal(of: id, body, request, loop)
        SpendCall.find(id, client) { [statement] (hold) throws(RequestRefusal) in
            try extend(id, hold, statement, request, expiresAtMs: loop.nowMs + lastsMs, client)
        }
    }

    /// Throws where the rules would not let a hold as large as this begin: it may not grow past what
    /// they judge by either.
    private static func judge(
        _ amounts: SpendAmounts,
        _ hold: SpendHold,
        _ lines: [HoldLine],
        _ request: ClientRequest,
        _ loop: LoopState
    ) throws(RequestRefusal) {
        let tokens = amounts.output.wanted
        let grows = zip(lines, hold.lines).contains { $0.amount(outputTokens: tokens) > $1.held }
        let policy = loop.gateway.policy.policy
        guard grows, !policy.policy.rules.isEmpty else { return }
        guard let scope = hold.scope else { throw .forgottenScope }
        let facts = CallFacts(
            scope: scope,
            costNanos: amounts.costNanos,
            tokens: amounts.tokens,
            capability: hold.capability
        )
        let match = policy.match(scope, atMs: loop.nowMs)
        let verdict = policy.decide(facts, match: match.matched) { _ in nil }
        switch verdict.decision {
        case .allow, .wait, .downgrade: return
        case .approve, .block:
            throw refusal(verdict, scope, amounts, request, loop)
        }
    }

    /// The extension is refused as a call of its own would be.
    private static func refusal(
        _ verdict: Verdict,
        _ scope: Scope,
        _ amounts: SpendAmounts,
        _ request: ClientRequest,
        _ loop: LoopState
    ) -> RequestRefusal {
        guard let key = request.key else { return .missingKey }
        let gateway = loop.gateway
        let policy = gateway.policy.policy
        let model = scope[.model] ?? scope[.tool] ?? "none"
        let call = RefusedCall(
            SpendHoldID.make(key, loop),
            verdict,
            projectedNanos: amounts.costNanos,
            context: CallContext(
                principal: key.id,
                provider: scope[.provider] ?? "none",
                modelRequested: model,
                modelResolved: model,
                policyID: policy.policy.id,
                policyVersion: policy.revision,
                isEnforced: policy.policy.isEnforced,
                priceBook: gateway.prices.hash,
                scope: scope,
                reasons: verdict.reasons + verdict.shadowReasons
            )
        )
        return .verdict(verdict, call, in: gateway.options.language)
    }

    private static func extend(
        _ id: HoldID,
        _ hold: SpendHold,
        _ statement: SpendStatement?,
        _ request: ClientRequest,
        expiresAtMs: Int64,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        var amounts: SpendAmounts?
        var lines: [HoldLine] = []
        if let statement {
            let stated = try SpendAmounts(statement, hold.price, hold.lines.map(\.lineUnit))
            for line in hold.lines {
                lines.append(
                    try stated.line(
                        budget: line.budget,
                        scope: line.scope,
                        unit: line.lineUnit,
                        unstated: line.held
                    )
                )
            }
            amounts = stated
            try judge(stated, hold, lines, request, client.loop)
        }
        let command = Command.extend(
            ExtendRequest(
                id: id,
                lines: lines,
                output: amounts?.output ?? OutputBound(),
                expiresAtMs: expiresAtMs
            )
        )
        let gateway = client.loop.gateway
        SpendCall.ask(
            command,
            client,
            affordable: { refusal in
                amounts?.bound?.cost.affordedTokens(refusal, in: hold.lines.unit(of: refusal))
            },
            then: { outcome in
                guard case .held(let held) = outcome else { return nil }
                var hold = hold
                hold.expiresAtMs = max(hold.expiresAtMs, expiresAtMs)
                for (index, line) in lines.enumerated() {
                    hold.lines[index].held = line.amount(outputTokens: held.outputTokens)
                }
                gateway.spendHolds.withLock { $0.note(id, hold) }
                return Answer.held(held, hold, isSent: nil, bound: amounts?.bound)
            }
        )
    }
}

extension RequestRefusal {
    static let forgottenScope = RequestRefusal(
        403,
        "rule",
        type: "permission_error",
        "What the rules would judge of this hold is forgotten since a restart. It can be renewed and "
            + "settled; to set more aside, open another."
    )
}
