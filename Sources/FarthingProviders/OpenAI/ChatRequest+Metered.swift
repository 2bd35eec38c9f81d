package import FarthingCore

/// Chat completions as a metered route.
package typealias ChatReader = BodyReader<ChatRequest>

extension ChatRequest: BodyRequest {
    package var outputLimitTokens: Int64? { outputLimit?.tokens }

    package var bodyBytes: Int { document.bytes.count }

    package var namesTier: Bool {
        document.root.member("service_tier" as StaticString) != nil
    }

    package func bound(
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        guard
            let bound = bound(model: model, outputTokensMax: outputTokensMax, counter: counter)
        else {
            throw .unpriced("messages", "what '\(model)' bills for images is not known here")
        }
        return bound
    }

    package func splices(_ changes: RequestChanges) -> [Splice] {
        splices(
            outputLimit: changes.outputLimit,
            includeUsage: isStream,
            serviceTier: changes.pinsTier && !namesTier ? .default : nil
        )
    }

    package func renamed(to model: String, target: String) -> RenamedRequest? {
        // A name of nobody we know is another maker's, who takes what others of his do.
        let isKnown = OpenAIModel(self.model).reasoning != .unknown
        if isKnown, OpenAIModel(model).refusesParameters(of: document.root) { return nil }
        return RenamedRequest(
            target: target,
            body: Splice.apply(splices(model: model), to: document.bytes)
        )
    }

    package func makeMeter(_ counter: TokenCounter?) -> any StreamMeter {
        ChatStreamMeter(choices: choices, clientAsksUsage: asksUsage, counter: counter)
    }

    package func readAnswer(_ body: [UInt8]) -> any ReadAnswer { ChatAnswer(body) }
}

extension ChatAnswer: ReadAnswer {
    package var variant: PriceVariant? { PriceVariant(serviceTier: serviceTier) }
}

extension ChatStreamMeter {
    package var variant: PriceVariant? { PriceVariant(serviceTier: serviceTier) }

    package var openChoiceCount: Int64 { Int64(openChoices.count) }

    package func endOfStream(promptTokens: Int64?) -> [UInt8] {
        endOfStream(finishReason: "length", promptTokens: promptTokens)
    }
}

extension PriceVariant {
    /// The variant that an answer's `service_tier` names; nil when it names none that is known.
    package init?(serviceTier: String?) {
        switch serviceTier {
        case "default", "auto", "scale": self = .standard
        case "flex": self = .flex
        case "priority": self = .priority
        case "fast": self = .fast
        default: return nil
        }
    }
}
