import FarthingProviders

/// An error as it will be told to a client, in the words of the dialect that it speaks.
struct ClientError {
    var facts: ErrorFacts
    /// Whether a client that tries again by itself may have more luck.
    var mayRetry = false
    var fields: [Answer.Field] = []
    var rendered: RenderedError?

    init(
        _ facts: ErrorFacts,
        mayRetry: Bool = false,
        fields: [Answer.Field] = [],
        rendered: RenderedError? = nil
    ) {
        self.facts = facts
        self.rendered = rendered
        self.mayRetry = mayRetry
        self.fields = fields
    }

    /// One of the gateway's own making.
    init(_ status: Int, _ code: String, _ message: String, mayRetry: Bool) {
        facts = ErrorFacts(status: status, code: code, type: "server_error", message: message)
        self.mayRetry = mayRetry
    }
}

extension Answer {
    init(_ error: ClientError, in dialect: GatewayDialect) {
        let rendered = error.rendered ?? dialect.render(error.facts)
        var fields = error.fields
        fields.append(Field("x-should-retry", error.mayRetry ? "true" : "false"))
        for field in rendered.fields { fields.append(Field(field.name, field.value)) }
        self.init(
            status: rendered.status,
            contentType: rendered.contentType,
            fields: fields,
            body: rendered.body
        )
    }
}

extension ClientConnection {
    /// Answers with an error, in the dialect of the request.
    func respond(_ error: ClientError) { respond(Answer(error, in: dialect)) }
}
