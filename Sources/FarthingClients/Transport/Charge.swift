import Farthing
import FarthingCore
import FarthingProviders

/// What an answer's end means for the money: the same rules as the gateway's; design.md, paragraph
/// 7.
struct Charge: Sendable {
    /// How many output tokens may be on their way, per choice, when a stream is left.
    static let leadTokens: Int64 = 64

    let bill: Bill

    /// What was held.
    static let held = Charge(bill: .unknown)
    /// Nothing was billed.
    static let nothing = Charge(bill: .nothing)

    /// Whether nothing was billed.
    var isNothing: Bool {
        if case .nothing = bill.kind { return true }
        return false
    }
}

extension BoundCall {
    /// What a whole, plain answer costs.
    func charge(status: Int, _ answer: any ReadAnswer) -> Charge {
        if let reported = told(answer.usage), status == 200 || !answer.isMeasured {
            let seen = counter.flatMap { answer.outputTokens(beyond: reported, $0) }
            let (usage, word) = believed(reported, seen: seen, by: answer.model)
            return charge(
                usage,
                answer.isMeasured ? .metered : word,
                variant: answer.variant,
                model: answer.model
            )
        }
        switch status {
        case 400...499, 500, 503, 529: return .nothing
        default: return .held
        }
    }

    /// What a stream costs that has ended, or was left.
    ///
    /// - Parameter granted: the output tokens that were held, over all choices.
    func charge(_ meter: any StreamMeter, granted: Int64) -> Charge {
        if let reported = told(meter.usage) {
            let seen = meter.outputTokens(beyond: reported)
            let (usage, evidence) = believed(reported, seen: seen, by: meter.model)
            return charge(usage, evidence, variant: meter.variant, model: meter.model)
        }
        guard !hidesOutput, !meter.isBroken else { return .held }
        // Everything billed can be seen; what was made and not seen is at most the lead.
        let lead = meter.hasEnded ? 0 : Charge.leadTokens * meter.openChoiceCount
        // Bytes that stand for tokens may be more than the request allows tokens.
        let seen = counter == nil ? min(meter.outputTokens, outputTokens) : meter.outputTokens
        let tokens = max(seen, min(meter.outputTokens + lead, granted))
        if let partial = told(meter.partialUsage) {
            return metered(partial, tokens, meter, granted)
        }
        return metered(tokens, meter.variant, granted)
    }

    /// Counted amounts: the bound of the input, and the output that was seen.
    private func metered(_ tokens: Int64, _ variant: PriceVariant?, _ granted: Int64) -> Charge {
        let seen = variant.map { PriceVariantSet($0) }
        guard let counted = costNanos(outputTokens: tokens, seen),
            let most = costNanos(outputTokens: max(tokens, granted))
        else { return .held }
        let cost = min(counted, most)
        let usage = Usage(inputTokens: bound.totalInputTokensMax, outputTokens: tokens)
        if let exact = try? price.amountNanos(of: usage, variants: seen ?? variants), exact == cost
        {
            let billed = seen ?? variants
            return Charge(bill: .usage(usage, variants: billed, evidence: .metered))
        }
        let input = bound.totalInputTokensMax + bound.predictionTokensMax * bound.choices
        return Charge(bill: .nanos(cost, tokens: input + tokens, evidence: .metered))
    }

    /// The same with the input as the provider has told it.
    private func metered(
        _ partial: Usage,
        _ tokens: Int64,
        _ meter: any StreamMeter,
        _ granted: Int64
    ) -> Charge {
        var usage = partial
        usage.outputTokens += max(0, tokens - partial.totalOutputTokens)
        let variants = meter.variant.map { PriceVariantSet($0) } ?? self.variants
        guard let exact = try? price.amountNanos(of: usage, variants: variants),
            let most = costNanos(outputTokens: max(usage.totalOutputTokens, granted))
        else { return metered(tokens, meter.variant, granted) }
        if exact <= most {
            return Charge(
                bill: .usage(usage, model: meter.model, variants: variants, evidence: .metered)
            )
        }
        return Charge(bill: .nanos(most, tokens: usage.totalTokens, evidence: .metered))
    }

    private func charge(
        _ usage: Usage,
        _ evidence: Evidence,
        variant: PriceVariant?,
        model: String?
    ) -> Charge {
        // A tier that nobody named: the dearest that the request allowed.
        let billed = variant.map { PriceVariantSet($0) } ?? variants
        if usage.inputAudioSeconds > 0 || usage.inputCharacters > 0 {
            // A price by the token alone says nothing of seconds and characters.
            guard let nanos = try? price.amountNanos(of: usage, variants: billed), nanos > 0 else {
                return .held
            }
        }
        let other = model.flatMap { $0 == asked.model ? nil : $0 }
        return Charge(bill: .usage(usage, model: other, variants: billed, evidence: evidence))
    }

    /// A usage that says something. Every request has input: zeros alone are none, where no
    /// vocabulary is known by which they could be put right.
    private func told(_ usage: Usage?) -> Usage? {
        guard let usage, counter == nil, usage.saysNothing else { return usage }
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
        if usage.totalInputTokens == 0 { usage.inputTokens = bound.totalInputTokensMax }
        return (usage, .metered)
    }
}
