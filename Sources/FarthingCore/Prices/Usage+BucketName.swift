extension Usage.Bucket {
    /// The buckets that count otherwise than in tokens, searches and calls.
    static let measures: [Usage.Bucket] = allCases.filter(\.isMeasure)

    /// The name in JSON and in a policy's prices: ``countName``, but that seconds are sold by the hour.
    package var name: String { self == .inputAudioSecond ? "audio_hours" : "\(countName)" }

    /// The name of a count in the journal.
    package var countName: StaticString {
        switch self {
        case .input: "input"
        case .cachedInput: "cached_input"
        case .cacheWrite: "cache_write"
        case .cacheWriteHour: "cache_write_hour"
        case .inputAudio: "input_audio"
        case .cachedInputAudio: "cached_input_audio"
        case .inputImage: "input_image"
        case .cachedInputImage: "cached_input_image"
        case .inputVideo: "input_video"
        case .output: "output"
        case .reasoning: "reasoning"
        case .outputAudio: "output_audio"
        case .outputImage: "output_image"
        case .webSearch: "web_searches"
        case .fileSearch: "file_searches"
        case .request: "calls"
        case .inputAudioSecond: "audio_seconds"
        case .inputCharacter: "characters"
        case .inputImageEach: "input_images"
        case .outputImageEach: "output_images"
        }
    }

    /// The name for people: `cached input`.
    package var title: String { String(name.map { $0 == "_" ? " " : $0 }) }

    /// How many of the bucket's counts a price is usually stated for.
    package var priceUnit: Int64 {
        switch self {
        case .webSearch, .fileSearch, .request: 1_000
        case .inputAudioSecond: 3_600
        case .inputImageEach, .outputImageEach: 1
        default: 1_000_000
        }
    }

    /// What a price is stated for, for people: `1M tokens`.
    package var priceUnitTitle: String {
        switch self {
        case .webSearch, .fileSearch: "1k searches"
        case .request: "1k calls"
        case .inputAudioSecond: "hour"
        case .inputCharacter: "1M characters"
        case .inputImageEach, .outputImageEach: "image"
        default: "1M tokens"
        }
    }
}

extension Rate {
    /// Makes the rate of a price for so many; rounded up to a nano-unit per million, and nil out of
    /// bounds. `nanos` and `count` are positive or zero, and `count` is not zero.
    package init?(nanos: Int64, per count: Int64) {
        let product = (Int128(nanos) * 1_000_000 + Int128(count) - 1) / Int128(count)
        guard nanos >= 0, product <= Int128(Self.nanosPerMillionMax) else { return nil }
        self.init(nanosPerMillion: Int64(product))
    }

    /// The price for so many in nano-units, to the nearest.
    package func nanos(per count: Int64) -> Int64 {
        Int64((Int128(nanosPerMillion) * Int128(count) + 500_000) / 1_000_000)
    }
}
