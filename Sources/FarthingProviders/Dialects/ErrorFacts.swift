/// What an error says, whatever the dialect that it is told in.
package struct ErrorFacts: Sendable {
    package var status: Int
    /// Our own code, as logs and metrics count it: `budget_exceeded`, `model_not_priced`, …
    package var code: String
    /// OpenAI's word for the sort of error: `invalid_request_error`, `permission_error`,
    /// `insufficient_quota`, `conflict_error`, `server_error`.
    package var type: String
    package var message: String
    package var param: String?
    /// What could be afforded instead.
    package var headroom: Headroom?

    package init(
        status: Int,
        code: String,
        type: String,
        message: String,
        param: String? = nil,
        headroom: Headroom? = nil
    ) {
        self.status = status
        self.code = code
        self.type = type
        self.message = message
        self.param = param
        self.headroom = headroom
    }
}

/// An error as a dialect tells it: the status, fields and body with which its SDK raises its own typed
/// error, once.
package struct RenderedError: Hashable, Sendable {
    package var status: Int
    /// Fields beside content type and length, names in lower case.
    package var fields: [Field]
    package var contentType: String
    package var body: [UInt8]

    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        status: Int,
        fields: [Field] = [],
        contentType: String = "application/json",
        body: [UInt8]
    ) {
        self.status = status
        self.fields = fields
        self.contentType = contentType
        self.body = body
    }
}
