package import FarthingCore

extension TranscriptionRequest: MeteredRequest {
    /// What is billed by the recording's length has no output that is.
    package var outputLimitTokens: Int64? { isByLength ? 0 : nil }

    /// Only the texts are ever counted.
    package var bodyBytes: Int { texts.reduce(0) { $0 + $1.utf8.count } }

    /// A stream's pieces are not the tokens that are billed.
    package var hidesOutput: Bool? { true }

    package func bound(
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        CallBound(
            inputTokensMax: inputTokens(counter),
            audioTokensMax: audioTokensMax,
            outputTokensMax: isByLength ? 0 : outputTokensMax,
            inputAudioSecondsMax: length.seconds
        )
    }

    /// Nothing is held in tokens for what has a price by the second, and no more audio than the
    /// model's context takes: without a strategy of cutting, a recording is read as one block.
    package func bound(
        at price: ModelPrice,
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        var bound = try bound(outputTokensMax: outputTokensMax, counter: counter)
        if isByLength, price.sheets.allSatisfy({ $0[.inputAudioSecond] > .free }) {
            bound.inputTokensMax = 0
            bound.audioTokensMax = 0
        } else if let context = price.contextTokens {
            bound.audioTokensMax = min(bound.audioTokensMax, context)
        }
        return bound
    }

    /// There is nothing to write in: no limit, no tier.
    package func splices(_ changes: RequestChanges) -> [Splice] { [] }

    package func makeMeter(_ counter: TokenCounter?) -> any StreamMeter {
        TranscriptionStreamMeter(self, counter: counter)
    }

    package func readAnswer(_ body: [UInt8]) -> any ReadAnswer {
        TranscriptionAnswer(body, self)
    }

    private func inputTokens(_ counter: TokenCounter?) -> Int64 {
        texts.reduce(Self.frameTokens) { sum, text in
            let bytes = Array(text.utf8)
            return sum + Self.textFrameTokens + (counter?.count(bytes) ?? Int64(bytes.count))
        }
    }

    private var audioTokensMax: Int64 {
        (length.microseconds * Self.audioTokensPerSecond + 999_999) / 1_000_000
    }
}
