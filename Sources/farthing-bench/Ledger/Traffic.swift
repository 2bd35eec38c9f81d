import FarthingCore

/// The calls that the callers make: what they hold, and in which accounts.
struct Traffic: Sendable {
    /// Distinct agents, each with an account of its own beside the shared one.
    var accounts = 64
    /// Whether each hold carries an idempotency key of its own.
    var hasKeys = false

    static let total = "all-total"
    static let perAgent = "agent-day"
    /// Holds outlive every trial, so that nothing expires in it.
    static let expiryMs: Int64 = 3_600_000

    private static let heldNanos: Int64 = 1_200_000
    /// What the settlements say of their cost: most models answer by the name of a snapshot.
    private static let priced = PricedUsage(
        Usage(inputTokens: 817, cachedInputTokens: 1_024, outputTokens: 84, reasoningTokens: 128),
        variants: .standard,
        model: "gpt-5-mini-2025-08-07"
    )
    private static let context = CallContext(
        principal: "key-trial",
        provider: "openai",
        modelRequested: "gpt-5-mini",
        modelResolved: "gpt-5-mini",
        policyID: "trial",
        policyVersion: 1,
        isEnforced: true,
        priceBook: "0f343b0931126a20f133d67c2b018a3b",
        scope: scope,
        reasons: []
    )

    private static var scope: Scope {
        var scope = Scope()
        scope[.tenant] = "acme-corp"
        scope[.team] = "finance"
        scope[.agent] = "invoice-reader"
        return scope
    }

    /// The two budgets: one that every call shares and one per agent.
    static var budgets: [Command] {
        [
            Budget(id: total, unit: .money("USD"), limit: Money.maxNanos, window: .total),
            Budget(
                id: perAgent,
                per: [.agent],
                unit: .money("USD"),
                limit: Money.maxNanos,
                window: .day
            ),
        ].map { .setBudget($0, opening: [:]) }
    }

    func hold(_ id: HoldID, nowMs: Int64, using random: inout Random) -> Command {
        let key =
            hasKeys
            ? IdempotencyKey(
                name: "acme-corp/key-trial/chat/" + String(random.next(), radix: 16)
                    + String(random.next(), radix: 16),
                contentHash: "c8a3f5b0d2e14976a1b2c3d4e5f60718"
            ) : nil
        return .hold(
            HoldRequest(
                id: id,
                key: key,
                lines: [
                    HoldLine(budget: Traffic.total, scope: "", base: Traffic.heldNanos),
                    HoldLine(
                        budget: Traffic.perAgent,
                        scope: "agent=invoice-reader-\(random.below(accounts))",
                        base: Traffic.heldNanos
                    ),
                ],
                expiresAtMs: nowMs + Traffic.expiryMs,
                isSent: true,
                projectedNanos: Traffic.heldNanos,
                context: Traffic.context
            )
        )
    }

    static func settle(_ id: HoldID) -> Command {
        .settle(
            SettleRequest(
                id: id,
                amounts: [821_350, 821_350],
                evidence: .reported,
                usage: SettledUsage(
                    inputTokens: 1_841,
                    outputTokens: 212,
                    costNanos: 821_350,
                    ending: "complete",
                    priced: Traffic.priced
                )
            )
        )
    }
}
