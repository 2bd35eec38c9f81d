@testable import FarthingConsole
@testable import FarthingCore

/// Entries of the tests, all at one time where nothing else is said.
enum SampleEntry {
    /// 2026-06-15 00:00:00 UTC.
    static let startMs: Int64 = 1_781_481_600_000

    static func context(
        agent: String,
        workspace: String = "default",
        tool: String? = nil,
        model: String? = nil,
        run: String? = nil,
        tags: [String: String] = [:],
        reasons: [String] = []
    ) -> CallContext {
        var scope = Scope()
        scope[.agent] = agent
        scope[.project] = workspace
        scope[.tool] = tool
        scope[.model] = model
        scope[.run] = run
        for (name, value) in tags { scope[.tag(name)] = value }
        return CallContext(
            principal: "key-1",
            provider: "none",
            modelRequested: model ?? "",
            modelResolved: model ?? "",
            policyID: "p",
            policyVersion: 1,
            isEnforced: true,
            priceBook: "",
            scope: scope,
            reasons: reasons
        )
    }

    static func budget(_ id: String, _ unit: BudgetUnit) -> Entry {
        let budget = Budget(id: id, per: [.agent], unit: unit, limit: 1_000, window: .day)
        return Entry(atMs: startMs, body: .setBudget(budget, generation: 0, opening: [:]))
    }

    static func line(_ budget: String, held: Int64) -> Entry.Admission.Line {
        Entry.Admission.Line(
            account: AccountKey(
                budget: budget,
                scope: "agent=a1",
                windowStartMs: startMs,
                generation: 0
            ),
            held: held,
            expected: held,
            rateNanos: nil
        )
    }

    static func admission(
        _ context: CallContext,
        _ lines: [Entry.Admission.Line]
    ) -> Entry.Admission {
        Entry.Admission(
            id: HoldID(random: 7, 1),
            key: nil,
            lines: lines,
            outputTokens: 0,
            expiresAtMs: startMs + 1,
            isSent: true,
            projectedNanos: 9,
            source: nil,
            bound: nil,
            context: context
        )
    }

    static func hold(_ context: CallContext, _ lines: [Entry.Admission.Line]) -> Entry {
        Entry(atMs: startMs, body: .hold(admission(context, lines)))
    }

    static func ask(_ context: CallContext) -> Entry {
        let request = Entry.ApprovalRequest(
            id: HoldID(random: 7, 2),
            ask: ApprovalAsk(subject: "s", terms: ApprovalTerms(group: "g"), reasons: ["dear"]),
            lines: [],
            projectedNanos: 9,
            source: nil,
            untilMs: startMs + 1,
            context: context
        )
        return Entry(atMs: startMs, body: .approvalAsk(request))
    }

    static func charge(
        _ context: CallContext,
        _ lines: [Entry.Admission.Line],
        _ amounts: [Int64],
        atMs: Int64 = startMs
    ) -> Entry {
        Entry(atMs: atMs, body: .charge(admission(context, lines), amounts: amounts))
    }

    static func settle(
        _ opened: Int64,
        _ amounts: [Int64],
        usage: (nanos: Int64, input: Int64, output: Int64)? = nil,
        kind: Entry.Settlement.Kind = .settle,
        corrects: Int64? = nil,
        atMs: Int64 = startMs
    ) -> Entry {
        let settlement = Entry.Settlement(
            kind: kind,
            hold: Entry.HoldReference(id: HoldID(random: 7, 1), openedSequence: opened),
            amounts: amounts,
            evidence: .reported,
            usage: usage.map { usage in
                SettledUsage(
                    inputTokens: usage.input,
                    outputTokens: usage.output,
                    costNanos: usage.nanos,
                    ending: "complete"
                )
            },
            note: "",
            corrects: corrects
        )
        return Entry(atMs: atMs, body: .settle(settlement))
    }

    static func refusal(
        _ context: CallContext,
        _ code: RefusalCode,
        account: AccountKey? = nil,
        unit: String? = nil,
        needed: Int64 = 0,
        projected: Int64 = 1
    ) -> Entry {
        var refusal = Refusal(code)
        refusal.account = account
        refusal.unit = unit.flatMap { BudgetUnit(name: $0) }
        refusal.needed = needed
        let refused = Entry.Refused(
            id: HoldID(random: 7, 2),
            refusal: refusal,
            window: nil,
            projectedNanos: projected,
            context: context
        )
        return Entry(atMs: startMs, body: .refusal(refused))
    }

    static func repeats(_ code: RefusalCode, first: Int64, count: Int64) -> Entry {
        let repeats = Entry.RefusalRepeats(
            principal: "key-1",
            code: code,
            account: nil,
            rule: nil,
            count: count,
            first: first
        )
        return Entry(atMs: startMs, body: .refusals(repeats))
    }

    static func registry(_ collection: String, _ id: String, _ document: [UInt8]) throws -> Entry {
        let change = try RegistryChange(
            collection: collection,
            id: id,
            version: 1,
            document: document,
            by: "admin",
            note: ""
        )
        return Entry(atMs: startMs, body: .note(.registry(change)))
    }
}
