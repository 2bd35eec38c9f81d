public import Farthing
import FarthingCore

/// Google's Gemini models, with every call held for before it goes.
public struct Gemini: Sendable {
    /// For requests that no type here has.
    public let transport: GuardedTransport
    private let client: ModelClient

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
        transport = try GuardedTransport(governor, .gemini, options: options)
        client = ModelClient(transport, try Identity.fields("x-goog-api-key", key, options))
    }

    /// Asks for an answer and waits for all of it.
    ///
    /// - Throws: ``SpendError`` where nothing was sent, else ``ProviderError``.
    public func generateContent(_ request: ModelRequest) async throws -> ModelAnswer {
        let (answer, json) = try await client.send(
            try Self.path(request, "generateContent"),
            try GeminiForm.write(request)
        )
        return GeminiForm.read(json, answer)
    }

    /// Asks for an answer and returns when it begins.
    ///
    /// - Throws: ``SpendError`` where nothing was sent, else ``ProviderError``.
    public func streamGenerateContent(_ request: ModelRequest) async throws -> ModelStream {
        try await client.stream(
            try Self.path(request, "streamGenerateContent") + "?alt=sse",
            try GeminiForm.write(request)
        ) { SSEDeltaReader(GeminiEvents()) }
    }

    private static func path(
        _ request: ModelRequest,
        _ verb: String
    ) throws(SpendError) -> String {
        let isName = request.model.utf8.allSatisfy { byte in
            0x61...0x7A ~= byte || 0x30...0x39 ~= byte || "-._".utf8.contains(byte)
        }
        guard isName, !request.model.isEmpty else {
            throw SpendError(.unpriced, "A model's name has small letters, digits and - _ . only.")
        }
        return "/v1beta/models/\(request.model):\(verb)"
    }
}
