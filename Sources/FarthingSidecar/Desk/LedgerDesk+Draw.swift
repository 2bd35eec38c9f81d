import Farthing
package import FarthingCore

/// Holds and charges out of other holds.
extension LedgerDesk {
    /// A hold out of another: bound by what that has left, and by the rules.
    func drawn(_ call: SidecarCall, _ plan: CallLines) async -> SidecarAnswer {
        if let source = call.source {
            do throws(SidecarRefusal) {
                // The book does not ask whose money it is.
                guard try await find(source) != nil else {
                    return .refused(
                        SidecarRefusal(.expired, "There is no grant \(source) of this sidecar.")
                    )
                }
            } catch {
                return .refused(error)
            }
        }
        let facts = CallFacts(
            scope: plan.scope,
            costNanos: plan.amounts.ceilingNanos,
            tokens: plan.amounts.ceilingTokens,
            capability: options.capability
        )
        let verdict = policy.decide(facts, match: plan.match) { _ in nil }
        if case .block = verdict.decision {
            return .refused(
                SidecarRefusal(
                    .rule,
                    verdict.refusalText(in: .english),
                    reasons: verdict.reasons,
                    rule: verdict.rule
                )
            )
        }
        var request = HoldRequest(
            id: .random(),
            lines: call.isAllowance ? plan.allowance : plan.requested,
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
            call.isAllowance ? plan.held.filter(\.isOfAllowance) : plan.held,
            run: plan.scope[.run],
            model: plan.scope[.model]
        )
    }

    package func carve(
        from source: SidecarHold,
        _ amounts: [Int64],
        expiresInMs: Int64
    ) async -> SidecarAnswer {
        var scope = options.scope
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
                return .held(
                    SidecarHold(
                        id: held.id,
                        lines: lines,
                        expiresAtMs: request.expiresAtMs,
                        sequence: held.sequence,
                        run: run,
                        model: model
                    )
                )
            case .refused(let refusal):
                return answer(to: SpendError(refusal, nowMs: nowMs))
            default:
                return .refused(SidecarRefusal(.unknownOutcome, "The answer was none to a hold."))
            }
        } catch {
            return .refused(error)
        }
    }

    package func draw(
        _ id: HoldID,
        from source: SidecarHold,
        _ amounts: [Int64]
    ) async throws(SidecarRefusal) -> SidecarSettled {
        var scope = options.scope
        scope[.tenant] = tenant
        scope[.run] = source.run
        scope[.model] = source.model
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
            context: context(scope)
        )
        return try settled(try await apply(.charge(request)))
    }
}
