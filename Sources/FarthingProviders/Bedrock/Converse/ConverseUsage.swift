import FarthingCore

/// The `usage` of an answer as disjoint buckets.
struct ConverseUsage: Hashable, Sendable {
    let usage: Usage

    /// Reads the object; nil where a count is missing, negative, fractional or out of bounds.
    ///
    /// `inputTokens` does not include what was read from or written to a cache (“TokenUsage”,
    /// Amazon Bedrock API reference). Where the parts contradict each other the dearer reading
    /// counts: parts that a total does not include are billed, and what it has beyond them is
    /// output.
    init?(_ node: JSONView) {
        guard node.kind == .object,
            let input = node.member("inputTokens")?.usageCount,
            let output = node.member("outputTokens")?.usageCount,
            let read = node.optionalCount("cacheReadInputTokens", "cacheReadInputTokenCount"),
            let written = node.optionalCount("cacheWriteInputTokens", "cacheWriteInputTokenCount"),
            let total = node.optionalCount("totalTokens", "totalTokenCount")
        else { return nil }
        var hour: Int64 = 0
        if let details = node.member("cacheDetails") {
            for detail in details.elements {
                guard let count = detail.member("inputTokens")?.usageCount else { return nil }
                // A time that nobody knows is not priced as the shortest.
                if detail.member("ttl")?.equals("5m") ?? false { continue }
                hour += count
                guard hour <= Usage.bucketMax else { return nil }
            }
        }
        var usage = Usage(
            inputTokens: input,
            cachedInputTokens: read,
            cacheWriteTokens: max(0, written - hour),
            cacheWriteHourTokens: hour,
            outputTokens: output
        )
        guard usage.isWithinBounds else { return nil }
        let missing = total - usage.totalTokens
        if missing > 0 { usage.reasoningTokens = missing }
        self.usage = usage
    }
}

extension JSONView {
    /// A count that may be billed.
    var usageCount: Int64? {
        int64.flatMap { (0...Usage.bucketMax).contains($0) ? $0 : nil }
    }

    /// The count under either name, the larger where both are there; zero where there is none, nil
    /// where one cannot be read.
    fileprivate func optionalCount(_ name: StaticString, _ other: StaticString) -> Int64? {
        var largest: Int64 = 0
        for name in [name, other] {
            guard let value = member(name), !value.isNull else { continue }
            guard let count = value.usageCount else { return nil }
            largest = max(largest, count)
        }
        return largest
    }
}
