package import FarthingCore

/// A request for a response that may pass: everything in it that costs is known and bounded.
package struct ResponsesRequest: Sendable {
    /// The whole body.
    package let document: JSONDocument

    /// The model asked for.
    package internal(set) var model = ""

    /// Whether the answer is to be a stream.
    package internal(set) var isStream = false

    /// Whether the provider is to go on with it after it has answered.
    package internal(set) var isBackground = false

    /// `max_output_tokens`, reasoning included; nil when the request leaves it to the model.
    package internal(set) var outputLimit: Int64?

    /// Nil when the request names none: as `auto`.
    package internal(set) var serviceTier: ServiceTier?

    /// All images, in order.
    package internal(set) var images: [ChatImage] = []

    /// The first part of the prompt whose size the request does not show: what the provider keeps,
    /// or a file. Such a prompt is bounded by the model's context alone.
    package internal(set) var unmeasured: Unmeasured?

    /// Whether the model may call tools.
    package internal(set) var hasTools = false

    /// A part of the prompt whose size is not to be seen.
    package struct Unmeasured: Hashable, Sendable {
        package let param: String
        package let reason: String
    }

    /// What the prompt consists of beside input and instructions.
    var extras: [JSONNode] = []
    var toolChoices: [JSONNode] = []
    var input: JSONNode
    var instructions: JSONNode?
    var hasStyle = false

    /// The value of each member that splices may have to change.
    var modelValue: JSONNode
    var limitValue: JSONNode?
    var namesServiceTier = false
    /// Where another top-level member can be put: behind the last one.
    var lastMemberEnd = 0
}
