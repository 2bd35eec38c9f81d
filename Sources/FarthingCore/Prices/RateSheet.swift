/// All rates of one model for one variant and one context tier: one rate per bucket of ``Usage``.
public struct RateSheet: Sendable {
    /// The variant that these rates are for.
    public let variant: PriceVariant
    /// The rates hold for calls with more input tokens than this (-1: for all), up to the next tier.
    public let aboveInputTokens: Int64
    /// By raw value of the bucket, in nano-units per million.
    private var rates: InlineArray<20, Int64>

    /// Makes a sheet on which every input bucket costs `input`, every output bucket `output`, and
    /// everything else nothing.
    public init(
        variant: PriceVariant = .standard,
        aboveInputTokens: Int64 = -1,
        input: Rate,
        output: Rate
    ) {
        self.variant = variant
        self.aboveInputTokens = aboveInputTokens
        rates = InlineArray(repeating: 0)
        for bucket in Usage.Bucket.allCases where bucket.isInput || bucket.isOutput {
            rates[bucket.rawValue] = (bucket.isInput ? input : output).nanosPerMillion
        }
    }

    /// The rate of one bucket.
    public subscript(bucket: Usage.Bucket) -> Rate {
        get { Rate(nanosPerMillion: rates[bucket.rawValue]) }
        set { rates[bucket.rawValue] = newValue.nanosPerMillion }
    }

    /// Σ bucket × rate in nano-units per million; the usage is within bounds, so it cannot overflow.
    func sum(of usage: Usage) -> Int128 {
        var sum: Int128 = 0
        func add(_ bucket: Usage.Bucket, _ count: Int64) {
            let (high, low) = rates[bucket.rawValue].multipliedFullWidth(by: count)
            sum &+= Int128(high) &<< 64 | Int128(low)
        }
        add(.input, usage.inputTokens)
        add(.cachedInput, usage.cachedInputTokens)
        add(.cacheWrite, usage.cacheWriteTokens)
        add(.cacheWriteHour, usage.cacheWriteHourTokens)
        add(.inputAudio, usage.inputAudioTokens)
        add(.cachedInputAudio, usage.cachedInputAudioTokens)
        add(.inputImage, usage.inputImageTokens)
        add(.cachedInputImage, usage.cachedInputImageTokens)
        add(.inputVideo, usage.inputVideoTokens)
        add(.output, usage.outputTokens)
        add(.reasoning, usage.reasoningTokens)
        add(.outputAudio, usage.outputAudioTokens)
        add(.outputImage, usage.outputImageTokens)
        add(.webSearch, usage.webSearches)
        add(.fileSearch, usage.fileSearches)
        add(.request, usage.requests)
        add(.inputAudioSecond, usage.inputAudioSeconds)
        add(.inputCharacter, usage.inputCharacters)
        add(.inputImageEach, usage.inputImages)
        add(.outputImageEach, usage.outputImages)
        return sum
    }
}
