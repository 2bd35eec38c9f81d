import FarthingCore
import FarthingProviders
import Logging
import NIOCore

/// Settle: what the call cost, by the best evidence there is.
extension MeteredCall {
    /// What an answer's end means for the money.
    private enum Charge {
        case usage(Usage, Evidence, variant: PriceVariant?, model: String?)
        /// Counted here: output tokens, the lead included where more may be billed than was seen.
        case metered(outputTokens: Int64)
        /// The same, where the provider has told the input.
        case partial(Usage, outputTokens: Int64)
        /// Nothing is known: what was held.
        case held
    }

    /// Settles a whole, plain answer; `then` answers the client with the cost and what remains.
    func settleAnswer(
        _ head: ResponseHead,
        _ answer: any ReadAnswer,
        then: (_ costNanos: Int64, _ remainingNanos: Int64?) -> Void
    ) {
        if let reported = told(answer.usage), head.status == 200 || !answer.isMeasured {
            let variant = answer.variant
            let seen = plan.counter.flatMap { answer.outputTokens(beyond: reported, $0) }
            let (usage, word) = believed(reported, seen: seen, by: answer.model)
            let evidence = answer.isMeasured ? Evidence.metered : word
            let charge = Charge.usage(usage, evidence, variant: variant, model: answer.model)
            loop.expectations.learn(plan.expectationKey, tokens: usage.totalOutputTokens)
            let cost = settle(charge, ending: "complete")
            then(cost, remaining(after: cost))
            return
        }
        switch head.status {
        case 400...499, 500, 503, 529:
            release("status \(head.status)")
            then(0, remaining(after: 0))
        default:
            let ending = head.status == 200 ? "noUsage" : "status \(head.status)"
            let cost = settle(.held, ending: ending)
            then(cost, remaining(after: cost))
        }
    }

    /// Settles a stream that the provider has ended.
    func settleStream(_ meter: any StreamMeter) -> Int64 {
        if let reported = told(meter.usage) {
            let charge = charge(meter, reported)
            if case .usage(let usage, _, _, _) = charge {
                loop.expectations.learn(plan.expectationKey, tokens: expected(usage, meter))
            }
            return settle(charge, ending: meter.hasEnded ? "complete" : "broken")
        }
        return settleIncomplete(ending: meter.hasEnded ? "noUsage" : "broken")
    }

    /// What the next such stream will need: where bytes stand for tokens while it flows, as many
    /// bytes, or too many streams would be let in and cut.
    private func expected(_ usage: Usage, _ meter: any StreamMeter) -> Int64 {
        let tokens = usage.totalOutputTokens
        return isMetered && plan.counter == nil ? max(tokens, meter.outputTokens) : tokens
    }

    /// Settles what has no usage: by our own count where all billed output can be seen, else by what
    /// was held.
    @discardableResult
    func settleIncomplete(ending: String) -> Int64 {
        if let meter, let reported = told(meter.usage) {
            return settle(charge(meter, reported), ending: ending)
        }
        guard isStream, !hidesOutput, head == nil || meter != nil,
            !(meter?.isBroken ?? false)
        else { return settle(.held, ending: ending) }
        // Everything billed can be seen; what was made and not seen is at most the lead.
        var lead = stream.lead
        if let meter {
            lead = meter.hasEnded ? 0 : StreamProgress.leadTokens * meter.openChoiceCount
        }
        let tokens = (meter?.outputTokens ?? 0) + lead
        if let partial = told(meter?.partialUsage) {
            return settle(.partial(partial, outputTokens: tokens), ending: ending)
        }
        return settle(.metered(outputTokens: tokens), ending: ending)
    }

    private func charge(_ meter: any StreamMeter, _ reported: Usage) -> Charge {
        let seen = meter.outputTokens(beyond: reported)
        let (usage, evidence) = believed(reported, seen: seen, by: meter.model)
        let variant = meter.variant
        return .usage(usage, evidence, variant: variant, model: meter.model)
    }

    /// A usage that says something. Every request has input: zeros alone are none, where no vocabulary
    /// is known by which they could be put right.
    private func told(_ usage: Usage?) -> Usage? {
        guard let usage, plan.counter == nil, usage.saysNothing else { return usage }
        return nil
    }

