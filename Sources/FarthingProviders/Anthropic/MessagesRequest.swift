package import FarthingCore

/// A request for a message that may pass: everything in it that costs is known and bounded.
package struct MessagesRequest: Sendable {
    /// The whole body.
    package let document: JSONDocument

    /// The model asked for.
    package internal(set) var model = ""

    /// Whether the answer is to be a stream.
    package internal(set) var isStream = false

    /// `max_tokens`: the output limit, thinking included; 0 asks only for the cache to be written.
    package internal(set) var maxTokens: Int64 = 0

    /// `thinking.budget_tokens`; nil where no budget is given.
    package internal(set) var thinkingBudget: Int64?

    /// Whether `thinking` turns it on or off; nil where the request leaves it to the model.
    package internal(set) var thinks: Bool?

    /// Whether `service_tier` is there, and not null.
    package internal(set) var namesTier = false

    /// Whether capacity that was bought ahead may be used: `auto`, which is the default.
    package internal(set) var mayUsePriority = true

    /// Whether `speed` is `fast`.
    package internal(set) var isFast = false

    /// Whether `inference_geo` is there, and not null; it then is `global`.
    package internal(set) var namesGeo = false

    /// Whether `max_tokens` may be as large as the larger context.
    let hasLongContext: Bool

    var prompt = PromptBound()
    var tools = ToolsBound()

    /// What splices may have to change.
    var limitValue: JSONNode
    var nullTier: JSONNode?
    var nullGeo: JSONNode?
    /// Where another top-level member can be put: behind the last one.
    var lastMemberEnd = 0

    /// Reads a request's body; throws for everything that cannot be read in one way only, that
    /// Anthropic would refuse for the sake of a parameter that we need, or that costs without a
    /// price. `betas` is the field `anthropic-beta`.
    package static func read(
        _ body: [UInt8],
        betas: String? = nil,
        limits: JSONLimits = .standard
    ) throws(RequestError) -> MessagesRequest {
        try MessagesRequest(
            JSONDocument(request: body, limits: limits).requiringObject(),
            betas: AnthropicBetas.read(betas)
        )
    }
}

/// Messages as a metered route.
package struct MessagesReader: MeteredReader {
    package init() {}

    package func read(
        _ body: [UInt8],
        _ head: DialectHead
    ) throws(RequestError) -> any MeteredRequest {
        try MessagesRequest.read(body, betas: head.field("anthropic-beta"))
    }
}
