import FarthingCore

/// A request of InvokeModel with a body of Anthropic's.
struct InvokeRequest: MeteredRequest {
    let document: JSONDocument
    let modelID: BedrockModel
    let isStream: Bool
    let variants: PriceVariantSet
    /// The same request as Anthropic takes it.
    let messages: MessagesRequest

    var model: String { modelID.id }
    var outputLimitTokens: Int64? { messages.outputLimitTokens }
    var bodyBytes: Int { document.bytes.count }
    var pinnedVariants: PriceVariantSet { variants }
    var leastOutputTokens: Int64 { messages.leastOutputTokens }
    var hidesOutput: Bool? { messages.hidesOutput }

    func bound(
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        let bound = try messages.bound(outputTokensMax: outputTokensMax, counter: counter)
        guard bound.webSearchesMax == 0 else {
            throw .unpriced("tools", "searches by Bedrock have no price here")
        }
        return bound
    }

    /// A smaller output limit; nothing else is ever changed.
    func splices(_ changes: RequestChanges) -> [Splice] {
        guard let limit = changes.outputLimit, limit != messages.maxTokens,
            let value = document.root.member("max_tokens" as StaticString)
        else { return [] }
        return [Splice(value.range, Array(String(limit).utf8))]
    }

    func makeMeter(_ counter: TokenCounter?) -> any StreamMeter {
        InvokeStreamMeter(
            outputTokensMax: messages.maxTokens,
            writesHourCache: messages.prompt.writesHourCache,
            counter: counter
        )
    }

    func readAnswer(_ body: [UInt8]) -> any ReadAnswer {
        InvokeAnswer(body, writesHourCache: messages.prompt.writesHourCache)
    }
}

/// Anthropic's answer, whose model is named in Anthropic's words: the price is that of the id that
/// was asked for.
struct InvokeAnswer: ReadAnswer {
    let usage: Usage?
    /// Bedrock says in a field of the answer how it was processed; Anthropic's own tiers are not
    /// Bedrock's.
    var variant: PriceVariant? { nil }
    var model: String? { nil }

    init(_ body: [UInt8], writesHourCache: Bool) {
        usage = MessagesAnswer(body, writesHourCache: writesHourCache).usage
    }
}