    /// The usage to charge by: the provider's own, or with the output that was `seen` where that is
    /// more. A usage that says nothing of the input either has it counted, too. Where a model with
    /// another vocabulary answered, counts may differ, though not by half.
    private func believed(
        _ reported: Usage,
        seen: Int64?,
        by model: String?
    ) -> (Usage, Evidence) {
        guard let seen else { return (reported, .reported) }
        let isExact =
            model.map { Encoding.of(openAIModel: $0) == Encoding.of(openAIModel: asked.model) }
            ?? true
        guard isExact || reported.totalOutputTokens < seen / 2 else { return (reported, .reported) }
        var usage = reported
        usage.outputTokens += seen - reported.totalOutputTokens
        if usage.totalInputTokens == 0 {
            let counted =
                (try? CallBounds(asked, plan, variants: variants, exact: true)) ?? bounds
            usage.inputTokens = counted.inputTokens + counted.imageTokens
        }
        loop.counters.usageMismatches += 1
        loop.gateway.logger.warning(
            "an answer shows more output than its usage says",
            metadata: [
                "hold": "\(id)", "reported": "\(reported.totalOutputTokens)", "seen": "\(seen)",
            ]
        )
        return (usage, .metered)
    }

    private func settle(_ charge: Charge, ending: String) -> Int64 {
        loop.counters.observe(.settle, since: request.receivedAt)
        var cost = heldNanos
        var amounts: [Int64] = []
        var evidence = Evidence.unknown
        var usage: Usage?
        var priced: PricedUsage?
        switch charge {
        case .usage(let used, let known, let variant, let model):
            if let exact = price(used, variant: variant, model: model) {
                (cost, priced) = exact
                usage = used
                evidence = known
                amounts = lineAmounts(nanos: cost, tokens: used.totalTokens)
            }
        case .metered(let outputTokens):
            (cost, amounts, priced) = meteredAmounts(outputTokens)
            evidence = .metered
        case .partial(let partial, let outputTokens):
            (cost, amounts, priced) = partialAmounts(partial, outputTokens)
            evidence = .metered
        case .held: break
        }
        let settled = SettledUsage(
            inputTokens: usage?.totalInputTokens ?? bounds.inputTokens,
            outputTokens: usage?.totalOutputTokens ?? meter?.outputTokens ?? 0,
            costNanos: cost,
            ending: ending,
            priced: priced
        )
        let request = SettleRequest(id: id, amounts: amounts, evidence: evidence, usage: settled)
        let command = Command.settle(request)
        loop.ledger.tell(command, SettleWaiter(loop, id, command, plan: plan))
        loop.counters.settled(costNanos: cost, evidence: evidence)
        let isGood = head.map { 200...299 ~= $0.status } ?? false
        tellRun(costNanos: cost, succeeded: isGood && ending == "complete")
        if ending != "complete" {
            loop.gateway.logger.info(
                "call ended early",
                metadata: [
                    "hold": "\(id)", "ending": "\(ending)", "evidence": "\(evidence.rawValue)",
                ]
            )
        }
        end()
        return cost
    }

    /// Gives the hold back: nothing was sent, or nothing was billed.
    func release(_ why: String) {
        let command = Command.release(id, why: why)
        loop.ledger.tell(command, SettleWaiter(loop, id, command, plan: plan))
        loop.counters.released += 1
        end()
    }

    /// What a usage costs at the price of the answer's model where the book has it, else of the
    /// request's, and how the receipt says so; nil where it has no price.
    func price(_ usage: Usage, variant: PriceVariant?, model: String?) -> (Int64, PricedUsage)? {
        var price = plan.price
        // A tier that nobody named: the dearest that the request allowed.
        let billed = variant.map { PriceVariantSet($0) } ?? variants
        var priced = PricedUsage(usage, variants: billed)
        if let model, model != asked.model,
            let answered = loop.gateway.prices.price(
                provider: plan.price.provider,
                model: model,
                atMs: loop.nowMs
            )
        {
            if answered.model != plan.price.model { loop.counters.modelMismatches += 1 }
            price = answered
            priced.model = model
            let book = loop.gateway.prices.hash
            if book != plan.context.priceBook { priced.priceBook = book }
        }
        priced.isPolicyPrice = price.source == .policy
        guard let nanos = try? price.amountNanos(of: usage, variants: billed) else { return nil }
        // A price by the token alone says nothing of seconds and characters: as held, then.
        if nanos == 0, usage.inputAudioSeconds > 0 || usage.inputCharacters > 0 { return nil }
        return (nanos, priced)
    }

    var heldNanos: Int64 { bounds.cost.amountNanos(outputTokens: grantedTokens) }
}
