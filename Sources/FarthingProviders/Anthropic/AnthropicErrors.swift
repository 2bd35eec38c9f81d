import FarthingCore

/// Errors in Anthropic's own shape, so that its SDKs raise their own typed errors.
package enum AnthropicErrors {
    /// `{"type":"error","error":{"type":…,"message":…,"details":{"error_code":…}}}` (Anthropic API
    /// reference, “Errors”).
    ///
    /// A budget that is used up is 402 `billing_error`: the `anthropic` package 2.11.0 raises
    /// `PaymentRequiredError` for it, and no client tries a 402 again by itself, whereas 429 is
    /// tried again by all that do not know `x-should-retry`. Our own code is the error's
    /// `error_code`; what could be afforded stands beside it as `farthing`.
    package static func render(_ facts: ErrorFacts) -> RenderedError {
        let isBudget = facts.type == "insufficient_quota"
        let status = isBudget ? 402 : facts.status
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.key("type")
        writer.literalString("error")
        writer.key("error")
        writer.beginObject()
        writer.key("type")
        writer.literalString(type(status))
        writer.key("message")
        writer.string(facts.message)
        writer.key("details")
        writer.beginObject()
        writer.key("error_code")
        writer.string(facts.code)
        if let param = facts.param {
            writer.key("param")
            writer.string(param)
        }
        writer.endObject()
        if let headroom = facts.headroom {
            writer.key("farthing")
            headroom.write(to: &writer)
        }
        writer.endObject()
        writer.endObject()
        return RenderedError(status: status, body: writer.bytes)
    }

    /// Anthropic's word for the sort of error that a status is.
    private static func type(_ status: Int) -> StaticString {
        switch status {
        case 400: "invalid_request_error"
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 404, 405: "not_found_error"
        case 409: "conflict_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 408, 504: "timeout_error"
        case 529: "overloaded_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }
}
