import NIOHTTP1

/// What proxies ask over HTTP that speak no gRPC: the bodies of SpendGuard's HTTP companion, over the same
/// holds as the spend verbs.
enum CompanionVerb: String {
    /// How many tokens a prompt has.
    case tokenize
    /// Whether a call may be made, and the hold for it.
    case decision
    /// How a call ended.
    case trace

    /// The longest prompt, and JSON around it: what the peer takes.
    private static let promptBytesMax = 4 << 20

    /// The verb of a path; nil for any other.
    init?(path: Substring) {
        guard path.hasPrefix("/v1/") else { return nil }
        self.init(rawValue: String(path.dropFirst(4)))
    }

    var bodyBytesMax: Int { self == .tokenize ? Self.promptBytesMax : SpendBody.bytesMax }

    func start(_ request: ClientRequest, _ client: ClientConnection) {
        client.refusing { () throws(RequestRefusal) in
            guard request.method == .POST else { throw .companionMethod }
            let body = try CompanionBody(request.body, bytesMax: bodyBytesMax)
            switch self {
            case .tokenize: client.respond(try TokenizeCall.answer(body))
            case .decision: try DecisionCall.start(body, request, client)
            case .trace: try TraceCall.start(body, request, client)
            }
        }
    }
}

extension RequestRefusal {
    fileprivate static let companionMethod = {
        var refusal = RequestRefusal(
            405,
            "method_not_allowed",
            type: invalid,
            "The companion is asked with POST."
        )
        refusal.fields = [Answer.Field("allow", "POST")]
        return refusal
    }()
}
