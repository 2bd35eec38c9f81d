import Farthing
import FarthingCore

/// What the ledger is asked for a call.
extension AgentGovRoutes {
    /// How long a charge may be on its way to the ledger.
    private static let chargeMs: Int64 = 120_000
    /// How often a call is planned again that another policy overtakes.
    private static let attemptsMax = 3
    /// The end of the year 9999.
    private static let lastMs: Int64 = 253_402_300_799_999

    /// Books what the call costs, in one command.
    func charge(_ call: ToolCall) async throws -> Booked {
        let outcomes = try await decide(call) { way in
            [.charge(try way.request(call.costNanos, expiresAtMs: expiry(call), isHeld: false))]
        }
        guard case .settled(let settled)? = outcomes.first else { throw Self.oddOutcome }
        guard let remainingNanos = settled.remainingNanos, let spentNanos = settled.spentNanos
        else {
            // Where nothing is refused, no account's figures come with it.
            let figures = try await figures(call)
            return Booked(
                sequence: settled.sequence,
                spentNanos: figures.spent,
                usedNanos: figures.used,
                remainingNanos: max(0, call.limitNanos - figures.used)
            )
        }
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
        let untilMs = call.nowMs + gov.approvalHoldMs()
        let outcomes = try await decide(call) { way in
            var held = try way.request(call.costNanos, expiresAtMs: untilMs, isHeld: true)
            held.id = id
            return [.hold(held)] + probes(call, way.plan)
        }
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
        } else {
            let figures = try await figures(call)
            booked.spentNanos = figures.spent
            booked.usedNanos = figures.used
            booked.remainingNanos = max(0, call.limitNanos - figures.used)
        }
        let ask = ToolAsk(
            id: "ap-" + RandomText.hex(bytes: 6),
            workspace: call.found.workspace.id,
            agent: call.found.agent.id,
            tool: call.tool,
            costNanos: call.costNanos,
            rules: call.verdict.asking.map(\.rule.number),
            hold: id,
            createdAtMs: call.nowMs,
            untilMs: untilMs
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
        guard plan(call).isEnforced else { return try await figures(call).used }
        let outcomes = try await submit(call) { plan in probes(call, plan) }
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

    /// Records that a guard of the tool refuses the call.
    func note(_ refusal: ToolRefusal, _ call: ToolCall) async throws {
        let refused = refusal.call(.random(), nanos: call.costNanos, plan(call).context)
        _ = try await desk.store.apply([.refuse(refused)], nowMs: call.nowMs)
    }

    /// Has commands applied that are made under the policy in force: again where another one has
    /// come in force meanwhile, or where this machine's clock is behind the ledger's.
    private func submit(
        _ call: ToolCall,
        _ commands: (CallPlan) -> [Command]
    ) async throws -> [Outcome] {
        for attempt in 0..<Self.attemptsMax {
            let outcomes = try await desk.store.apply(commands(plan(call)), nowMs: call.nowMs)
            guard let refusal = Self.refusal(outcomes), isToBeRepeated(refusal, attempt) else {
                return outcomes
            }
        }
        throw Self.notInForce
    }

    /// Sees to it that the policy's rules let a call pass, before its tool's guards count it.
    ///
    /// - Throws: ``ConsoleError`` 403 where they do not; the journal has its entry then.
    func passRules(_ call: ToolCall) async throws {
        let plan = plan(call)
        guard plan.hasRules else { return }
        var way = ToolWay(plan)
        try await pass(&way, call)
    }

    private func pass(_ way: inout ToolWay, _ call: ToolCall) async throws {
        guard let refused = way.judge(call.costNanos) else { return }
        _ = try await desk.store.apply([.refuse(refused.entry)], nowMs: call.nowMs)
        throw refused.error
    }

    /// Has a call booked in all budgets that it counts in, or in none: what the policy does at shares of
    /// their limits is done, and the first command is not refused when this returns.
    private func decide(
        _ call: ToolCall,
        _ commands: (ToolWay) throws -> [Command]
    ) async throws -> [Outcome] {
        for attempt in 0..<Self.attemptsMax {
            var way = ToolWay(plan(call))
            try await pass(&way, call)
            var answer = try await desk.store.apply(try commands(way), nowMs: call.nowMs)
            var refusal = Self.refusal(answer)
            while let refused = refusal, way.goesOn(after: refused) {
                answer = try await desk.store.apply(try commands(way), nowMs: call.nowMs)
                refusal = Self.refusal(answer)
            }
            guard let refusal else {
                gov.hits.add(call.verdict.numbers)
                return answer
            }
            if isToBeRepeated(refusal, attempt) { continue }
            // Of a paused agent's call nobody asks the rules.
            if refusal.code != .paused { gov.hits.add(call.verdict.numbers) }
            var error = self.refusal(refusal, call)
            if let undone = way.undone { error.detail += " " + undone }
            throw error
        }
        throw Self.notInForce
    }

    private static func refusal(_ outcomes: [Outcome]) -> Refusal? {
        guard case .refused(let refusal)? = outcomes.first else { return nil }
        return refusal
    }

    /// Whether another policy has come in force meanwhile, or this machine's clock is found to be
    /// behind the ledger's.
    private func isToBeRepeated(_ refusal: Refusal, _ attempt: Int) -> Bool {
        switch refusal.code {
        case .unknownBudget: return true
        case .expired where attempt == 0:
            gov.noteBehind()
            return true
        default: return false
        }
    }

    private func plan(_ call: ToolCall) -> CallPlan {
        gov.plans.plan(
            call.found,
            key: call.key,
            tool: call.shownTool,
            reasons: call.verdict.reasons,
            desk.policies,
            nowMs: call.nowMs
        )
    }

    /// Until when a charge is good.
    private func expiry(_ call: ToolCall) -> Int64 {
        // By a clock that was put back it would be too late at once.
        gov.isBehind ? Self.lastMs : call.nowMs + Self.chargeMs
    }

    /// A charge that no account has room for, whose refusal has the account's figures and is not
    /// recorded; that of a paused agent is, as that of the call. None where nothing is refused.
    private func probes(_ call: ToolCall, _ plan: CallPlan) -> [Command] {
        guard plan.isEnforced else { return [] }
        var line = HoldLine(budget: plan.budget, scope: plan.account, base: Money.maxNanos)
        // Where even that is the limit, it is more than this share of it.
        line.thresholdBasisPoints = 1
        return [
            .charge(
                HoldRequest(
                    id: .random(),
                    lines: [line],
                    expiresAtMs: expiry(call),
                    isSent: true,
                    projectedNanos: call.costNanos,
                    recordsRefusal: false,
                    context: plan.context
                )
            )
        ]
    }

    /// What the agent has spent, and what with all that is held, as the ledger has it now.
    private func figures(_ call: ToolCall) async throws -> (spent: Int64, used: Int64) {
        let account = try await gov.account(of: call.found.agent, call.found.workspace)
        let used = Int64(clamping: Int128(account.spent) + Int128(account.held))
        return (account.spent, used)
    }

    private static let notInForce = ConsoleError(
        503,
        "unavailable",
        "The budget of the agent's workspace is not in force; try again."
    )

    private static let oddOutcome = ConsoleError(
        503,
        "outcome_unknown",
        "The ledger's answer was none to this call."
    )
}
