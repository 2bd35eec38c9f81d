import Farthing
public import FarthingCore

/// Texts to be turned into vectors.
public struct EmbeddingsRequest: Sendable {
    /// The model's name.
    public var model: String
    /// At most 2,048 texts.
    public var input: [String]
    /// How long the vectors are to be; nil for the model's own length.
    public var dimensions: Int64?
    /// Members of the provider's own.
    public var extra: JSON = [:]

    /// A request.
    public init(model: String, input: [String], dimensions: Int64? = nil) {
        self.model = model
        self.input = input
        self.dimensions = dimensions
    }
}

/// Vectors of texts.
public struct EmbeddingsAnswer: Sendable {
    /// One for each text, in their order.
    public let vectors: [[Float]]
    /// What was used, as the provider has reported it; nil without a report.
    public let usage: Usage?
    /// What the call has cost.
    public let bill: CallBill?
    /// The answer as the provider has sent it.
    public let json: JSON
}

extension OpenAI {
    /// `POST /v1/embeddings`
    public struct Embeddings: Sendable {
        let client: ModelClient

        /// Turns texts into vectors.
        ///
        /// - Throws: ``SpendError`` where nothing was sent, else ``ProviderError``.
        public func create(_ request: EmbeddingsRequest) async throws -> EmbeddingsAnswer {
            var body: JSON = [
                "model": .string(request.model),
                "input": .array(request.input.map { .string($0) }),
            ]
            body.set("dimensions", request.dimensions.map { .int($0) })
            let (answer, json) = try await client.send(
                "/v1/embeddings",
                body.joined(with: request.extra)
            )
            let rows = json["data"].elements.sorted {
                ($0["index"].int ?? 0) < ($1["index"].int ?? 0)
            }
            return EmbeddingsAnswer(
                vectors: rows.map { $0["embedding"].elements.map(\.float) },
                usage: answer.usage,
                bill: answer.bill,
                json: json
            )
        }
    }
}

extension JSON {
    /// The number as vectors have it.
    var float: Float { if case .number(let text) = self { Float(text) ?? 0 } else { 0 } }
}
