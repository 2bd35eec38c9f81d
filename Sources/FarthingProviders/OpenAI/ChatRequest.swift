package import FarthingCore

/// A chat completion request that may pass: everything in it that costs is known and bounded.
package struct ChatRequest: Sendable {
    /// The whole body.
    package let document: JSONDocument

    /// The model asked for.
    package internal(set) var model = ""

    /// Whether the answer is to be a stream.
    package internal(set) var isStream = false

    /// `n`: how many answers, each billed; 1…``choicesMax``.
    package internal(set) var choices: Int64 = 1

    /// Nil when the request leaves it to the model's maximum.
    package internal(set) var outputLimit: ChatOutputLimit?

    /// Whether the client itself asked for a usage chunk in the stream.
    package internal(set) var asksUsage = false

    /// Nil when the request names none: as `auto`.
    package internal(set) var serviceTier: ServiceTier?

    /// Bytes of the predicted output, which bounds the tokens that are billed if it is rejected.
    package internal(set) var predictionBytes: Int64 = 0

    /// All images, in order.
    package internal(set) var images: [ChatImage] = []

    /// Whether the model may call tools or functions.
    package internal(set) var hasTools = false

    /// What the prompt consists of beside the messages: tools and schemas, which are announced to
    /// the model, and which tool it is to use.
    var extras: [JSONNode] = []
    var toolChoices: [JSONNode] = []
    var messages: JSONNode
    var prediction: JSONNode?
    var hasStyle = false

    /// The only parameter in which those to whom the request goes take an output limit; nil where
    /// they take both.
    var onlyLimit: ChatOutputLimit.Parameter?

    /// The name and value of each member that splices may have to change.
    var modelValue: JSONNode
    var limitMembers: [(parameter: ChatOutputLimit.Parameter, name: JSONNode, value: JSONNode)] = []
    var streamOptions: JSONNode?
    /// Where another top-level member can be put: behind the last one.
    var lastMemberEnd = 0

    /// The price variants that the call may be billed as.
    package var variants: PriceVariantSet { (serviceTier ?? .auto).variants }

    /// OpenAI's own maximum of `n`.
    package static let choicesMax: Int64 = 128

    /// Images in one request; OpenAI takes 1,500 at most.
    package static let imagesMax = 1_500
}
