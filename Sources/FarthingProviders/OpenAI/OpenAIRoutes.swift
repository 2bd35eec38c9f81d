/// Which requests to an OpenAI upstream are metered, free, or refused.
///
/// An allow-list: what is not named here may cost money in a way that nobody holds for.
package enum OpenAIRoutes {
    package enum Route: Hashable, Sendable {
        /// Metered.
        case chatCompletions
        /// Costs nothing: passed through without a hold.
        case free
        /// Refused with 403 and a message that names the route.
        case refused(String)
    }

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
        guard let fact else { return .refused(reason(head.method, head.path, nil)) }
        switch fact.treatment {
        case .free: return .free
        case .priced, .refused: return .refused(reason(head.method, head.path, fact.note))
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
        default: nil
        }
    }

    /// Classifies a request by its method and its target, with or without a query, as it stands
    /// below the upstream's prefix: `/v1/chat/completions`.
    package static func route(method: String, target: String) -> Route {
        let path =
            target.utf8.firstIndex(of: UInt8(ascii: "?")).map { target[..<$0] } ?? target[...]
        switch (method, path) {
        case ("POST", "/v1/chat/completions"): return .chatCompletions
        case ("GET", "/v1/models"): return .free
        case ("GET", _) where isModel(path): return .free
        default: return .refused(reason(method, path, nil))
        }
    }

    /// Whether the path is `/v1/models/{id}`, the id being one plain segment.
    private static func isModel(_ path: Substring) -> Bool {
        RouteFact("GET", "/v1/models/{model}", .free, "").matches(method: "GET", path: path)
    }

    private static func reason(_ method: String, _ path: Substring, _ note: String?) -> String {
        let isPlain = path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        let shown = isPlain ? String(path.prefix(100)) : "this path"
        let verb = method.utf8.allSatisfy { 0x41...0x5A ~= $0 } ? String(method.prefix(10)) : ""
        guard let note else {
            return "\(verb) \(shown) is refused: it is no route that has a price here. "
                + "Use POST /v1/chat/completions or POST /v1/responses."
        }
        return "\(verb) \(shown) is refused: \(note)."
    }
}
