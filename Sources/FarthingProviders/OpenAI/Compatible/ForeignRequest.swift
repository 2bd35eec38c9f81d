import FarthingCore

/// A request in OpenAI's form to somebody else: neither OpenAI's service tiers nor what it goes on
/// with after an answer means the same there.
struct ForeignRequest: MeteredRequest {
    private let form: any MeteredRequest
    /// What may stand around the texts of a prompt beyond what OpenAI puts there.
    private let templateTokens: Int64
    /// Whether the request names the model itself, and not what runs it.
    private let namesModel: Bool
    let hidesOutput: Bool?

    static let tierReason = "tiers of this provider have no price here"

    /// Throws where the request asks for a tier, or for work behind the answer.
    init(
        _ form: any MeteredRequest,
        tier: ServiceTier?,
        templateTokens: Int64,
        namesModel: Bool,
        hidesOutput: Bool?
    ) throws(RequestError) {
        guard tier == nil || tier == .default else {
            throw .unpriced("service_tier", Self.tierReason)
        }
        guard form.job == nil else {
            throw .unpriced("background", "what goes on behind an answer is not watched there")
        }
        self.form = form
        self.templateTokens = templateTokens
        self.namesModel = namesModel
        self.hidesOutput = hidesOutput ?? form.hidesOutput
    }

    var model: String { form.model }
    var isStream: Bool { form.isStream }
    var choices: Int64 { form.choices }
    var outputLimitTokens: Int64? { form.outputLimitTokens }
    var bodyBytes: Int { form.bodyBytes }
    var leastOutputTokens: Int64 { form.leastOutputTokens }

    func bound(outputTokensMax: Int64, counter: TokenCounter?) throws(RequestError) -> CallBound {
        widened(try form.bound(outputTokensMax: outputTokensMax, counter: counter))
    }

    func bound(
        at price: ModelPrice,
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        widened(try form.bound(at: price, outputTokensMax: outputTokensMax, counter: counter))
    }

    private func widened(_ bound: CallBound) -> CallBound {
        var bound = bound
        bound.inputTokensMax += templateTokens
        return bound
    }

    /// No tier is written in: others refuse what they do not know.
    func splices(_ changes: RequestChanges) -> [Splice] {
        form.splices(RequestChanges(outputLimit: changes.outputLimit))
    }

    /// A deployment's name says nothing of another's; with others the model's own name is sent.
    func renamed(to model: String, target: String) -> RenamedRequest? {
        namesModel ? form.renamed(to: model, target: target) : nil
    }

    func makeMeter(_ counter: TokenCounter?) -> any StreamMeter { form.makeMeter(counter) }

    func readAnswer(_ body: [UInt8]) -> any ReadAnswer { ForeignAnswer(form.readAnswer(body)) }
}

/// An answer whose tier, if it names one, is none that was asked for.
private struct ForeignAnswer: ReadAnswer {
    private let answer: any ReadAnswer

    init(_ answer: any ReadAnswer) { self.answer = answer }

    var usage: Usage? { answer.usage }
    var model: String? { answer.model }
    var variant: PriceVariant? { .standard }

    func outputTokens(beyond usage: Usage, _ counter: TokenCounter) -> Int64? {
        answer.outputTokens(beyond: usage, counter)
    }
}
