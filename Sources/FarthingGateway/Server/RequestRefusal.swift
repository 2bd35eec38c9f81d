import FarthingCore
import FarthingProviders
import Logging

/// Why a request is not taken: nothing was held, nothing was sent.
struct RequestRefusal: Error {
    var status: Int
    /// As metrics and logs count it.
    var code: String
    /// The provider's word for the sort of error.
    var type: String
    var message: String
    var param: String?
    var fields: [Answer.Field] = []
    /// Where the dialect has words of its own for exactly this.
    var rendered: RenderedError?
    /// What the journal is to have before the client hears of it; nil where that is nothing.
    var ruled: RefusedCall?

    init(_ status: Int, _ code: String, type: String, _ message: String, param: String? = nil) {
        self.status = status
        self.code = code
        self.type = type
        self.message = message
        self.param = param
    }

    /// As the client hears it; no SDK need try again what will not change.
    var error: ClientError {
        ClientError(
            ErrorFacts(status: status, code: code, type: type, message: message, param: param),
            fields: fields,
            rendered: rendered
        )
    }

    static let invalid = "invalid_request_error"

    static let malformedHTTP = RequestRefusal(
        400,
        "malformed_http",
        type: invalid,
        "The request is not valid HTTP/1.1."
    )
    static let missingHost = RequestRefusal(
        400,
        "missing_host",
        type: invalid,
        "The header 'host' is missing. HTTP/1.1 requires it."
    )
    static let transferCoding = RequestRefusal(
        400,
        "unsupported_transfer_coding",
        type: invalid,
        "The only transfer-encoding that is taken is 'chunked'."
    )
    static let headTooLarge = RequestRefusal(
        431,
        "request_headers_too_large",
        type: invalid,
        "The request's head is larger than is taken here."
    )
    static let tooSlow = RequestRefusal(
        408,
        "request_timeout",
        type: invalid,
        "The request took too long to arrive."
    )
    static let missingKey = RequestRefusal(
        401,
        "invalid_api_key",
        type: invalid,
        "No Farthing key was given. Send one as the bearer token (fk_…)."
    )
    static let foreignJob = RequestRefusal(
        404,
        "not_found",
        type: invalid,
        "No such batch or response is known for this key."
    )
    static let wrongKey = RequestRefusal(
        401,
        "invalid_api_key",
        type: invalid,
        "The Farthing key is not known, or was revoked, or is past its time. Ask for another."
    )
    static let approverKey = RequestRefusal(
        403,
        "approver_key",
        type: "permission_error",
        "This Farthing key votes on approvals and makes no calls. Use the agent's own key."
    )
    static let compressed = RequestRefusal(
        415,
        "compressed_request",
        type: invalid,
        "Compressed requests are not taken. Send the body without content-encoding."
    )
    static let expectation = RequestRefusal(
        417,
        "unknown_expectation",
        type: invalid,
        "Only 'expect: 100-continue' is understood."
    )
    static let routeUnknown = RequestRefusal(
        404,
        "unknown_route",
        type: invalid,
        "There is nothing at this path. Calls go to /openai/v1/chat/completions."
    )
    static func signature(_ error: SigV4Error) -> RequestRefusal {
        var refusal = RequestRefusal(
            403,
            "invalid_signature",
            type: "permission_error",
            error.message
        )
        refusal.rendered = BedrockErrors.render(error)
        return refusal
    }

    static func noUpstream(_ dialect: GatewayDialect) -> RequestRefusal {
        RequestRefusal(
            404,
            "no_upstream",
            type: invalid,
            "Calls to '\(dialect.prefix)' have nowhere to go: the server has no upstream for it."
        )
    }

    static func duplicate(_ field: String) -> RequestRefusal {
        RequestRefusal(
            400,
            "duplicate_header",
            type: invalid,
            "The header '\(field)' is given more than once."
        )
    }

    static func tooLarge(_ bytesMax: Int) -> RequestRefusal {
        RequestRefusal(
            413,
            "request_too_large",
            type: invalid,
            "The request's body is larger than \(bytesMax) bytes."
        )
    }

    static func routeRefused(_ reason: String) -> RequestRefusal {
        RequestRefusal(403, "route_not_priced", type: "permission_error", reason)
    }

    static func claim(_ name: String, _ reason: String) -> RequestRefusal {
        RequestRefusal(
            403,
            "scope_not_claimable",
            type: "permission_error",
            "The header '\(name)' is refused: \(reason)."
        )
    }

    init(_ error: RequestError) {
        self.init(
            error.status,
            error.code.rawValue,
            type: error.status == 403 ? "permission_error" : Self.invalid,
            error.message,
            param: error.param
        )
    }
}

extension ClientConnection {
    /// Answers with a refusal, and counts and logs it.
    func refuse(_ refusal: RequestRefusal) {
        if let call = refusal.ruled { return RuledRefusal.start(refusal, call, self) }
        loop.counters.refused(refusal.code)
        loop.gateway.logger.info(
            "request refused",
            metadata: ["code": "\(refusal.code)", "status": "\(refusal.status)"]
        )
        respond(refusal.error)
    }
}
