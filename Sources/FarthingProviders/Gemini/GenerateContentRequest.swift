package import FarthingCore

/// A request to generate content that may pass: everything in it that costs is known and bounded.
package struct GenerateContentRequest: Sendable {
    /// The whole body.
    package let document: JSONDocument

    /// The model asked for: the path names it.
    package let model: String

    /// Whether the answer is to be a stream: the path says so, too.
    package let isStream: Bool

    /// `candidateCount`: how many answers, each billed; 1…``choicesMax``.
    package internal(set) var choices: Int64 = 1

    /// `maxOutputTokens`, which thinking counts against as well; nil when the request leaves it to
    /// the model's maximum.
    package internal(set) var outputLimit: Int64?

    /// `thinkingBudget` where it is a number of tokens; 0 where the model decides.
    package internal(set) var thinkingBudget: Int64 = 0

    /// Whether `thinkingBudget` says that the model is not to think.
    var isThinkingOff = false

    package internal(set) var tier: GeminiTier = .standard

    /// Contents, instruction, tools and schemas.
    package internal(set) var prompt = GeminiPrompt()

    /// What the answer may consist of; nil where that is left to the model.
    var modalities: GeminiModalities?
    /// The resolution for all media that have none of their own.
    var resolution = GeminiResolution.unspecified

    /// Members that splices may have to change.
    var config: JSONNode?
    var limitValue: JSONNode?
    /// Where another top-level member can be put: behind the last one.
    var lastMemberEnd = 0

    /// Google's own maximum of `candidateCount`.
    package static let choicesMax: Int64 = 8

    /// Reads a request's body; throws for everything that cannot be read in one way only, or that
    /// costs without a price.
    package static func read(
        _ body: [UInt8],
        model: String,
        isStream: Bool,
        limits: JSONLimits = .standard
    ) throws(RequestError) -> GenerateContentRequest {
        let document = try JSONDocument(request: body, limits: limits)
        return try GenerateContentRequest(document, model: model, isStream: isStream)
    }
}

/// How a call is to be processed, which changes its price.
package enum GeminiTier: Hashable, Sendable {
    case standard, flex, priority

    /// The price variants that the call may be billed as.
    ///
    /// `priority` may be processed, and then billed, as standard (Google, “Priority inference”).
    /// Standard alone would be too little to hold, so a model without a price for priority has
    /// none for such a call.
    var variants: PriceVariantSet {
        switch self {
        case .standard: .standard
        case .flex: [.standard, .flex]
        case .priority: .priority
        }
    }

    /// Reads the names of requests and answers: `flex`, `SERVICE_TIER_FLEX`, `ON_DEMAND_FLEX`.
    init?(_ name: String) {
        switch name {
        case "standard", "unspecified", "SERVICE_TIER_STANDARD", "SERVICE_TIER_UNSPECIFIED",
            "ON_DEMAND":
            self = .standard
        case "flex", "SERVICE_TIER_FLEX", "ON_DEMAND_FLEX": self = .flex
        case "priority", "SERVICE_TIER_PRIORITY", "ON_DEMAND_PRIORITY": self = .priority
        default: return nil
        }
    }

    var variant: PriceVariant {
        switch self {
        case .standard: .standard
        case .flex: .flex
        case .priority: .priority
        }
    }
}

/// What an answer may consist of.
struct GeminiModalities: OptionSet {
    let rawValue: UInt8

    static let text = GeminiModalities(rawValue: 1)
    static let image = GeminiModalities(rawValue: 2)
}
