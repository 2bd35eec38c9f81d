package import FarthingCore

/// A request of Converse or ConverseStream that may pass: everything in it that costs is known and
/// bounded.
package struct ConverseRequest: MeteredRequest {
    let document: JSONDocument
    let modelID: BedrockModel
    package let isStream: Bool

    /// `inferenceConfig.maxTokens`
    package internal(set) var outputLimitTokens: Int64?
    /// `thinking.budget_tokens`
    var thinkingBudget: Int64?
    /// Whether the request turns thinking on or off; what is thought is not all shown.
    package internal(set) var hidesOutput: Bool?
    /// What the prompt comes to, images apart.
    var prompt = ConversePrompt()
    var processing = ProcessingChoice()

    /// What splices may have to change.
    var inferenceConfig: JSONNode?
    var maxTokensValue: JSONNode?
    /// Where another top-level member can be put: behind the last one.
    var lastMemberEnd = 0

    package var model: String { modelID.id }

    package var bodyBytes: Int { document.bytes.count }

    package var variants: PriceVariantSet { processing.variants }

    /// The output limit must be above the budget for thinking, unless it is below to begin with.
    package var leastOutputTokens: Int64 {
        guard let thinkingBudget, thinkingBudget < outputLimitTokens ?? .max else { return 0 }
        return thinkingBudget + 1
    }

    /// Input is bounded by bytes, also where a vocabulary is known: what Bedrock puts around a
    /// prompt is not published.
    package func bound(
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        CallBound(
            inputTokensMax: prompt.tokensMax,
            imageTokensMax: prompt.imageTokensMax,
            outputTokensMax: min(outputLimitTokens ?? outputTokensMax, outputTokensMax),
            writesHourCache: prompt.writesHourCache
        )
    }

    /// The output limit goes into `inferenceConfig.maxTokens`; nothing else is ever changed.
    package func splices(_ changes: RequestChanges) -> [Splice] {
        guard let tokens = changes.outputLimit, tokens != outputLimitTokens else { return [] }
        if let maxTokensValue {
            return [Splice(maxTokensValue.range, Array(String(tokens).utf8))]
        }
        let member = "\"maxTokens\":\(tokens)"
        guard let inferenceConfig else {
            let added = ",\"inferenceConfig\":{\(member)}"
            return [Splice(lastMemberEnd..<lastMemberEnd, Array(added.utf8))]
        }
        guard !inferenceConfig.isNull else {
            return [Splice(inferenceConfig.range, Array("{\(member)}".utf8))]
        }
        let inside = inferenceConfig.range.lowerBound + 1
        let separator = inferenceConfig.count > 0 ? "," : ""
        return [Splice(inside..<inside, Array((member + separator).utf8))]
    }

    package func renamed(to model: String, target: String) -> RenamedRequest? {
        let segment = model.split(separator: ":", omittingEmptySubsequences: false)
        return RenamedRequest(
            document.bytes,
            target: target,
            behind: "/model/",
            upTo: "/",
            segment: segment.joined(separator: "%3A")
        )
    }

    package func makeMeter(_ counter: TokenCounter?) -> any StreamMeter {
        ConverseStreamMeter(
            outputTokensMax: outputLimitTokens ?? OutputLimit.tokensMax,
            counter: counter
        )
    }

    package func readAnswer(_ body: [UInt8]) -> any ReadAnswer { ConverseAnswer(body) }
}
