import FarthingCore

/// What a request for a batch says of itself (OpenAI API reference, “Create batch”).
struct OpenAIBatchForm {
    /// The file that has the calls.
    let file: String
    let endpoint: Endpoint

    /// The routes that a batch may call.
    enum Endpoint: CaseIterable {
        case chat, responses, embeddings

        var path: String {
            switch self {
            case .chat: "/v1/chat/completions"
            case .responses: "/v1/responses"
            case .embeddings: "/v1/embeddings"
            }
        }

        func read(_ body: [UInt8]) throws(RequestError) -> any MeteredRequest {
            switch self {
            case .chat: try ChatRequest.read(body)
            case .responses: try ResponsesRequest.read(body)
            case .embeddings: try EmbeddingsRequest.read(body)
            }
        }
    }

    init(_ body: [UInt8]) throws(RequestError) {
        let root = try JSONDocument(request: body).requiringObject().root
        for field in root.fields where !Self.members.contains(where: { field.name.equals($0) }) {
            throw .unpriced(field.name.shownName, "nobody here knows whether it costs money")
        }
        guard let id = root.member("input_file_id" as StaticString) else {
            throw .missing("input_file_id")
        }
        guard let file = id.string else {
            throw .type("input_file_id", expected: "a string", got: id)
        }
        guard PlainName.isSegment(file.utf8) else {
            throw RequestError(
                .invalidValue,
                param: "input_file_id",
                "The parameter 'input_file_id' is no identifier of a file."
            )
        }
        self.file = file
        guard let name = root.member("endpoint" as StaticString) else {
            throw .missing("endpoint")
        }
        guard let url = name.string else {
            throw .type("endpoint", expected: "a string", got: name)
        }
        guard let endpoint = Endpoint.allCases.first(where: { $0.path == url }) else {
            let known = Endpoint.allCases.map(\.path).joined(separator: ", ")
            throw RequestError(
                .notPriced,
                param: "endpoint",
                "Batches of this endpoint have no price here. Use one of \(known)."
            )
        }
        self.endpoint = endpoint
    }

    private static let members: [StaticString] = [
        "input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after",
    ]
}
