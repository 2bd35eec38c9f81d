package import FarthingCore

/// What an answer's `usageMetadata` says, brought into disjoint buckets.
///
/// Wherever its figures contradict each other, the reading that costs more is taken and
/// ``isInconsistent`` is set: a provider that is wrong must not make a call cheaper.
package struct GeminiUsage: Hashable, Sendable {
    package let usage: Usage

    /// Whether its figures contradict each other.
    package let isInconsistent: Bool

    /// How the call was processed, where the answer says it.
    package let variant: PriceVariant?

    /// Whether output beside thoughts was reported; early chunks of a stream leave it out.
    package let reportsOutput: Bool

    /// Why a usage could not be used: the call is then charged as if there were none.
    package enum Problem: Error, Hashable, Sendable {
        /// Not an object, or a count that is missing, negative, no integer or beyond any call.
        case unreadable(member: String)
    }

    /// Reads the counts (Google, “Generating content”, UsageMetadata): the cached content is part of
    /// the prompt; thoughts and what tools found stand beside prompt and candidates, and the total is
    /// the sum of all four. A count that is zero may be left out.
    init(_ node: JSONView) throws(Problem) {
        let prompt = try Self.count(node, "promptTokenCount", isRequired: true)
        let cached = try Self.count(node, "cachedContentTokenCount")
        let candidates = try Self.count(node, "candidatesTokenCount")
        let thoughts = try Self.count(node, "thoughtsTokenCount")
        let found = try Self.count(node, "toolUsePromptTokenCount")
        let total = try Self.count(node, "totalTokenCount")
        let read = try ModalityCounts(node, "promptTokensDetails")
        let made = try ModalityCounts(node, "candidatesTokensDetails")
        let kept = try ModalityCounts(node, "cacheTokensDetails")

        var isInconsistent = read.total > prompt || made.total > candidates
        var usage = Usage(reasoningTokens: thoughts)
        // What no modality claims is text; where they claim more than there is, all are believed.
        usage.inputTokens = max(0, prompt - read.total) + read.text
        usage.inputAudioTokens = read.audio
        usage.inputImageTokens = read.image
        usage.inputVideoTokens = read.video
        usage.outputTokens = max(0, candidates - made.total) + made.text
        usage.outputAudioTokens = made.audio
        usage.outputImageTokens = made.image + made.video
        if cached > prompt || kept.total > cached {
            // The discount is what cannot be believed.
            isInconsistent = true
        } else {
            usage.moveToCache(cached, kept)
        }
        usage.inputTokens += found
        let missing = total - prompt - candidates - thoughts - found
        if missing > 0 {
            // Some servers count thoughts in the total alone.
            isInconsistent = true
            usage.reasoningTokens += missing
        }
        guard usage.isWithinBounds else { throw .unreadable(member: "usageMetadata") }
        self.usage = usage
        self.isInconsistent = isInconsistent
        reportsOutput = candidates > 0
        let tier =
            node.member("serviceTier")
            ?? node.member("trafficType")
        variant = tier?.string.flatMap { GeminiTier($0)?.variant }
    }

    /// A count; one that is absent or null is zero unless it is required.
    fileprivate static func count(
        _ node: JSONView,
        _ member: StaticString,
        isRequired: Bool = false
    ) throws(Problem) -> Int64 {
        guard let value = node.member(member), !value.isNull else {
            if isRequired { throw .unreadable(member: "\(member)") }
            return 0
        }
        guard let count = value.int64, (0...Usage.bucketMax).contains(count) else {
            throw .unreadable(member: "\(member)")
        }
        return count
    }
}

/// Counts by modality; what is of none that is known here counts as images, which cost as much as
/// text or more.
private struct ModalityCounts {
    var text: Int64 = 0
    var image: Int64 = 0
    var audio: Int64 = 0
    var video: Int64 = 0

    /// More entries than there are modalities would add up to anything.
    private static let entriesMax = 64

    var total: Int64 { text + image + audio + video }

    init(_ node: JSONView, _ member: StaticString) throws(GeminiUsage.Problem) {
        guard let details = node.member(member), !details.isNull else { return }
        guard details.kind == .array, details.count <= Self.entriesMax else {
            throw .unreadable(member: "\(member)")
        }
        for entry in details.elements {
            let count = try GeminiUsage.count(entry, "tokenCount")
            let modality = entry.member("modality")
            if modality?.equals("TEXT") ?? false {
                text += count
            } else if modality?.equals("AUDIO") ?? false {
                audio += count
            } else if modality?.equals("VIDEO") ?? false {
                video += count
            } else {
                image += count
            }
        }
    }
}

extension Usage {
    /// Takes `cached` tokens out of the input for the cache's price: those of each modality where
    /// that is told, else text first, whose discount is the smallest.
    fileprivate mutating func moveToCache(_ cached: Int64, _ kept: ModalityCounts) {
        var rest = cached
        func part(_ wanted: Int64, of available: Int64) -> Int64 {
            let taken = max(0, min(wanted, available, rest))
            rest -= taken
            return taken
        }
        let audio = part(kept.audio, of: inputAudioTokens)
        let image = part(kept.image, of: inputImageTokens)
        let text = part(rest, of: inputTokens)
        let moreImages = part(rest, of: inputImageTokens - image)
        let moreAudio = part(rest, of: inputAudioTokens - audio)
        inputTokens -= text
        inputImageTokens -= image + moreImages
        inputAudioTokens -= audio + moreAudio
        cachedInputTokens = text
        cachedInputImageTokens = image + moreImages
        cachedInputAudioTokens = audio + moreAudio
    }
}
