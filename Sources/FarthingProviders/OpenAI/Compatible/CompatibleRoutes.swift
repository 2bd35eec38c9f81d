/// Which requests to somebody else who speaks OpenAI's dialect are metered, free, or refused.
///
/// An allow-list, shorter than OpenAI's own: what OpenAI gives away, or keeps for a program, others
/// may bill.
package enum CompatibleRoutes {
    package static func route(_ head: DialectHead) -> DialectRoute {
        let fact = table.first { $0.matches(method: head.method, path: head.path) }
        switch fact?.treatment {
        case .free: return .free
        case .priced:
            guard head.query.isEmpty else {
                return .refused("\(head.shown) is refused with a query. Leave it out.")
            }
            switch head.path {
            case "/v1/chat/completions": return .metered(CompatibleReader(form: .chat))
            case "/v1/responses": return .metered(CompatibleReader(form: .response))
            default: return .metered(CompatibleReader(form: .embeddings))
            }
        case .refused, nil:
            return .refused(
                "\(head.shown) is refused: it is no route that has a price here. "
                    + "Use POST /v1/chat/completions."
            )
        }
    }

    package static let table: [RouteFact] = [
        RouteFact("POST", "/v1/chat/completions", .priced, "by tokens, the input by its bytes"),
        RouteFact("POST", "/v1/responses", .priced, "the same; nothing that is stored"),
        RouteFact("POST", "/v1/embeddings", .priced, "the same"),
        RouteFact("GET", "/v1/models", .free, "a list"),
        RouteFact("GET", "/v1/models/{model}", .free, "a description"),
        RouteFact("*", "/v1/…", .refused, "OpenAI's price for it says nothing of others'"),
    ]

    /// What is read in another way than OpenAI's own; all else is as there.
    package static let parameters: [ParameterFact] = [
        ParameterFact(chat, "max_completion_tokens", .priced, "goes out as max_tokens"),
        ParameterFact(chat, "service_tier", .refused, ForeignRequest.tierReason),
        ParameterFact(chat, "messages.content.image_url", .refused, "no formula is known"),
    ]

    private static let chat = "/v1/chat/completions"
}

/// Reads what goes to somebody else who speaks OpenAI's dialect.
struct CompatibleReader: MeteredReader {
    let form: ForeignForm

    func read(_ body: [UInt8], _ head: DialectHead) throws(RequestError) -> any MeteredRequest {
        // Many know `max_tokens` alone, and pass over what they do not know.
        try form.read(body, ForeignForm.Terms(onlyLimit: .maxTokens, isOtherMaker: true))
    }
}
