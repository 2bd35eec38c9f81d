/// Which requests to Azure OpenAI are metered, free, or refused.
///
/// Paths: Microsoft, “Azure OpenAI in Microsoft Foundry Models REST API reference”, and `AzureOpenAI`
/// of the `openai` package 3.52.0. A name in the path, or the body's `model` where the path has
/// none, is a deployment's; what it runs is known from the configuration alone.
package enum AzureRoutes {
    /// - Parameter models: the model that each deployment runs.
    package static func route(_ head: DialectHead, models: [String: String]) -> DialectRoute {
        let fact = table.first { $0.matches(method: head.method, path: head.path) }
        guard let fact, fact.treatment != .refused else {
            return .refused(
                "\(head.shown) is refused: it is no route that has a price here. "
                    + "Use POST /openai/deployments/{deployment}/chat/completions."
            )
        }
        guard isVersion(head.query) else {
            return .refused(
                "\(head.shown) is refused with this query: only 'api-version' is known here."
            )
        }
        if fact.treatment == .free { return .free }
        let form: ForeignForm =
            if head.path.hasSuffix("/chat/completions") {
                .chat
            } else if head.path.hasSuffix("/embeddings") {
                .embeddings
            } else {
                .response
            }
        let deployment =
            head.path.hasPrefix(deployments)
            ? String(head.path.dropFirst(deployments.count).prefix { $0 != "/" }) : nil
        return .metered(AzureReader(form: form, deployment: deployment, models: models))
    }

    package static let table: [RouteFact] = [
        RouteFact("POST", "/openai/deployments/{deployment}/chat/completions", .priced, tokens),
        RouteFact("POST", "/openai/deployments/{deployment}/embeddings", .priced, tokens),
        RouteFact("POST", "/openai/responses", .priced, tokens),
        RouteFact("POST", "/openai/v1/chat/completions", .priced, tokens),
        RouteFact("POST", "/openai/v1/responses", .priced, tokens),
        RouteFact("POST", "/openai/v1/embeddings", .priced, tokens),
        RouteFact("GET", "/openai/models", .free, "a list"),
        RouteFact("GET", "/openai/v1/models", .free, "a list"),
        RouteFact("GET", "/openai/v1/models/{model}", .free, "a description"),
        RouteFact("*", "/openai/…", .refused, "it has no price here, or none that is bounded"),
    ]

    /// What is read in another way than OpenAI's own; all else is as there.
    package static let parameters: [ParameterFact] = [
        ParameterFact(chat, "api-version", .free, "goes on as it is"),
        ParameterFact(chat, "model", .free, "the deployment in the path decides"),
        ParameterFact(chat, "service_tier", .refused, ForeignRequest.tierReason),
        ParameterFact(
            chat,
            "data_sources",
            .refused,
            "what is searched becomes part of the prompt"
        ),
    ]

    private static let tokens = "by tokens, as the model that the deployment runs"
    private static let chat = "/openai/deployments/{deployment}/chat/completions"
    private static let deployments = "/openai/deployments/"

    /// Whether a query says nothing, or which version of the interface is meant.
    private static func isVersion(_ query: Substring) -> Bool {
        query.isEmpty
            || query.hasPrefix("api-version=")
                && PlainName.isSegment(query.dropFirst("api-version=".count).utf8)
    }
}

/// Reads what goes to a deployment of Azure OpenAI.
struct AzureReader: MeteredReader {
    let form: ForeignForm
    /// The path's word; nil where the body's `model` is one.
    let deployment: String?
    let models: [String: String]

    func read(_ body: [UInt8], _ head: DialectHead) throws(RequestError) -> any MeteredRequest {
        try form.read(body, ForeignForm.Terms(deployment: deployment)) {
            name throws(RequestError) in
            guard let model = models[name] else {
                throw RequestError(
                    .notPriced,
                    param: "model",
                    "Which model the deployment '\(name.prefix(100))' runs is not known here, so "
                        + "that it has no price. Start the server with --azure-deployment "
                        + "\(name.prefix(100))=MODEL."
                )
            }
            return model
        }
    }
}
