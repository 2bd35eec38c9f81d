import FarthingCore

/// The requests of OpenAI's that others take as well.
enum ForeignForm: Sendable {
    case chat, response, embeddings

    /// How a form is read for whom it goes to.
    struct Terms {
        /// Stands for the body's `model`; nil leaves that.
        var deployment: String?
        /// The only parameter for an output limit of chat completions; nil where both are taken.
        var onlyLimit: ChatOutputLimit.Parameter?
        /// Whether the models are somebody else's: what they hide, and what stands around their
        /// prompts, is not known.
        var isOtherMaker = false
    }

    /// What a chat template of another maker puts before a prompt: its marks, the date, a system
    /// prompt of its own. The longest seen is some 70 tokens.
    private static let preambleTokens: Int64 = 256
    /// What announces tools to a model; Anthropic's page “Tool use” tells up to 804, others nothing.
    private static let toolsTokens: Int64 = 2_048
    /// What it puts around one message, or one text to be embedded; some 10 have been seen.
    private static let messageTokens: Int64 = 32

    /// Reads a request; `resolve` says which model a name in it stands for.
    func read(
        _ body: [UInt8],
        _ terms: Terms,
        resolve: (String) throws(RequestError) -> String = { name in name }
    ) throws(RequestError) -> any MeteredRequest {
        let document = try JSONDocument(request: body).requiringObject()
        let form: any MeteredRequest
        var tier: ServiceTier?
        var texts = 1
        var hasTools = false
        switch self {
        case .chat:
            var chat = try ChatRequest(document, deployment: terms.deployment)
            chat.model = try resolve(chat.model)
            chat.onlyLimit = terms.onlyLimit
            tier = chat.serviceTier
            texts = chat.messages.count
            hasTools = chat.hasTools
            form = chat
        case .response:
            var response = try ResponsesRequest(document)
            response.model = try resolve(response.model)
            tier = response.serviceTier
            texts = response.input.count + 1
            hasTools = response.hasTools
            form = response
        case .embeddings:
            var embeddings = try EmbeddingsRequest(document, deployment: terms.deployment)
            embeddings.model = try resolve(embeddings.model)
            texts = embeddings.inputCount
            form = embeddings
        }
        var template: Int64 = 0
        if terms.isOtherMaker {
            template = Self.preambleTokens + Self.messageTokens * Int64(texts)
            if hasTools { template += Self.toolsTokens }
        }
        return try ForeignRequest(
            form,
            tier: tier,
            templateTokens: template,
            namesModel: terms.isOtherMaker,
            hidesOutput: terms.isOtherMaker ? true : nil
        )
    }
}
