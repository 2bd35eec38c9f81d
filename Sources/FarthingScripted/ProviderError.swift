/// An error in the provider's own shape.
struct ProviderError: Error {
    var status: Int
    var message: String
    var type: String
    var parameter: String?
    var code: String?

    static func malformed(_ reason: String) -> ProviderError {
        ProviderError(
            status: 400,
            message: "We could not parse the JSON body of your request: \(reason).",
            type: "invalid_request_error",
            parameter: nil,
            code: nil
        )
    }

    static func invalid(_ parameter: String, _ reason: String) -> ProviderError {
        ProviderError(
            status: 400,
            message: "Invalid value for '\(parameter)': \(reason).",
            type: "invalid_request_error",
            parameter: parameter,
            code: "invalid_value"
        )
    }

    static let noModel = invalid("model", "you must provide a model")

    static func noSuchModel(_ model: String) -> ProviderError {
        ProviderError(
            status: 404,
            message: "The model '\(model)' does not exist or you do not have access to it.",
            type: "invalid_request_error",
            parameter: nil,
            code: "model_not_found"
        )
    }

    static func noSuchPath(_ method: String, _ path: String) -> ProviderError {
        ProviderError(
            status: 404,
            message: "Invalid URL (\(method) \(path))",
            type: "invalid_request_error",
            parameter: nil,
            code: nil
        )
    }

    static let badKey = ProviderError(
        status: 401,
        message: "Incorrect API key provided.",
        type: "invalid_request_error",
        parameter: nil,
        code: "invalid_api_key"
    )

    static let tooLarge = ProviderError(
        status: 413,
        message: "The request body is too large.",
        type: "invalid_request_error",
        parameter: nil,
        code: "request_too_large"
    )

    /// The error that a fault asks for.
    static func fault(status: Int) -> ProviderError {
        let isQuota = status == 429
        return ProviderError(
            status: status,
            message: isQuota
                ? "Rate limit reached for requests."
                : "The scripted provider fails as it was told.",
            type: isQuota ? "requests" : (status < 500 ? "invalid_request_error" : "server_error"),
            parameter: nil,
            code: isQuota ? "rate_limit_exceeded" : nil
        )
    }
}
