import Farthing
package import FarthingCore

/// Holds and charges out of other holds.
extension LedgerDesk {
    /// Why a grant does not pay for a call; nil where it does, or none is named.
    func misfit(_ call: SidecarCall, _ plan: CallLines) async -> SidecarRefusal? {
        guard let id = call.source else { return nil }
        let found: SidecarHold?
        do throws(SidecarRefusal) {
            // The book does not ask whose money it is.
            found = try await find(id)
        } catch {
            return error
        }
        guard let source = found, isOfThisKey(source) else {
            return SidecarRefusal(.expired, "There is no grant \(id) of this sidecar.")
        }
        do throws(SidecarRefusal) {
            try source.check(isFor: .grant, "budget_grant_jti")
        } catch {
            return SidecarRefusal(.invalid, error.message)
        }
        if let routes = source.routes, let route = call.route, !routes.contains(route) {
            let names = routes.map { "\"\(WireText.shown($0))\"" }.joined(separator: ", ")
            return SidecarRefusal(
                .source,
                "The grant \(id) is for the routes \(names) alone, and this is "
                    + "\"\(WireText.shown(route))\"."
            )
        }
        // What is claimed must be what it holds; other budgets that match count the call besides.
        let claimed = policy.policy.budgets.filter { budget in
            call.budget.map { budget.isClaimed(as: $0) } ?? true
        }.map(\.id)
        let isPaid = plan.held.contains { line in
            claimed.contains(line.budget)
                && source.lines.contains { $0.budget == line.budget && $0.scope == line.scope }
        }
        if isPaid { return nil }
        return SidecarRefusal(
            .source,
            "The grant \(id) holds nothing in the budget that is claimed; it pays for what it was "
                + "issued for alone.",
            budget: call.budget
        )
    }

    /// Whether a hold was made under the key that holds now, and for the tenant that is served: another one's is
    /// settled, and nothing new begins out of it.
    private func isOfThisKey(_ hold: SidecarHold) -> Bool {
        (hold.principal ?? options.principal) == options.principal
            && (hold.tenant ?? tenant) == tenant
    }

    /// What a refusal of a hold in these budgets means: no later policy will let it through where one of them
    /// is not the policy's any more.
    private func lasting(_ refusal: SidecarRefusal, _ lines: [SidecarHold.Line]) -> SidecarRefusal {
        let gone = lines.first { line in !policy.policy.budgets.contains { $0.id == line.budget } }
        guard refusal.kind == .outdated, let gone else { return refusal }
        return SidecarRefusal(
            .unknownBudget,
            "The policy has no budget \"\(printable(gone.budget))\" any more, in which this was held: "
                + "nothing more is set aside in it.",
            budget: gone.budget
        )
    }

    /// Money for several calls: what the policy would ask about is refused, because nobody could be asked
    /// for calls that are not known yet.
    func setAside(_ call: SidecarCall, _ plan: CallLines) async -> SidecarAnswer {
        let verdict = verdict(on: call, plan)
        switch verdict.decision {
        case .allow, .wait: break
        case .block, .downgrade, .approve:
            return .refused(
                SidecarRefusal(
                    .rule,
                    "No grant is issued of what the policy decides call by call: "
                        + verdict.reasons.joined(separator: "; "),
                    reasons: verdict.reasons,
                    rule: verdict.rule
                )
            )
        }
        if verdict.approval != nil {
            return .refused(SidecarRefusal(.rule, Self.undecided, rule: verdict.rule))
        }
        var request = HoldRequest(
            id: .random(),
            lines: plan.allowance,
            expiresAtMs: nowMs + call.expiresInMs,
            isSent: false,
            projectedNanos: plan.amounts.ceilingNanos,
            source: call.source,
            context: context(plan.scope)
        )
        if let key = call.key {
            request.key = IdempotencyKey(
                key,
                tenant: tenant,
                principal: options.principal,
                content: call.content
            )
        }
        return await ask(
            request,
            plan.held.filter(\.isOfAllowance),
            run: plan.scope[.run],
            model: plan.scope[.model]
        )
    }

    /// What the rules say of a call, any other model taken for one that could take it.
    func verdict(on call: SidecarCall, _ plan: CallLines) -> Verdict {
        let judged = plan.judged(call)
        let facts = CallFacts(
            scope: plan.scope,
            costNanos: judged.nanos,
            tokens: judged.tokens,
            capability: options.capability
        )
        return policy.decide(facts, match: plan.match) { ladder in
            ladder.first.map { Rung(model: $0, boundNanos: 0) }
        }
    }

