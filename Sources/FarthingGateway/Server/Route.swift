import FarthingCore
import FarthingProviders
import NIOHTTP1

/// Where a request goes.
enum Route {
    case chatCompletions(target: String)
    /// Costs nothing and goes on to the provider.
    case free(target: String)
    /// Costs, or may cost, and is not known here.
    case refused(String)
    case spend(SpendVerb)
    case health
    case ready
    case metrics
    case unknown

    init(method: HTTPMethod, target: String) {
        if method == .POST, let chat = Self.chatTarget(target) {
            self = .chatCompletions(target: chat)
            return
        }
        let path = target.prefix { $0 != "?" }
        switch path {
        case "/healthz": self = .health
        case "/readyz": self = .ready
        case "/metrics": self = .metrics
        default:
            if path.hasPrefix("/v1/spend/") {
                self =
                    SpendVerb(method: method, name: path.dropFirst(10)).map { .spend($0) }
                    ?? .unknown
                return
            }
            var inner = target
            if inner.hasPrefix("/openai/") { inner.removeFirst(7) }
            guard inner.hasPrefix("/v1/") else {
                self = .unknown
                return
            }
            switch OpenAIRoutes.route(method: method.rawValue, target: inner) {
            case .chatCompletions: self = .chatCompletions(target: inner)
            case .free: self = .free(target: inner)
            case .refused(let reason): self = .refused(reason)
            }
        }
    }

    /// What most requests ask for, told without taking the target apart.
    private static func chatTarget(_ target: String) -> String? {
        switch target {
        case "/openai/v1/chat/completions", "/v1/chat/completions": "/v1/chat/completions"
        default: nil
        }
    }

    /// Whether a caller must say who it is.
    var needsKey: Bool {
        switch self {
        case .health, .ready, .metrics, .unknown, .spend(.openAPI): false
        default: true
        }
    }

    /// The largest body: only calls carry prompts.
    func bodyBytesMax(_ options: GatewayOptions) -> Int {
        switch self {
        case .chatCompletions, .refused: options.requestBytesMax
        default: min(options.requestBytesMax, SpendBody.bytesMax)
        }
    }

    /// Starts what the request asks for.
    func handle(_ request: ClientRequest, _ client: ClientConnection) {
        switch self {
        case .chatCompletions(let target): ChatCall.start(request, target: target, client)
        case .free(let target): FreeCall.start(request, target: target, client)
        case .refused(let reason):
            client.refuse(.routeRefused(reason))
        case .spend(let verb): SpendCall.start(verb, request, client)
        case .health: client.respond(Answer(status: 200, body: Array("{\"ok\":true}".utf8)))
        case .ready: ReadyCall.start(client)
        case .metrics: MetricsCall.start(client)
        case .unknown: client.refuse(.routeUnknown)
        }
    }
}
