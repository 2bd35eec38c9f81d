package import FarthingCore

/// What matters of a whole transcription: what it cost.
package struct TranscriptionAnswer: ReadAnswer {
    package private(set) var usage: Usage?
    /// Whether the usage is the recording's length as it was measured here, since the answer says
    /// none.
    package private(set) var isMeasured = false
    /// The model that was asked for: no answer names one.
    package let model: String?
    package var variant: PriceVariant? { .standard }

    private var text: [UInt8] = []

    init(_ body: [UInt8], _ request: TranscriptionRequest) {
        model = request.model
        if request.answersJSON, let root = try? JSONDocument(body).root {
            if root.member("error" as StaticString)?.kind == .object { return }
            if let node = root.member("usage" as StaticString) {
                usage = TranscriptionUsage.read(node, request)
            }
            root.member("text" as StaticString)?.appendUTF8(to: &text)
        }
        guard usage == nil, request.isByLength else { return }
        usage = Usage(inputAudioSeconds: request.length.seconds)
        isMeasured = true
    }

    /// Counted only where the usage is less than one token for eight visible bytes.
    package func outputTokens(beyond usage: Usage, _ counter: TokenCounter) -> Int64? {
        guard usage.inputAudioSeconds == 0, usage.totalOutputTokens < text.count / 8 else {
            return nil
        }
        let seen = counter.count(text)
        return seen > usage.totalOutputTokens ? seen : nil
    }
}
