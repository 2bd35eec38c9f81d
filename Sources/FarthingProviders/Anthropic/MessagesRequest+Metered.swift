package import FarthingCore

extension MessagesRequest: MeteredRequest {
    package var outputLimitTokens: Int64? { maxTokens }

    package var bodyBytes: Int { document.bytes.count }

    /// What runs fast is never billed otherwise; a model that has no fast price runs no faster, and
    /// is refused here.
    package var variants: PriceVariantSet {
        if isFast { return .fast }
        return mayUsePriority ? [.standard, .priority] : .standard
    }

    package var pinnedVariants: PriceVariantSet { namesTier || isFast ? variants : .standard }

    /// Anthropic wants `max_tokens` to be above the budget for thinking, unless thinking is
    /// interleaved with tools, when it may be below to begin with.
    package var leastOutputTokens: Int64 {
        guard let thinkingBudget, thinkingBudget < maxTokens else { return 0 }
        return thinkingBudget + 1
    }

    /// Thinking is shown as a summary, or not at all; what a model does that is asked for nothing
    /// is left to what is known of it.
    package var hidesOutput: Bool? { thinks }

    /// Claude's vocabularies are not published, so `counter` counts nothing here.
    package func bound(
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        let output = min(maxTokens, outputTokensMax)
        let known = ClaudeModel(model)
        let window = known?.contextTokens(isLong: hasLongContext)
        var images = try imageTokensMax(known)
        var input =
            prompt.tokens + tools.tokens + prompt.toolReferences * tools.longestTokens
        if let window {
            // What is longer is refused, and then costs nothing.
            images = min(images, window)
            input = prompt.hasPages ? window - images : min(input, window - images)
        } else if prompt.hasPages || tools.runsTools {
            let what = prompt.hasPages ? "documents" : "tools that the provider runs"
            throw .unpriced("messages", "what '\(model)' bills for \(what) is not known here")
        }
        if tools.runsTools, let window {
            // Each pass reads everything again, with what was found and said before.
            let pass = tools.readsPages ? window : min(window, input + images + output)
            input = pass * Self.passesMax - images
        }
        return CallBound(
            inputTokensMax: input,
            imageTokensMax: images,
            outputTokensMax: output,
            webSearchesMax: tools.webSearchesMax,
            writesHourCache: prompt.writesHourCache
        )
    }

    private func imageTokensMax(_ known: ClaudeModel?) throws(RequestError) -> Int64 {
        guard !prompt.images.isEmpty else { return 0 }
        guard let known else {
            throw .unpriced("messages", "what '\(model)' bills for images is not known here")
        }
        return prompt.images.reduce(0) { $0 + ClaudeImages.tokensMax($1, known) }
    }

    /// After so many passes the provider pauses the turn by itself (Anthropic, “Server tools”).
    private static let passesMax: Int64 = 10

    package func renamed(to model: String, target: String) -> RenamedRequest? {
        if thinks == true, !(ClaudeModel(model)?.canThink ?? false) { return nil }
        return RenamedRequest(document, target: target, model: model)
    }

    package func makeMeter(_ counter: TokenCounter?) -> any StreamMeter {
        MessagesMeter(
            outputTokensMax: maxTokens,
            writesHourCache: prompt.writesHourCache,
            counter: counter
        )
    }

    package func readAnswer(_ body: [UInt8]) -> any ReadAnswer {
        MessagesAnswer(body, writesHourCache: prompt.writesHourCache)
    }

    /// A smaller output limit; standard capacity and inference anywhere, where the request leaves
    /// them to the settings of a workspace that may make the call dearer.
    package func splices(_ changes: RequestChanges) -> [Splice] {
        var splices: [Splice] = []
        var appended: [UInt8] = []
        if let limit = changes.outputLimit, limit != maxTokens {
            splices.append(Splice(limitValue.range, Array(String(limit).utf8)))
        }
        func write(_ name: StaticString, _ value: StaticString, over null: JSONNode?) {
            let quoted = Array("\"\(value)\"".utf8)
            if let null {
                splices.append(Splice(null.range, quoted))
            } else {
                appended += Array(",\"\(name)\":".utf8) + quoted
            }
        }
        if changes.pinsTier {
            if !namesTier { write("service_tier", "standard_only", over: nullTier) }
            if !namesGeo, ClaudeModel(model)?.takesGeo == true {
                write("inference_geo", "global", over: nullGeo)
            }
        }
        if !appended.isEmpty {
            splices.append(Splice(lastMemberEnd..<lastMemberEnd, appended))
        }
        splices.sort {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
        return splices
    }
}
