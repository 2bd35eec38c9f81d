public import Farthing
import FarthingCore

/// Anthropic's models, with every call held for before it goes.
public struct Anthropic: Sendable {
    /// Messages.
    public let messages: Messages
    /// For requests that no type here has.
    public let transport: GuardedTransport

    /// The version of the interface that requests are written for.
    public static let version = "2023-06-01"

    /// A client.
    ///
    /// - Parameter key: shown to the provider and to nobody else. May be empty with
    ///   ``ClientOptions/baseURL``.
    /// - Throws: ``SpendError`` `invalid` where the address or the key is none.
    public init(
        key: String,
        governor: Governor,
        options: ClientOptions = ClientOptions()
    ) throws(SpendError) {
        transport = try GuardedTransport(governor, .anthropic, options: options)
        var identity = try Identity.fields("x-api-key", key, options)
        identity.append(.init("anthropic-version", Self.version))
        messages = Messages(client: ModelClient(transport, identity))
    }

    /// `POST /v1/messages`
    public struct Messages: Sendable {
        let client: ModelClient
        private static let path = "/v1/messages"

        /// Asks for an answer and waits for all of it.
        ///
        /// - Throws: ``SpendError`` where nothing was sent, else ``ProviderError``.
        public func create(_ request: ModelRequest) async throws -> ModelAnswer {
            let (answer, json) = try await client.send(
                Self.path,
                try body(request, isStream: false)
            )
            return MessagesForm.read(json, answer)
        }

        /// Asks for an answer and returns when it begins.
        ///
        /// - Throws: ``SpendError`` where nothing was sent, else ``ProviderError``.
        public func stream(_ request: ModelRequest) async throws -> ModelStream {
            try await client.stream(Self.path, try body(request, isStream: true)) {
                SSEDeltaReader(MessagesEvents())
            }
        }

        private func body(_ request: ModelRequest, isStream: Bool) throws(SpendError) -> JSON {
            var body = try MessagesForm.write(request)
            body["model"] = .string(request.model)
            if body["max_tokens"].isNull {
                body["max_tokens"] = .int(try client.outputTokensMax(request.model))
            }
            if isStream { body["stream"] = true }
            return body
        }
    }
}
