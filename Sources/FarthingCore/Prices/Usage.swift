/// What one call used, in disjoint buckets: no token is counted in two of them, so that a cost is a
/// plain sum of bucket × rate.
///
/// Every bucket lies in 0...``bucketMax``; values from outside are checked where they are read, and
/// again by ``ModelPrice/amountNanos(of:variant:)``.
public struct Usage: Hashable, Sendable {
    /// The largest count of one bucket: a million times the largest context window of today.
    public static let bucketMax: Int64 = 1_000_000_000_000

    /// Input tokens in no other input bucket: fresh text.
    public var inputTokens: Int64
    /// Text input read from the provider's cache.
    public var cachedInputTokens: Int64
    /// Input written to the provider's cache for its usual time.
    public var cacheWriteTokens: Int64
    /// Input written to the provider's cache for an hour or longer.
    public var cacheWriteHourTokens: Int64
    /// Audio input not read from a cache.
    public var inputAudioTokens: Int64
    /// Audio input read from the provider's cache.
    public var cachedInputAudioTokens: Int64
    /// Image input that the provider reports apart from text and did not read from a cache.
    public var inputImageTokens: Int64
    /// Image input read from the provider's cache.
    public var cachedInputImageTokens: Int64
    /// Video input.
    public var inputVideoTokens: Int64
    /// Output tokens in no other output bucket: visible text, tool calls, rejected predictions.
    public var outputTokens: Int64
    /// Output tokens of reasoning.
    public var reasoningTokens: Int64
    /// Output tokens of audio.
    public var outputAudioTokens: Int64
    /// Output tokens of images.
    public var outputImageTokens: Int64
    /// Web searches that the provider ran.
    public var webSearches: Int64
    /// Searches of stored files that the provider ran.
    public var fileSearches: Int64
    /// Calls, for models that have a price per call.
    public var requests: Int64
    /// Seconds of audio input, begun ones whole, for models priced by the length of what they hear.
    public var inputAudioSeconds: Int64
    /// Characters of text input, for models priced by what they read aloud.
    public var inputCharacters: Int64
    /// Pictures sent in, for models priced by the piece.
    public var inputImages: Int64
    /// Pictures made, for models priced by the piece.
    public var outputImages: Int64

    /// Makes a usage of the given buckets, the others being zero.
    public init(
        inputTokens: Int64 = 0,
        cachedInputTokens: Int64 = 0,
        cacheWriteTokens: Int64 = 0,
        cacheWriteHourTokens: Int64 = 0,
        inputAudioTokens: Int64 = 0,
        cachedInputAudioTokens: Int64 = 0,
        inputImageTokens: Int64 = 0,
        cachedInputImageTokens: Int64 = 0,
        inputVideoTokens: Int64 = 0,
        outputTokens: Int64 = 0,
        reasoningTokens: Int64 = 0,
        outputAudioTokens: Int64 = 0,
        outputImageTokens: Int64 = 0,
        webSearches: Int64 = 0,
        fileSearches: Int64 = 0,
        requests: Int64 = 1,
        inputAudioSeconds: Int64 = 0,
        inputCharacters: Int64 = 0,
        inputImages: Int64 = 0,
        outputImages: Int64 = 0
    ) {
        self.inputTokens = inputTokens
        self.cachedInputTokens = cachedInputTokens
        self.cacheWriteTokens = cacheWriteTokens
        self.cacheWriteHourTokens = cacheWriteHourTokens
        self.inputAudioTokens = inputAudioTokens
        self.cachedInputAudioTokens = cachedInputAudioTokens
        self.inputImageTokens = inputImageTokens
        self.cachedInputImageTokens = cachedInputImageTokens
        self.inputVideoTokens = inputVideoTokens
        self.outputTokens = outputTokens
        self.reasoningTokens = reasoningTokens
        self.outputAudioTokens = outputAudioTokens
        self.outputImageTokens = outputImageTokens
        self.webSearches = webSearches
        self.fileSearches = fileSearches
        self.requests = requests
        self.inputAudioSeconds = inputAudioSeconds
        self.inputCharacters = inputCharacters
        self.inputImages = inputImages
        self.outputImages = outputImages
    }

    /// Nothing at all, not even a call.
    public static let zero = Usage(requests: 0)

    /// All input tokens, cached ones included: what context tiers look at. Wraps on values that are
    /// not ``isWithinBounds``.
    public var totalInputTokens: Int64 {
        inputTokens &+ cachedInputTokens &+ cacheWriteTokens &+ cacheWriteHourTokens
            &+ inputAudioTokens &+ cachedInputAudioTokens &+ inputImageTokens
            &+ cachedInputImageTokens &+ inputVideoTokens
    }

    /// All output tokens, hidden ones included. Wraps on values that are not ``isWithinBounds``.
    public var totalOutputTokens: Int64 {
        outputTokens &+ reasoningTokens &+ outputAudioTokens &+ outputImageTokens
    }

    /// All tokens, input and output.
    public var totalTokens: Int64 { totalInputTokens &+ totalOutputTokens }

    /// Whether it has no input, in tokens or in any other measure: no call is like that.
    public var saysNothing: Bool {
        totalInputTokens == 0 && Bucket.measures.allSatisfy { self[$0] == 0 }
    }

    /// Whether every bucket lies in 0...``bucketMax``.
    public var isWithinBounds: Bool {
        func isWithin(_ count: Int64) -> Bool {
            UInt64(bitPattern: count) <= UInt64(Self.bucketMax)
        }
        return isWithin(inputTokens) && isWithin(cachedInputTokens)
            && isWithin(cacheWriteTokens) && isWithin(cacheWriteHourTokens)
            && isWithin(inputAudioTokens) && isWithin(cachedInputAudioTokens)
            && isWithin(inputImageTokens) && isWithin(cachedInputImageTokens)
            && isWithin(inputVideoTokens) && isWithin(outputTokens)
            && isWithin(reasoningTokens) && isWithin(outputAudioTokens)
            && isWithin(outputImageTokens) && isWithin(webSearches)
            && isWithin(fileSearches) && isWithin(requests)
            && isWithin(inputAudioSeconds) && isWithin(inputCharacters)
            && isWithin(inputImages) && isWithin(outputImages)
    }

    /// The sum, bucket by bucket; throws ``UsageError/outOfBounds(_:)`` where one passes
    /// ``bucketMax``. Nothing is changed by a failure.
    public static func + (left: Usage, right: Usage) throws(UsageError) -> Usage {
        var sum = Usage.zero
        for bucket in Bucket.allCases {
            let (count, overflow) = left[bucket].addingReportingOverflow(right[bucket])
            guard !overflow, count >= 0, count <= bucketMax else {
                throw .outOfBounds(bucket)
            }
            sum[bucket] = count
        }
        return sum
    }
}

/// Why two usages could not be added.
public enum UsageError: Error, Hashable, Sendable {
    /// The bucket is negative or passes ``Usage/bucketMax``.
    case outOfBounds(Usage.Bucket)
}
