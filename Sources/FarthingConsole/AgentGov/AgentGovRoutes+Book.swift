import Farthing
import FarthingCore

/// What the ledger is asked for a call.
extension AgentGovRoutes {
    /// How long a charge may be on its way to the ledger.
    private static let chargeMs: Int64 = 120_000
    /// The end of the year 9999.
    private static let lastMs: Int64 = 253_402_300_799_999

    /// Books what the call costs, in one command.
    func charge(_ call: ToolCall) async throws -> Booked {
        let outcomes = try await submit(call) { plan in [.charge(request(call, plan))] }
        try check(outcomes, call)
        guard case .settled(let settled)? = outcomes.first else { throw Self.oddOutcome }
        let remainingNanos = settled.remainingNanos ?? 0
        let spentNanos = settled.spentNanos ?? 0
        return Booked(
            sequence: settled.sequence,
            spentNanos: spentNanos,
            // What waits for a yes is spent for its agent.
            usedNanos: max(spentNanos, call.limitNanos - remainingNanos),
            remainingNanos: remainingNanos
        )
    }

    /// Holds what the call costs until somebody decides.
    func hold(_ call: ToolCall) async throws -> ConsoleAnswer {
        guard try await gov.asks.hasRoom() else {
            throw ConsoleError(
                429,
                "too_many_requests",
                "\(ToolAsks.pendingMax) calls wait for approvals; decide some of them."
            )
        }
        let id = HoldID.random()
        let outcomes = try await submit(call) { plan in
            var held = request(call, plan)
            held.id = id
            held.expiresAtMs = call.nowMs + ToolAsk.waitsMs
            held.isSent = false
            return [.hold(held), .charge(probe(call, plan))]
        }
        try check(outcomes, call)
        guard case .held(let held)? = outcomes.first else { throw Self.oddOutcome }
        var booked = Booked(
            sequence: held.sequence,
            spentNanos: 0,
            usedNanos: call.limitNanos - (held.remainingNanos ?? 0),
            remainingNanos: held.remainingNanos ?? 0
        )
        if case .refused(let figures)? = outcomes.last {
            booked.spentNanos = figures.spent
            booked.usedNanos = figures.spent + figures.held
        }
        let ask = ToolAsk(
            id: "ap-" + RandomText.hex(bytes: 6),
            workspace: call.found.workspace.id,
            agent: call.found.agent.id,
            tool: call.tool,
            costNanos: call.costNanos,
            rules: call.verdict.asking.map(\.rule.number),
            hold: id,
            createdAtMs: call.nowMs
        )
        let agent = Principal(
            .key(call.key),
            name: "key:" + call.key.id,
            shownName: call.found.agent.name,
            permissions: [],
            workspace: ask.workspace
        )
        do {
            try await gov.asks.open(ask, by: agent)
        } catch {
            // Nobody could ever decide it.
            _ = try? await desk.store.apply(
                [.release(id, why: "the approval was not registered")],
                nowMs: desk.clockMs()
            )
            throw error
        }
        return await answer(call, booked, ask: ask)
    }

    /// What the agent has spent and holds before the call, as the ledger has it at this moment.
    ///
    /// - Throws: ``ConsoleError`` 429 where the agent is paused.
    func used(_ call: ToolCall) async throws -> Int64 {
        let outcomes = try await submit(call) { plan in [.charge(probe(call, plan))] }
        guard case .refused(let refusal)? = outcomes.first else { throw Self.oddOutcome }
        guard refusal.code.isOfRoom else { throw self.refusal(refusal, call) }
        return Int64(clamping: Int128(refusal.spent) + Int128(refusal.held))
    }

    /// Records that rules refuse the call.
    ///
    /// - Returns: the refusal.
    /// - Throws: ``ConsoleError`` 429 where the agent is paused, which goes before.
    func blocked(_ call: ToolCall, _ verdict: RuleVerdict) async throws -> ConsoleError {
        // Rules that look at spending have had it looked at already.
        if !call.found.rules.contains(where: \.looksAtSpending) { _ = try await used(call) }
        let call = ToolCall(call, verdict)
        let refused = RefusedCall(
            id: .random(),
            code: .rule,
            rule: call.verdict.blocking.first.map { RuleHits.reason($0.rule.number) },
            projectedNanos: call.costNanos,
            context: plan(call).context
        )
        _ = try await desk.store.apply([.refuse(refused)], nowMs: call.nowMs)
        gov.hits.add(call.verdict.numbers)
        return Self.blocked(call.verdict)
    }

    /// Has commands applied that are made under the policy in force: again where another one has
    /// come in force meanwhile, or where this machine's clock is behind the ledger's.
    private func submit(
        _ call: ToolCall,
        _ commands: (CallPlan) -> [Command]
    ) async throws -> [Outcome] {
        for attempt in 0..<3 {
            let outcomes = try await desk.store.apply(commands(plan(call)), nowMs: call.nowMs)
            guard case .refused(let refusal)? = outcomes.first else { return outcomes }
            switch refusal.code {
            case .unknownBudget: continue
            case .expired where attempt == 0: gov.noteBehind()
            default: return outcomes
            }
        }
        throw ConsoleError(
            503,
            "unavailable",
            "The budget of the agent's workspace is not in force; try again."
        )
    }

    /// Counts the rules that have spoken, and sees to it that the first command was not refused.
    private func check(_ outcomes: [Outcome], _ call: ToolCall) throws {
        guard case .refused(let refusal)? = outcomes.first else {
            gov.hits.add(call.verdict.numbers)
            return
        }
        // Of a paused agent's call nobody asks the rules.
        if refusal.code != .paused { gov.hits.add(call.verdict.numbers) }
        throw self.refusal(refusal, call)
    }

    private func plan(_ call: ToolCall) -> CallPlan {
        gov.plans.plan(
            call.found,
            key: call.key,
            tool: call.shownTool,
            reasons: call.verdict.reasons,
            desk.policies
        )
    }

    private func request(_ call: ToolCall, _ plan: CallPlan) -> HoldRequest {
        HoldRequest(
            id: .random(),
            lines: [HoldLine(budget: plan.budget, scope: plan.account, base: call.costNanos)],
            // By a clock that was put back it would be too late at once.
            expiresAtMs: gov.isBehind ? Self.lastMs : call.nowMs + Self.chargeMs,
            isSent: true,
            projectedNanos: call.costNanos,
            context: plan.context
        )
    }

    /// A charge that no account has room for, whose refusal has the account's figures and is not
    /// recorded; that of a paused agent is, as that of the call.
    private func probe(_ call: ToolCall, _ plan: CallPlan) -> HoldRequest {
        var probe = request(call, plan)
        probe.lines[0].base = Money.maxNanos
        // Where even that is the limit, it is more than this share of it.
        probe.lines[0].thresholdBasisPoints = 1
        probe.recordsRefusal = false
        return probe
    }

    private static let oddOutcome = ConsoleError(
        503,
        "outcome_unknown",
        "The ledger's answer was none to this call."
    )
}
