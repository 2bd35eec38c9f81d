/// Which requests to an OpenAI upstream are metered, free, or refused.
///
/// An allow-list: what is not named here may cost money in a way that nobody holds for.
package enum OpenAIRoutes {
    /// Classifies a request by its method and path, as it stands below the upstream's prefix.
    ///
    /// Nothing is normalised: a path that is not spelled as documented is refused, so that we and
    /// the provider cannot read it differently.
    package static func route(_ head: DialectHead) -> DialectRoute {
        if head.method == "POST", let reader = reader(head.path) {
            guard head.query.isEmpty else {
                return .refused("POST \(head.path) is refused with a query. Leave it out.")
            }
            return .metered(reader)
        }
        let fact = table.first { $0.matches(method: head.method, path: head.path) }
        guard let fact else { return .refused(reason(head, nil)) }
        switch fact.treatment {
        case .free: return .free
        case .priced, .refused: return .refused(reason(head, fact.note))
        }
    }

    /// The reader of a metered route; ``table`` names the same as priced.
    private static func reader(_ path: Substring) -> (any MeteredReader)? {
        switch path {
        case "/v1/chat/completions": ChatReader()
        case "/v1/responses": ResponsesReader()
        case "/v1/embeddings": EmbeddingsReader()
        case "/v1/images/generations": ImagesReader()
        case "/v1/audio/speech": SpeechReader()
        case "/v1/audio/transcriptions": TranscriptionReader()
        case "/v1/audio/translations": TranscriptionReader(isTranslation: true)
        case "/v1/batches": OpenAIBatchReader()
        default: nil
        }
    }

    private static func reason(_ head: DialectHead, _ note: String?) -> String {
        guard let note else {
            return "\(head.shown) is refused: it is no route that has a price here. "
                + "Use POST /v1/chat/completions or POST /v1/responses."
        }
        return "\(head.shown) is refused: \(note)."
    }
}
