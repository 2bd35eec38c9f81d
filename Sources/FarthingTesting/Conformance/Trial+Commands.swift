import FarthingCore

/// The commands of the cases.
extension Trial {
    /// Makes a budget in dollars, or another one.
    func budget(
        _ id: String,
        limit: Int64,
        unit: BudgetUnit = .money("USD"),
        window: Window = .total,
        zone: ZoneRules = .utc,
        isEnforced: Bool = true,
        thresholds: [Threshold?] = []
    ) async {
        let budget = Budget(
            id: id,
            unit: unit,
            limit: limit,
            window: window,
            zone: zone,
            isEnforced: isEnforced,
            thresholds: thresholds.compactMap { $0 }
        )
        await expect(.setBudget(budget, opening: [:]), "applied")
    }

    /// The id that the case knows by a number.
    static func id(_ number: UInt64) -> HoldID { HoldID(random: 0xFA27_4146, number) }

    /// A hold, without output, of the given amounts by budget.
    func request(
        _ number: UInt64,
        _ amounts: [String: Int64],
        key: String? = nil,
        content: String = "content",
        livesMs: Int64 = 120_000,
        isSent: Bool = false,
        from source: UInt64? = nil,
        asking subject: String? = nil,
        _ terms: ApprovalTerms = ApprovalTerms(group: "finance"),
        pastLimits: Bool = false
    ) -> HoldRequest {
        let lines = amounts.sorted { $0.key < $1.key }.map {
            HoldLine(budget: $0.key, scope: "", base: $0.value)
        }
        var request = request(
            number,
            lines,
            OutputBound(),
            key: key.map { IdempotencyKey(name: $0, contentHash: content) },
            livesMs: livesMs,
            isSent: isSent
        )
        request.source = source.map { Trial.id($0) }
        request.approval = subject.map { subject in
            ApprovalAsk(subject: subject, terms: terms, limitIsReason: pastLimits)
        }
        return request
    }

    /// A hold of the given lines.
    func request(
        _ number: UInt64,
        _ lines: [HoldLine],
        _ output: OutputBound,
        key: IdempotencyKey? = nil,
        livesMs: Int64 = 120_000,
        isSent: Bool = false
    ) -> HoldRequest {
        HoldRequest(
            id: Trial.id(number),
            key: key,
            lines: lines,
            output: output,
            expiresAtMs: nowMs + livesMs,
            isSent: isSent,
            context: Trial.context
        )
    }

    /// New totals for a hold of one line.
    func extend(
        _ number: UInt64,
        _ amounts: [String: Int64],
        livesMs: Int64 = 120_000,
        job: String? = nil
    ) -> Command {
        .extend(
            ExtendRequest(
                id: Trial.id(number),
                lines: request(number, amounts).lines,
                output: OutputBound(),
                expiresAtMs: nowMs + livesMs,
                job: job
            )
        )
    }

    func settle(
        _ number: UInt64,
        _ amounts: [Int64],
        _ evidence: Evidence = .reported
    ) -> Command {
        .settle(SettleRequest(id: Trial.id(number), amounts: amounts, evidence: evidence))
    }

    func vote(_ number: UInt64, _ voter: String, isFor: Bool = true) -> Command {
        .vote(ApprovalVote(id: Trial.id(number), voter: voter, isFor: isFor))
    }

    /// A call that a rule refuses, or that no budget matches where none is named.
    func refuse(_ number: UInt64, _ rule: String?, code: RefusalCode? = nil) -> Command {
        .refuse(
            RefusedCall(
                id: Trial.id(number),
                code: code ?? (rule == nil ? .unmatched : .rule),
                rule: rule,
                projectedNanos: 1,
                context: Trial.context
            )
        )
    }

    func release(_ number: UInt64) -> Command { .release(Trial.id(number), why: "not sent") }

    static let context = context(of: "conformance")
    static let otherContext = context(of: "other")

    private static func context(of principal: String) -> CallContext {
        CallContext(
            principal: principal,
            provider: "none",
            modelRequested: "model",
            modelResolved: "model",
            policyID: "conformance",
            policyVersion: 1,
            isEnforced: true,
            priceBook: "none",
            scope: Scope()
        )
    }
}
