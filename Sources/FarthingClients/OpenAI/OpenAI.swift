public import Farthing

/// OpenAI's models, or others that are reached by its wire format, with every call held for before
/// it goes.
///
/// ```swift
/// let openAI = try OpenAI(key: key, governor: governor)
/// let answer = try await openAI.chat.completions.create(
///     ModelRequest(model: "gpt-4o-mini", prompt: "Hello", maxOutputTokens: 100)
/// )
/// ```
public struct OpenAI: Sendable {
    /// Chat completions.
    public let chat: Chat
    /// Responses.
    public let responses: Responses
    /// Embeddings.
    public let embeddings: Embeddings
    /// For requests that no type here has.
    public let transport: GuardedTransport

    /// A client.
    ///
    /// - Parameters:
    ///   - key: shown to the provider and to nobody else. May be empty with
    ///     ``ClientOptions/baseURL``: a server of one's own may ask for none.
    ///   - provider: the price book's word for somebody else who speaks OpenAI's wire format; such
    ///     a client needs ``ClientOptions/baseURL``.
    /// - Throws: ``SpendError`` `invalid` where the address or the key is none.
    public init(
        key: String,
        governor: Governor,
        provider: String = "openai",
        options: ClientOptions = ClientOptions()
    ) throws(SpendError) {
        transport = try GuardedTransport(
            governor,
            provider == "openai" ? .openAI : .compatible(provider),
            options: options
        )
        let identity = try Identity.fields("authorization", key, prefix: "Bearer ", options)
        let client = ModelClient(transport, identity)
        chat = Chat(completions: Chat.Completions(client: client))
        responses = Responses(client: client)
        embeddings = Embeddings(client: client)
    }

    /// Chat.
    public struct Chat: Sendable {
        /// Chat completions.
        public let completions: Completions

        /// `POST /v1/chat/completions`
        public struct Completions: Sendable {
            let client: ModelClient
            private static let path = "/v1/chat/completions"

            /// Asks for an answer and waits for all of it.
            ///
            /// - Throws: ``SpendError`` where nothing was sent, else ``ProviderError``.
            public func create(_ request: ModelRequest) async throws -> ModelAnswer {
                let (answer, json) = try await client.send(
                    Self.path,
                    try ChatForm.write(request, isStream: false)
                )
                return ChatForm.read(json, answer)
            }

            /// Asks for an answer and returns when it begins.
            ///
            /// - Throws: ``SpendError`` where nothing was sent, else ``ProviderError``.
            public func stream(_ request: ModelRequest) async throws -> ModelStream {
                try await client.stream(
                    Self.path,
                    try ChatForm.write(request, isStream: true)
                ) { SSEDeltaReader(ChatEvents()) }
            }
        }
    }

    /// `POST /v1/responses`
    public struct Responses: Sendable {
        let client: ModelClient
        private static let path = "/v1/responses"

        /// Asks for an answer and waits for all of it.
        ///
        /// - Throws: ``SpendError`` where nothing was sent, else ``ProviderError``.
        public func create(_ request: ModelRequest) async throws -> ModelAnswer {
            let (answer, json) = try await client.send(
                Self.path,
                try ResponsesForm.write(request, isStream: false)
            )
            return ResponsesForm.read(json, answer)
        }

        /// Asks for an answer and returns when it begins.
        ///
        /// - Throws: ``SpendError`` where nothing was sent, else ``ProviderError``.
        public func stream(_ request: ModelRequest) async throws -> ModelStream {
            try await client.stream(
                Self.path,
                try ResponsesForm.write(request, isStream: true)
            ) { SSEDeltaReader(ResponsesEvents()) }
        }
    }
}
