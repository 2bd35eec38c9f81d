/// The most that a call can use, as far as its request shows it.
public struct CallBound: Hashable, Sendable {
    /// Text input: messages, tools, schemas, and everything else that is neither image nor audio.
    public var inputTokensMax: Int64
    /// Image input by the provider's formula.
    public var imageTokensMax: Int64
    /// Audio input.
    public var audioTokensMax: Int64
    /// Output tokens of one choice, reasoning included.
    public var outputTokensMax: Int64
    /// Choices asked for; the input is billed once, the output for each.
    public var choices: Int64
    /// Tokens of a predicted output: billed as output where the model rejects them.
    public var predictionTokensMax: Int64
    /// Web searches that the provider may run.
    public var webSearchesMax: Int64
    /// Searches of stored files that the provider may run.
    public var fileSearchesMax: Int64
    /// Whether the request may write to a cache that is kept for an hour or longer.
    public var writesHourCache: Bool
    /// Whether the output may be audio.
    public var makesAudio: Bool
    /// Whether the output may be images.
    public var makesImages: Bool
    /// Seconds of audio input; nil where the dialect does not bound them.
    public var inputAudioSecondsMax: Int64?
    /// Characters of text to be read aloud; nil where the dialect does not bound them.
    public var inputCharactersMax: Int64?
    /// Pictures sent in; nil where the dialect does not bound them.
    public var inputImagesMax: Int64?
    /// Pictures that may be made, over all choices; nil where the dialect does not bound them.
    public var outputImagesMax: Int64?

    /// Makes a bound; counts left out are zero, and there is one choice.
    public init(
        inputTokensMax: Int64,
        imageTokensMax: Int64 = 0,
        audioTokensMax: Int64 = 0,
        outputTokensMax: Int64,
        choices: Int64 = 1,
        predictionTokensMax: Int64 = 0,
        webSearchesMax: Int64 = 0,
        fileSearchesMax: Int64 = 0,
        writesHourCache: Bool = false,
        makesAudio: Bool = false,
        makesImages: Bool = false,
        inputAudioSecondsMax: Int64? = nil,
        inputCharactersMax: Int64? = nil,
        inputImagesMax: Int64? = nil,
        outputImagesMax: Int64? = nil
    ) {
        self.inputTokensMax = inputTokensMax
        self.imageTokensMax = imageTokensMax
        self.audioTokensMax = audioTokensMax
        self.outputTokensMax = outputTokensMax
        self.choices = choices
        self.predictionTokensMax = predictionTokensMax
        self.webSearchesMax = webSearchesMax
        self.fileSearchesMax = fileSearchesMax
        self.writesHourCache = writesHourCache
        self.makesAudio = makesAudio
        self.makesImages = makesImages
        self.inputAudioSecondsMax = inputAudioSecondsMax
        self.inputCharactersMax = inputCharactersMax
        self.inputImagesMax = inputImagesMax
        self.outputImagesMax = outputImagesMax
    }

    /// Input tokens of all sorts.
    public var totalInputTokensMax: Int64 { inputTokensMax + imageTokensMax + audioTokensMax }

    /// Whether every count lies in 0...``Usage/bucketMax`` and there is a choice.
    public var isWithinBounds: Bool {
        let limit = 0...Usage.bucketMax
        return limit.contains(inputTokensMax) && limit.contains(imageTokensMax)
            && limit.contains(audioTokensMax) && limit.contains(outputTokensMax)
            && limit.contains(predictionTokensMax) && limit.contains(webSearchesMax)
            && limit.contains(fileSearchesMax) && (1...1024).contains(choices)
            && outputTokensMax <= Usage.bucketMax / choices
            && predictionTokensMax <= Usage.bucketMax / choices
            && Usage.Bucket.measures.allSatisfy { limit.contains(self[measure: $0] ?? 0) }
    }
    /// The most of one measure; nil where it is not bounded, or the bucket is none.
    subscript(measure bucket: Usage.Bucket) -> Int64? {
        switch bucket {
        case .inputAudioSecond: inputAudioSecondsMax
        case .inputCharacter: inputCharactersMax
        case .inputImageEach: inputImagesMax
        case .outputImageEach: outputImagesMax
        default: nil
        }
    }
}
