import FarthingCore

/// The fields of a request to Bedrock that mean something to it.
package enum BedrockFields {
    /// Whether a field of the client's goes on to AWS, told by its lower-case name; all others
    /// stay here, since nobody knows what they would do. The signature is made anew.
    package static func isPassedOn(_ name: String) -> Bool {
        switch name {
        case "accept", "content-type", "x-amzn-bedrock-accept", "x-amzn-bedrock-content-type",
            "x-amzn-bedrock-trace", "x-amzn-bedrock-request-metadata", latency, serviceTier:
            true
        default: false
        }
    }

    private static let latency = "x-amzn-bedrock-performanceconfig-latency"
    private static let serviceTier = "x-amzn-bedrock-service-tier"
    private static let guardrail = "x-amzn-bedrock-guardrailidentifier"

    /// How the fields ask for a call of InvokeModel to be processed; throws for what has no price.
    static func variants(_ head: DialectHead) throws(RequestError) -> PriceVariantSet {
        guard head.field(guardrail) == nil else {
            throw .unpriced(guardrail, "guardrails cost per text unit, which has no price here")
        }
        var choice = ProcessingChoice()
        if let name = head.field(serviceTier) { try choice.take(tier: name, serviceTier) }
        if let name = head.field(latency) { try choice.take(latency: name, latency) }
        return choice.variants
    }

    /// Converse takes all this in its body; there the fields must say nothing else.
    static func refuseVariants(_ head: DialectHead) throws(RequestError) {
        for name in [guardrail, serviceTier, latency] where head.field(name) != nil {
            throw .unpriced(name, "Converse takes this in the body of the request")
        }
    }
}

/// The tier and the latency that a request asks for.
///
/// Bedrock's standard tier is its default; “Service tiers”, Amazon Bedrock user guide.
struct ProcessingChoice {
    private(set) var variants = PriceVariantSet.standard

    mutating func take(tier name: String, _ param: String) throws(RequestError) {
        switch name {
        case "default": return
        case "priority": try set(.priority, param)
        case "flex": try set(.flex, param)
        default: throw .unpriced(param, "this tier has no price here")
        }
    }

    /// What is faster than the standard is dearer, and has no price in most books.
    mutating func take(latency name: String, _ param: String) throws(RequestError) {
        switch name {
        case "standard": return
        case "optimized": try set(.fast, param)
        default: throw .unpriced(param, "this latency has no price here")
        }
    }

    private mutating func set(_ variant: PriceVariantSet, _ param: String) throws(RequestError) {
        guard variants == .standard else {
            throw .unpriced(param, "a tier together with a latency has no price here")
        }
        variants = variant
    }
}

extension PriceVariant {
    /// The variant that an answer's service tier names; nil when it names none that is known.
    init?(bedrockTier name: String?) {
        switch name {
        case "default": self = .standard
        case "priority": self = .priority
        case "flex": self = .flex
        default: return nil
        }
    }
}
