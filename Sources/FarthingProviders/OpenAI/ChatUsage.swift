package import FarthingCore

/// What an answer's `usage` object says, brought into disjoint buckets.
///
/// Wherever its figures contradict each other, the reading that costs more is taken and
/// ``isInconsistent`` is set: a provider that is wrong must not make a call cheaper.
package struct ChatUsage: Hashable, Sendable {
    package let usage: Usage

    /// Whether its figures contradict each other.
    package let isInconsistent: Bool

    /// Why a usage object could not be used: the call is then charged as if there were none.
    package enum Problem: Error, Hashable, Sendable {
        /// Not an object, or a count that is missing, negative, no integer or beyond any call.
        case unreadable(member: String)
    }

    /// Reads `prompt_tokens`, `completion_tokens` and their details.
    ///
    /// Details are parts of their totals (OpenAI API reference, “the chat completion object”):
    /// cached, cache-write and audio tokens of the prompt; reasoning and audio tokens of the
    /// completion. Prediction tokens, accepted or rejected, are in the completion and cost the
    /// same, so they need no bucket; nor do image tokens, which chat models bill as text.
    init(_ node: JSONView) throws(Problem) {
        let prompt = try Self.count(node, "prompt_tokens", isRequired: true)
        let completion = try Self.count(node, "completion_tokens", isRequired: true)
        let total = try Self.count(node, "total_tokens")
        let promptDetails = node.member("prompt_tokens_details")
        let cached = try Self.count(promptDetails, "cached_tokens")
        let written = try Self.count(promptDetails, "cache_write_tokens")
        let audio = try Self.count(promptDetails, "audio_tokens")
        let completionDetails = node.member("completion_tokens_details")
        let reasoning = try Self.count(completionDetails, "reasoning_tokens")
        let outputAudio = try Self.count(completionDetails, "audio_tokens")

        var usage = Usage(
            cachedInputTokens: cached,
            cacheWriteTokens: written,
            inputAudioTokens: audio,
            reasoningTokens: reasoning,
            outputAudioTokens: outputAudio
        )
        var isInconsistent = false
        usage.inputTokens = prompt - cached - written - audio
        if usage.inputTokens < 0 {
            // The discount is what cannot be believed.
            isInconsistent = true
            usage.cachedInputTokens = 0
            usage.inputTokens = max(0, prompt - written - audio)
        }
        usage.outputTokens = completion - reasoning - outputAudio
        if usage.outputTokens < 0 {
            isInconsistent = true
            usage.outputTokens = 0
        }
        let missing = total - prompt - completion
        if missing > 0 {
            // Some servers count hidden reasoning in the total alone.
            isInconsistent = true
            usage.reasoningTokens += missing
        }
        guard usage.isWithinBounds else { throw .unreadable(member: "usage") }
        self.usage = usage
        self.isInconsistent = isInconsistent
    }

    /// A count; one that is absent or null is zero unless it is required.
    private static func count(
        _ node: JSONView?,
        _ member: StaticString,
        isRequired: Bool = false
    ) throws(Problem) -> Int64 {
        guard let value = node?.member(member), !value.isNull else {
            if isRequired { throw .unreadable(member: "\(member)") }
            return 0
        }
        guard let count = value.int64, (0...Usage.bucketMax).contains(count) else {
            throw .unreadable(member: "\(member)")
        }
        return count
    }
}
