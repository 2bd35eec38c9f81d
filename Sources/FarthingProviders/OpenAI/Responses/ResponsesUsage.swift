package import FarthingCore

/// What a response's `usage` object says, brought into disjoint buckets.
///
/// Wherever its figures contradict each other, the reading that costs more is taken and
/// ``isInconsistent`` is set: a provider that is wrong must not make a call cheaper.
package struct ResponsesUsage: Hashable, Sendable {
    package let usage: Usage

    /// Whether its figures contradict each other.
    package let isInconsistent: Bool

    /// Reads `input_tokens`, `output_tokens` and their details, which are parts of them (OpenAI API
    /// reference, “the response object”).
    ///
    /// - Parameter webSearches: billable searches, which stand beside the usage.
    init(_ node: JSONNode, webSearches: Int64 = 0) throws(ChatUsage.Problem) {
        let input = try Self.count(node, "input_tokens", isRequired: true)
        let output = try Self.count(node, "output_tokens", isRequired: true)
        let total = try Self.count(node, "total_tokens")
        let inputDetails = node.member("input_tokens_details" as StaticString)
        let cached = try Self.count(inputDetails, "cached_tokens")
        let written = try Self.count(inputDetails, "cache_write_tokens")
        let writeDetails = inputDetails?.member("cache_write_tokens_details" as StaticString)
        let longWritten = try Self.count(writeDetails, "ttl_12h_tokens")
        let outputDetails = node.member("output_tokens_details" as StaticString)
        let reasoning = try Self.count(outputDetails, "reasoning_tokens")

        var isInconsistent = longWritten > written
        var usage = Usage(
            cachedInputTokens: cached,
            cacheWriteTokens: max(0, written - longWritten),
            cacheWriteHourTokens: longWritten,
            reasoningTokens: reasoning,
            webSearches: webSearches
        )
        usage.inputTokens = input - cached - max(written, longWritten)
        if usage.inputTokens < 0 {
            // The discount is what cannot be believed.
            isInconsistent = true
            usage.cachedInputTokens = 0
            usage.inputTokens = max(0, input - max(written, longWritten))
        }
        usage.outputTokens = output - reasoning
        if usage.outputTokens < 0 {
            isInconsistent = true
            usage.outputTokens = 0
        }
        let missing = total - input - output
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
    static func count(
        _ node: JSONNode?,
        _ member: StaticString,
        isRequired: Bool = false
    ) throws(ChatUsage.Problem) -> Int64 {
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
