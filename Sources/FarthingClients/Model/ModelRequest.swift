/// What a model is asked, in words that every provider here understands.
///
/// What a provider takes beside it goes into ``extra``.
public struct ModelRequest: Sendable {
    /// The model's name, as the provider has it.
    public var model: String
    /// The conversation so far.
    public var messages: [Message]
    /// What stands before it: instructions for the model.
    public var system: String?
    /// Functions of the app that the model may call.
    public var tools: [Tool] = []
    /// Whether it may, must, or must not; nil leaves it to the provider.
    public var toolChoice: ToolChoice?
    /// What the answer must look like; nil for plain text.
    public var responseFormat: ResponseFormat?
    /// The most output tokens, reasoning included; nil leaves it to the model's own maximum, which
    /// is then held. Anthropic insists on one, so that the price book's maximum is written in.
    public var maxOutputTokens: Int64?
    /// From 0 on; nil leaves it to the provider.
    public var temperature: Double?
    /// From 0 to 1; nil leaves it to the provider.
    public var topP: Double?
    /// Texts at which the model ends.
    public var stop: [String] = []
    /// How the call is to be processed, which changes its price: `flex`, `priority`, …; nil for the
    /// standard.
    public var serviceTier: String?
    /// Members of the provider's own that are put into the request; they count before ours.
    public var extra: JSON = [:]

    /// A request.
    public init(
        model: String,
        messages: [Message],
        system: String? = nil,
        maxOutputTokens: Int64? = nil
    ) {
        self.model = model
        self.messages = messages
        self.system = system
        self.maxOutputTokens = maxOutputTokens
    }

    /// A request of one message.
    public init(model: String, prompt: String, maxOutputTokens: Int64? = nil) {
        self.init(model: model, messages: [.user(prompt)], maxOutputTokens: maxOutputTokens)
    }
}

/// What the answer must look like.
public enum ResponseFormat: Hashable, Sendable {
    /// Plain text.
    case text
    /// Any JSON object. Anthropic and Bedrock have no such mode; give them a schema.
    case json
    /// JSON by a schema.
    case schema(name: String, JSON, isStrict: Bool = true)
}

/// A function of the app that a model may call.
public struct Tool: Hashable, Sendable {
    /// The name.
    public var name: String
    /// What it is for.
    public var description: String
    /// A JSON schema of its arguments.
    public var parameters: JSON

    /// A function.
    public init(_ name: String, description: String = "", parameters: JSON = Tool.noParameters) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }

    /// An object without members.
    public static let noParameters: JSON = ["type": "object", "properties": [:]]
}

/// Whether a model may call functions.
public enum ToolChoice: Hashable, Sendable {
    /// As it likes.
    case auto
    /// None.
    case none
    /// At least one.
    case required
    /// This one.
    case tool(String)
}

/// A model's call of a function.
public struct ToolCall: Hashable, Sendable {
    /// By what the result is told; Gemini's have none of their own, so that they are numbered here.
    public var id: String
    /// The function's name.
    public var name: String
    /// The arguments as JSON text, as the model has written them.
    public var arguments: String
    /// What Gemini wants back with the call; nil with others.
    public var signature: String?

    /// A call.
    public init(id: String, name: String, arguments: String, signature: String? = nil) {
        self.id = id
        self.name = name
        self.arguments = arguments
        self.signature = signature
    }

    /// The arguments; nil where the model has written no JSON.
    public var argumentsJSON: JSON? {
        try? JSON(parsing: arguments.isEmpty ? "{}" : arguments)
    }

    /// The arguments as an object, whatever the model has written.
    var argumentsObject: JSON {
        let read = argumentsJSON ?? [:]
        return read.isObject ? read : [:]
    }
}
