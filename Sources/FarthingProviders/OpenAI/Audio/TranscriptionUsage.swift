import FarthingCore

/// The `usage` of a transcription (OpenAI API reference, “The transcription object”): seconds for
/// models that are billed by length, tokens for the others.
enum TranscriptionUsage {
    /// Nil where it cannot be read, or is of the other sort than its model is billed by.
    static func read(_ node: JSONNode, _ request: TranscriptionRequest) -> Usage? {
        let kind = node.member("type" as StaticString)
        if kind?.equals("duration") ?? false {
            return request.isByLength ? seconds(node, measured: request.length.seconds) : nil
        }
        guard kind?.equals("tokens") ?? false, !request.isByLength else { return nil }
        return try? tokens(node)
    }

    /// A begun second is a whole one. What is far from the length that was measured here, which may be
    /// too long by a third, is no length of this recording; a minute more may be a least charge.
    private static func seconds(_ node: JSONNode, measured: Int64) -> Usage? {
        guard let nanos = node.member("seconds" as StaticString)?.decimalNanos(), nanos >= 0 else {
            return nil
        }
        let seconds = nanos / 1_000_000_000 + (nanos % 1_000_000_000 > 0 ? 1 : 0)
        guard measured / 2 - 1...measured * 2 + 60 ~= seconds else { return nil }
        return Usage(inputAudioSeconds: seconds)
    }

    /// Where figures contradict each other, the reading that costs more is taken: what is not said to
    /// be text is audio, and what only the total has is output.
    private static func tokens(_ node: JSONNode) throws(ChatUsage.Problem) -> Usage {
        let input = try ResponsesUsage.count(node, "input_tokens", isRequired: true)
        let output = try ResponsesUsage.count(node, "output_tokens", isRequired: true)
        let total = try ResponsesUsage.count(node, "total_tokens")
        let details = node.member("input_token_details" as StaticString)
        let text = try ResponsesUsage.count(details, "text_tokens")
        let audio = try ResponsesUsage.count(details, "audio_tokens")
        let usage = Usage(
            inputTokens: text,
            inputAudioTokens: max(audio, input - text),
            outputTokens: output + max(0, total - input - output)
        )
        guard usage.isWithinBounds else { throw .unreadable(member: "usage") }
        return usage
    }
}
