import FarthingCore
import FarthingProviders
import Logging
import NIOHTTP1

/// Hold: money is set aside for the call, or the client hears why not.
extension MeteredCall {
    /// Streams whose billed output can all be seen are metered where the budgets say so.
    var isMetered: Bool { plan.mode == .metered && isStream && !hidesOutput }

    func askForHold() {
        let now = loop.nowMs
        expiresAtMs = now + loop.gateway.options.holdMs
        isAsking = true
        let command = Command.hold(
            HoldRequest(
                id: id,
                key: idempotencyKey,
                lines: holdLines,
                output: outputBound,
                expiresAtMs: expiresAtMs,
                isSent: true,
                projectedNanos: bounds.ceilingNanos,
                recordsRefusal: isLast || !canCountExactly && !canAskCount && !mayDecideAgain,
                blames: isLast ? deliberation?.stoppedBy : nil,
                recordsThreshold: isLast,
                source: plan.allowance?.hold,
                approval: approvalAsk,
                approvalSubject: plan.hasApprovals ? approvalSubject : nil,
                bound: holdBound,
                context: context
            )
        )
        loop.ledger.ask(command, self)
    }

    /// The call in money, tokens and calls, for an edit that changes what a budget counts.
    private var holdBound: HoldBound {
        HoldBound(
            nanosUSD: bounds.ceilingNanos,
            tokens: bounds.ceilingTokens,
            calls: bounds.calls
        )
    }

    /// The lines, each with the share at which there is something to decide.
    private var holdLines: [HoldLine] {
        var lines = bounds.lines(plan)
        guard plan.hasActions else { return lines }
        for index in lines.indices where plan.lines[index].isEnforced {
            lines[index].thresholdBasisPoints =
                deliberation.map { $0.nextThreshold(of: plan.budgets[index]) }
                ?? plan.thresholds[index]
        }
        return lines
    }

    /// What the receipt says of the call: the plan's own words, unless something was decided.
    private var context: CallContext {
        deliberation.map { plan.context.decided($0, resolved: asked.model) } ?? plan.context
    }

    /// Whether the input is bounded by its bytes so far and could be counted.
    private var canCountExactly: Bool {
        !bounds.isExact && plan.counter != nil
            && asked.bodyBytes <= CallBounds.countedBytesMax
    }

    var outputBound: OutputBound {
        let limit = bounds.outputTokens
        switch plan.mode {
        case .metered where isMetered:
            let first = min(limit, stream.tranche)
            let expected = loop.expectations.tokens(plan.expectationKey, limit: limit)
            return OutputBound(
                wanted: first,
                least: min(first, 2 * stream.lead),
                expected: max(first, expected)
            )
        case .fitted:
            // Reasoning of a known length needs no more than that; else room for it is kept.
            let reasoning = asked.leastOutputTokens
            let least = reasoning > 0 ? reasoning + 256 : hidesOutput ? 4_096 : 256
            return OutputBound(wanted: limit, least: min(limit, least * bounds.choices))
        case .estimate:
            return OutputBound(
                wanted: loop.expectations.quantile(plan.expectationKey, limit: limit)
            )
        default:
            return OutputBound(wanted: limit)
        }
    }

    private var idempotencyKey: IdempotencyKey? {
        keyName.map {
            IdempotencyKey(name: $0, contentHash: loop.gateway.contentHash(request.body))
        }
    }

    func ledgerAnswered(_ result: Result<Outcome, LedgerError>) {
        isAsking = false
        if phase == .job {
            jobKept()
            return
        }
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
        leaveLine()
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
        plan.isTight = true
        if isClientGone { return end() }
        if refusal.code == .unknownBudget, loop.gateway.policyHasChanged(since: plan.policy) {
            return startAnew()
        }
        if refusal.code == .approvalPending { return awaitApproval(refusal) }
        if canCountExactly, refusal.code.lacksMoney {
            // The bytes did not fit; what they really come to may.
            do throws(RequestRefusal) {
                bounds = try CallBounds(asked, plan, variants: variants, exact: true)
                askForHold()
            } catch {
                end()
                client?.refuse(error)
            }
            return
        }
        if canAskCount, refusal.code.lacksMoney {
            askForCount(after: refusal)
            return
        }
        decideAgain(refusal)
    }

    /// The policy has changed since the call was planned: it is decided under the new one.
    private func startAnew() {
        end()
        guard let client else { return }
        MeteredCall.start(request, target, client, attempt: attempt, isAnew: true)
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
            client?.respond(ClientError.ledgerDown(error))
        case .dispatch, .meter: extensionFailed()
        case .job, .settled: break
        }
    }
}
