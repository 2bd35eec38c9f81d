import NIOHTTP1

/// What can be asked of the ledger over HTTP, under `/v1/spend/`.
enum SpendVerb: String, CaseIterable {
    /// What the policy would say; nothing is held.
    case decide
    case hold, dispatch, extend, settle, release
    /// Carves an allowance for a child run.
    case carve
    /// The allowances that the key has carved, and the one that it spends under.
    case allowances
    /// The accounts that the key's calls count in.
    case budgets
    /// The registered tools of the key's workspace, with their prices and guards.
    case tools
    /// Guards whose state several processes share; see ``GuardCall``.
    case rate = "guards/rate"
    case attempt = "guards/attempt"
    case circuit = "guards/circuit"
    case begin = "guards/begin"
    case cancel = "guards/cancel"
    case leave = "guards/leave"
    case end = "guards/end"
    case forget = "guards/forget"
    case prove = "guards/prove"
    case require = "guards/require"
    case forgetFacts = "guards/forget-facts"
    /// The document that describes all of this.
    case openAPI = "openapi.json"

    /// The verb of a request; nil when there is none of that name and method.
    init?(method: HTTPMethod, name: Substring) {
        let found = SpendVerb.allCases.first { $0.name == name && $0.method == method }
        guard let found else { return nil }
        self = found
    }

    /// The last part of its path.
    var name: String { self == .carve ? SpendVerb.allowances.rawValue : rawValue }

    var method: HTTPMethod {
        switch self {
        case .allowances, .budgets, .tools, .openAPI: .GET
        default: .POST
        }
    }

    /// The members that a body may have; every other one is refused, so that a misspelled bound is
    /// never taken for none.
    var members: [String] {
        let call = ["provider", "model", "tool", "amount", "amounts", "usage", "capability"]
        return switch self {
        case .decide: call
        case .hold: call + ["sent", "expires_in_ms"]
        case .dispatch: ["id"]
        case .extend: ["id", "amount", "amounts", "usage", "expires_in_ms"]
        case .settle:
            ["id", "provider", "model", "amount", "amounts", "usage", "evidence", "failed"]
        case .release: ["id", "why", "failed"]
        case .carve:
            [
                "run", "amount", "amounts", "calls", "models", "tools", "depth", "key",
                "expires_in_ms",
            ]
        case .rate: ["module", "tool", "scope", "max_calls", "period_nanos"]
        case .attempt: ["module", "tool", "run", "limit"]
        case .circuit: ["service", "max_failures", "reset_nanos", "counts"]
        case .begin: ["module", "tool", "run", "key", "arguments"]
        case .cancel: ["ticket"]
        case .leave: ["ticket", "end"]
        case .end: ["ticket", "last_error", "ttl_nanos"]
        case .forget: ["module", "tool", "run", "key"]
        case .prove: ["session", "scope", "facts", "ttl_nanos"]
        case .require: ["session", "scope", "facts"]
        case .forgetFacts: ["session", "scope"]
        case .allowances, .budgets, .tools, .openAPI: []
        }
    }
}

/// Every verb's name, method and body members, for the test that pins the document to them.
package let spendVerbTable: [(name: String, method: String, members: [String])] =
    SpendVerb.allCases.map { ($0.name, $0.method.rawValue, $0.members) }
