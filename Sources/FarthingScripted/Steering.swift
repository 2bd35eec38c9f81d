/// What one request asks of its own answer: `tokens=40;chunk=2-4;fault=cut`, or `tool=look_up` for a
/// call of that tool.
///
/// It may stand in the header `x-scripted`, in the member `metadata.scripted`, or in the last
/// message as `[[scripted tokens=40;fault=cut]]`; the first of these that names a key wins. Unknown
/// keys and values that are not numbers in range are ignored: a prompt may contain anything.
struct Steering: Equatable {
    var fault: ScriptedFault?
    var tokens: Int?
    var reasoningTokens: Int?
    var promptTokens: Int?
    var cachedTokens: Int?
    var writtenTokens: Int?
    var hourTokens: Int?
    var searches: Int?
    var chunkTokens: ClosedRange<Int>?
    var delayMs: Int64?
    var chunkDelayMs: Int64?
    var billAfterCloseTokens: Int?
    var model: String?
    /// How long a recording is that is no WAV.
    var audioMs: Int?
    /// The tool that the answer calls.
    var tool: String?
    /// What is said about work that goes on after its answer.
    var job = JobSteering()
    /// What is said about counts of tokens.
    var count = CountSteering()

    init() {}

    init(parsing text: some StringProtocol) {
        for part in text.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { set(key: trimmed(pair[0]), value: trimmed(pair[1])) }
        }
    }

    /// Finds steering inside a message; nil where there is none.
    init?(inPrompt text: UnsafeBufferPointer<UInt8>) {
        guard let opening = Self.end(of: "[[scripted ", in: text[...]),
            let closing = Self.end(of: "]]", in: text[opening...])
        else { return nil }
        self.init(parsing: String(decoding: text[opening..<closing - 2], as: UTF8.self))
    }

    /// This steering, with what `other` says where this one says nothing.
    func over(_ other: Steering) -> Steering {
        var merged = self
        merged.fault = fault ?? other.fault
        merged.tokens = tokens ?? other.tokens
        merged.reasoningTokens = reasoningTokens ?? other.reasoningTokens
        merged.promptTokens = promptTokens ?? other.promptTokens
        merged.cachedTokens = cachedTokens ?? other.cachedTokens
        merged.writtenTokens = writtenTokens ?? other.writtenTokens
        merged.hourTokens = hourTokens ?? other.hourTokens
        merged.searches = searches ?? other.searches
        merged.chunkTokens = chunkTokens ?? other.chunkTokens
        merged.delayMs = delayMs ?? other.delayMs
        merged.chunkDelayMs = chunkDelayMs ?? other.chunkDelayMs
        merged.billAfterCloseTokens = billAfterCloseTokens ?? other.billAfterCloseTokens
        merged.model = model ?? other.model
        merged.audioMs = audioMs ?? other.audioMs
        merged.tool = tool ?? other.tool
        merged.job = job.over(other.job)
        merged.count = count.over(other.count)
        return merged
    }

    private mutating func set(key: Substring, value: Substring) {
        switch key {
        case "fault": fault = ScriptedFault(name: value)
        case "tokens": tokens = number(value, max: 131_072)
        case "reasoning": reasoningTokens = number(value, max: 131_072)
        case "prompt": promptTokens = number(value, max: 2_000_000)
        case "cached": cachedTokens = number(value, max: 2_000_000)
        case "written": writtenTokens = number(value, max: 2_000_000)
        case "hour": hourTokens = number(value, max: 2_000_000)
        case "searches": searches = number(value, max: 100)
        case "chunk": chunkTokens = range(value)
        case "delay_ms": delayMs = number(value, max: 600_000).map(Int64.init)
        case "chunk_delay_ms": chunkDelayMs = number(value, max: 600_000).map(Int64.init)
        case "bill_after_close": billAfterCloseTokens = number(value, max: 32)
        case "model": model = String(value)
        case "audio_ms": audioMs = number(value, max: 100_000_000)
        case "tool": tool = String(value)
        default:
            job.set(key: key, value: value)
            count.set(key: key, value: value)
        }
    }

    private func number(_ text: Substring, max: Int) -> Int? {
        Int(text).flatMap { (0...max).contains($0) ? $0 : nil }
    }

    /// `2-4` or `3`; at most 64 tokens a chunk.
    private func range(_ text: Substring) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-").map { number($0, max: 64) ?? 0 }
        guard let low = ends.first, let high = ends.last, ends.count <= 2, low >= 1, low <= high
        else { return nil }
        return low...high
    }

    private func trimmed(_ text: some StringProtocol) -> Substring {
        Substring(text).drop { $0 == " " }.split(separator: " ", maxSplits: 1).first ?? ""
    }

    /// Where the first occurrence of `needle` ends; nil where there is none.
    private static func end(
        of needle: StaticString,
        in text: Slice<UnsafeBufferPointer<UInt8>>
    ) -> Int? {
        let wanted = UnsafeBufferPointer(start: needle.utf8Start, count: needle.utf8CodeUnitCount)
        var start = text.startIndex
        while start + wanted.count <= text.endIndex {
            if text[start..<start + wanted.count].elementsEqual(wanted) {
                return start + wanted.count
            }
            start += 1
        }
        return nil
    }
}
