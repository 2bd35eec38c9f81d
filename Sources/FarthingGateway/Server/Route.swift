import FarthingCore
import FarthingProviders
import NIOHTTP1

/// Where a request goes.
enum Route {
    /// Costs, and is held for.
    case metered(MeteredTarget)
    /// Costs nothing and goes on to the provider.
    case free(GatewayDialect, target: String)
    /// Costs, or may cost, and is not known here.
    case refused(GatewayDialect, String)
    case spend(SpendVerb)
    /// What proxies ask that speak no gRPC.
    case companion(CompanionVerb)
    case health
    case ready
    case metrics
    case events
    /// One approval, by its id; nil where that is none.
    case approval(HoldID?)
    case unknown

    init(_ head: HTTPRequestHead, _ options: GatewayOptions) {
        if head.method == .POST, Self.isChat(head.uri) {
            self = .metered(.chat)
            return
        }
        let path = head.uri.prefix { $0 != "?" }
        switch path {
        case "/healthz": self = .health
        case "/readyz": self = .ready
        case "/metrics": self = .metrics
        case "/v1/events": self = .events
        default:
            if head.method == .GET, path.hasPrefix(ApprovalCall.path) {
                self = .approval(HoldID(String(path.dropFirst(ApprovalCall.path.utf8.count))))
            } else if path.hasPrefix("/v1/spend/") {
                self =
                    SpendVerb(method: head.method, name: path.dropFirst(10)).map { .spend($0) }
                    ?? .unknown
            } else if let verb = CompanionVerb(path: path) {
                self = .companion(verb)
            } else {
                self = Self.provider(head, options) ?? .unknown
            }
        }
    }

    /// What most requests ask for, told without taking the target apart.
    private static func isChat(_ target: String) -> Bool {
        target == "/openai/v1/chat/completions" || target == "/v1/chat/completions"
    }

    private static func provider(_ head: HTTPRequestHead, _ options: GatewayOptions) -> Route? {
        guard let (dialect, target) = GatewayDialect.find(head.uri) else { return nil }
        let found = dialect.route(
            DialectHead(method: head.method, target: target, head.headers),
            deployments: options.azureDeployments
        )
        switch found {
        case .metered(let reader):
            return .metered(MeteredTarget(dialect: dialect, reader: reader, target: target))
        case .free: return .free(dialect, target: target)
        case .refused(let reason): return .refused(dialect, reason)
        }
    }

    /// In whose words errors are told.
    var dialect: GatewayDialect {
        switch self {
        case .metered(let target): target.dialect
        case .free(let dialect, _), .refused(let dialect, _): dialect
        default: .openAI
        }
    }

    /// Puts answers into the route's own words; nil where they are told as they are.
    var rewording: ((Answer) -> Answer?)? {
        if case .companion = self { return { Answer(companion: ToldError($0)) } }
        return nil
    }

    /// Whether a caller must say who it is.
    var needsKey: Bool {
        switch self {
        case .health, .ready, .metrics, .unknown, .spend(.openAPI): false
        default: true
        }
    }

    /// Whether keys may ask that vote on approvals and make no calls.
    var isForApprovers: Bool {
        switch self {
        case .approval, .events: true
        default: false
        }
    }

    /// Whether it is served on a spend socket.
    var isForSpending: Bool {
        switch self {
        case .spend, .companion, .health, .ready, .approval: true
        default: false
        }
    }

    /// The largest body: only calls carry prompts.
    func bodyBytesMax(_ options: GatewayOptions) -> Int {
        switch self {
        case .metered, .free, .refused: options.requestBytesMax
        case .companion(let verb): min(options.requestBytesMax, verb.bodyBytesMax)
        default: min(options.requestBytesMax, SpendBody.bytesMax)
        }
    }

    /// Starts what the request asks for.
    func handle(_ request: ClientRequest, _ client: ClientConnection) {
        switch self {
        case .metered(let target): MeteredCall.start(request, target, client)
        case .free(let dialect, let target):
            FreeCall.start(request, dialect, target: target, client)
        case .refused(_, let reason):
            client.refuse(.routeRefused(reason))
        case .spend(let verb): SpendCall.start(verb, request, client)
        case .companion(let verb): verb.start(request, client)
        case .health: client.respond(Answer(status: 200, body: Array("{\"ok\":true}".utf8)))
        case .ready: ReadyCall.start(client)
        case .metrics: MetricsCall.start(client)
        case .events: EventStreamCall.answer(request, client)
        case .approval(let id): ApprovalCall.start(id, request, client)
        case .unknown: client.refuse(.routeUnknown)
        }
    }
}

/// A metered route of one provider.
struct MeteredTarget {
    var dialect: GatewayDialect
    var reader: any MeteredReader
    /// The provider's own path, with its query.
    var target: String

    static let chat = MeteredTarget(
        dialect: .openAI,
        reader: ChatReader(),
        target: "/v1/chat/completions"
    )
}

extension DialectHead {
    init(method: HTTPMethod, target: String, _ fields: HTTPHeaders) {
        let path = target.prefix { $0 != "?" }
        self.init(
            method: method.rawValue,
            path: path,
            query: target.dropFirst(path.count + 1),
            field: { fields.first(name: $0) }
        )
    }
}
