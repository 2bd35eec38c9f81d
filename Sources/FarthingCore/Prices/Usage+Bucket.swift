extension Usage {
    /// The buckets by name, in the order of the price book's columns.
    public enum Bucket: Int, CaseIterable, Hashable, Sendable {
        case input, cachedInput, cacheWrite, cacheWriteHour
        case inputAudio, cachedInputAudio, inputImage, cachedInputImage, inputVideo
        case output, reasoning, outputAudio, outputImage
        case webSearch, fileSearch, request
        case inputAudioSecond, inputCharacter, inputImageEach, outputImageEach

        /// Whether a token of this bucket is one that the model read.
        public var isInput: Bool { rawValue <= Bucket.inputVideo.rawValue }

        /// Whether a token of this bucket is one that the model made.
        public var isOutput: Bool { !isInput && rawValue <= Bucket.outputImage.rawValue }

        /// Whether it counts what a model hears, reads or makes by another measure than tokens.
        public var isMeasure: Bool { rawValue >= Bucket.inputAudioSecond.rawValue }
    }

    /// The count of one bucket.
    public subscript(bucket: Bucket) -> Int64 {
        get {
            switch bucket {
            case .input: inputTokens
            case .cachedInput: cachedInputTokens
            case .cacheWrite: cacheWriteTokens
            case .cacheWriteHour: cacheWriteHourTokens
            case .inputAudio: inputAudioTokens
            case .cachedInputAudio: cachedInputAudioTokens
            case .inputImage: inputImageTokens
            case .cachedInputImage: cachedInputImageTokens
            case .inputVideo: inputVideoTokens
            case .output: outputTokens
            case .reasoning: reasoningTokens
            case .outputAudio: outputAudioTokens
            case .outputImage: outputImageTokens
            case .webSearch: webSearches
            case .fileSearch: fileSearches
            case .request: requests
            case .inputAudioSecond: inputAudioSeconds
            case .inputCharacter: inputCharacters
            case .inputImageEach: inputImages
            case .outputImageEach: outputImages
            }
        }
        set {
            switch bucket {
            case .input: inputTokens = newValue
            case .cachedInput: cachedInputTokens = newValue
            case .cacheWrite: cacheWriteTokens = newValue
            case .cacheWriteHour: cacheWriteHourTokens = newValue
            case .inputAudio: inputAudioTokens = newValue
            case .cachedInputAudio: cachedInputAudioTokens = newValue
            case .inputImage: inputImageTokens = newValue
            case .cachedInputImage: cachedInputImageTokens = newValue
            case .inputVideo: inputVideoTokens = newValue
            case .output: outputTokens = newValue
            case .reasoning: reasoningTokens = newValue
            case .outputAudio: outputAudioTokens = newValue
            case .outputImage: outputImageTokens = newValue
            case .webSearch: webSearches = newValue
            case .fileSearch: fileSearches = newValue
            case .request: requests = newValue
            case .inputAudioSecond: inputAudioSeconds = newValue
            case .inputCharacter: inputCharacters = newValue
            case .inputImageEach: inputImages = newValue
            case .outputImageEach: outputImages = newValue
            }
        }
    }
}
