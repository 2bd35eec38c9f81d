extension ModelPrice {
    /// The most that a call within `bound` can cost, as a line over its output tokens.
    ///
    /// No cache discount is assumed; input is taken at the dearest of fresh, cached and cache-write
    /// rates; every tier that the input bound reaches and every variant of the set is considered.
    /// Of several variants those without a price are passed over, since their settlement is
    /// charged at the hold. Throws where none has a price, a count or the cost is out of bounds, or a
    /// measure that is priced, such as seconds of audio, has no bound.
    public func costBound(
        _ bound: CallBound,
        variants: PriceVariantSet = .standard
    ) throws(PriceError) -> CostBound {
        guard bound.isWithinBounds else { throw .usageOutOfBounds }
        var base: Int128 = -1
        var outputRate = Rate.free
        for sheet in sheets
        where variants.contains(sheet.variant)
            && bound.totalInputTokensMax > sheet.aboveInputTokens
        {
            outputRate = max(outputRate, dearestOutput(bound, sheet: sheet))
            base = max(base, try inputSum(bound, sheet: sheet) + measureSum(bound, sheet: sheet))
        }
        guard base >= 0 else {
            throw .variantUnpriced(model: model, variant: variants.names)
        }
        base +=
            Int128(bound.predictionTokensMax * bound.choices) * Int128(outputRate.nanosPerMillion)
        guard let baseNanos = Rate.roundedUp(base), baseNanos <= Self.amountMax else {
            throw .amountOutOfBounds(model: model)
        }
        return CostBound(baseNanos: baseNanos, outputRate: outputRate)
    }

    /// The most that a call within `bound` can cost, in nano-units. Throws as
    /// ``costBound(_:variants:)`` does.
    public func boundNanos(
        _ bound: CallBound,
        variants: PriceVariantSet = .standard
    ) throws(PriceError) -> Int64 {
        let line = try costBound(bound, variants: variants)
        let output = Int128(bound.outputTokensMax * bound.choices)
        let outputSum = output * Int128(line.outputRate.nanosPerMillion)
        guard
            let outputNanos = Rate.roundedUp(outputSum),
            outputNanos <= Self.amountMax - line.baseNanos
        else {
            throw .amountOutOfBounds(model: model)
        }
        return line.baseNanos + outputNanos
    }

    private func dearestOutput(_ bound: CallBound, sheet: RateSheet) -> Rate {
        var rate = max(sheet[.output], sheet[.reasoning])
        if bound.makesAudio { rate = max(rate, sheet[.outputAudio]) }
        if bound.makesImages { rate = max(rate, sheet[.outputImage]) }
        return rate
    }

    /// Everything but output. A provider may report images and audio as plain input, so each of
    /// them costs at least what text does.
    private func inputSum(_ bound: CallBound, sheet: RateSheet) -> Int128 {
        var textRate = max(sheet[.input], sheet[.cachedInput], sheet[.cacheWrite])
        if bound.writesHourCache { textRate = max(textRate, sheet[.cacheWriteHour]) }
        let imageRate = max(textRate, sheet[.inputImage], sheet[.cachedInputImage])
        let audioRate = max(textRate, sheet[.inputAudio], sheet[.cachedInputAudio])
        func product(_ count: Int64, _ rate: Rate) -> Int128 {
            Int128(count) * Int128(rate.nanosPerMillion)
        }
        return product(bound.inputTokensMax, textRate)
            + product(bound.imageTokensMax, imageRate)
            + product(bound.audioTokensMax, audioRate)
            + product(bound.webSearchesMax, sheet[.webSearch])
            + product(bound.fileSearchesMax, sheet[.fileSearch])
            + product(1, sheet[.request])
    }

    /// What is counted otherwise than in tokens: fails closed where the dialect cannot say how much.
    private func measureSum(
        _ bound: CallBound,
        sheet: RateSheet
    ) throws(PriceError) -> Int128 {
        var sum: Int128 = 0
        for bucket in Usage.Bucket.measures where sheet[bucket] > .free {
            guard let count = bound[measure: bucket] else {
                throw .measureUnbounded(model: model, measure: bucket)
            }
            sum += Int128(count) * Int128(sheet[bucket].nanosPerMillion)
        }
        // What has no tokens would cost nothing by a price that knows tokens only.
        if sum == 0, bound.totalInputTokensMax == 0, bound.outputTokensMax == 0,
            max(sheet[.input], sheet[.output]) > .free,
            let measure = Usage.Bucket.measures.first(where: { bound[measure: $0] ?? 0 > 0 })
        {
            throw .measureUnpriced(model: model, measure: measure)
        }
        return sum
    }
}

extension PriceVariantSet {
    /// The names of the members, for messages.
    fileprivate var names: String {
        PriceVariant.allCases.filter(contains).map(\.name).joined(separator: "/")
    }
}