    /// What is said where a share of a budget asks for a decision.
    private static let undecided =
        "No grant is issued of money about which the policy decides call by call: a rule or a share of a "
        + "budget's limit asks for an approval or another model. Issue it out of a reservation that was "
        + "admitted."

    package func carve(
        from source: SidecarHold,
        _ amounts: [Int64],
        expiresInMs: Int64,
        tags: Scope
    ) async -> SidecarAnswer {
        guard isOfThisKey(source) else {
            return .refused(
                SidecarRefusal(
                    .source,
                    "The reservation \(source.id) was held under another key or for another tenant; no grant is "
                        + "issued out of it. It can be committed and released."
                )
            )
        }
        var scope = await scope(ofDrawing: source).merging(tags)
        scope[.tenant] = tenant
        scope[.run] = source.run
        var lines: [SidecarHold.Line] = []
        for (line, amount) in zip(source.lines, amounts) where line.isOfAllowance {
            var part = line
            part.held = amount
            lines.append(part)
        }
        let request = HoldRequest(
            id: .random(),
            lines: lines.map { line in
                HoldLine(
                    budget: line.budget,
                    scope: line.scope,
                    base: line.held,
                    rateNanos: line.rateNanos
                )
            },
            expiresAtMs: nowMs + expiresInMs,
            isSent: false,
            source: source.id,
            context: context(scope)
        )
        return await ask(request, lines, run: source.run, model: nil)
    }

    /// Asks for a hold that is bound by its source alone.
    private func ask(
        _ request: HoldRequest,
        _ lines: [SidecarHold.Line],
        run: String?,
        model: String?
    ) async -> SidecarAnswer {
        do throws(SidecarRefusal) {
            switch try await apply(.hold(request)) {
            case .held(let held):
                var hold = SidecarHold(
                    id: held.id,
                    lines: lines,
                    expiresAtMs: request.expiresAtMs,
                    sequence: held.sequence,
                    run: run,
                    model: model
                )
                hold.readTags(request.context.scope)
                return .held(hold)
            case .refused(let refusal) where refusal.code == .thresholdReached:
                return .refused(SidecarRefusal(.rule, Self.undecided))
            case .refused(let refusal):
                let said = answer(to: SpendError(refusal, nowMs: nowMs), request.context.scope)
                guard case .refused(let why) = said else { return said }
                return .refused(lasting(why, lines))
            default:
                return .refused(SidecarRefusal(.unknownOutcome, "The answer was none to a hold."))
            }
        } catch {
            return .refused(error)
        }
    }

    /// What a call is for that is drawn from a hold: what the hold is for, so that it counts wherever that
    /// counts, also when it is over and a budget's accounts have begun anew; nothing of its claim.
    private func scope(ofDrawing source: SidecarHold) async -> Scope {
        let open = try? await ledger.openHold(source.id)
        var scope = options.scope.merging(open?.scope ?? Scope())
        for tag in ClaimTags.all { scope[tag] = nil }
        return scope
    }

    package func draw(
        _ id: HoldID,
        from source: SidecarHold,
        _ amounts: [Int64]
    ) async throws(SidecarRefusal) -> SidecarSettled {
        var scope = await scope(ofDrawing: source)
        scope[.tenant] = source.tenant ?? tenant
        scope[.run] = source.run
        scope[.model] = source.model
        // By which it is found under another key.
        scope[ClaimTags.unit] = source.unit?.text
        let request = HoldRequest(
            id: id,
            lines: zip(source.lines, amounts).map { line, amount in
                HoldLine(
                    budget: line.budget,
                    scope: line.scope,
                    base: amount,
                    rateNanos: line.rateNanos
                )
            },
            expiresAtMs: nowMs + 60_000,
            isSent: true,
            source: source.id,
            context: context(scope, principal: source.principal)
        )
        let atMs = nowMs
        let outcome = try await apply(.charge(request), atMs: atMs)
        do throws(SidecarRefusal) {
            var settled = try settled(outcome)
            if !settled.isRepeated { settled.atMs = atMs }
            return settled
        } catch {
            throw lasting(error, source.lines)
        }
    }
}
