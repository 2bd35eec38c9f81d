import AsyncHTTPClient
public import Farthing
import FarthingCore
import NIOHTTP1

/// What the server has answered.
struct RemoteAnswer: Sendable {
    let status: Int
    /// Whether the server says that nothing was done and the same may be tried again.
    let mayRetry: Bool
    /// The hold that the answer speaks of.
    let hold: HoldID?
    private let retryAfterMs: Int64?
    private let model: String?
    private let root: JSONNode?

    init(_ response: HTTPClientResponse, _ body: [UInt8]) {
        status = Int(response.status.code)
        let fields = response.headers
        mayRetry = fields.first(name: "x-should-retry") == "true"
        hold = fields.first(name: "x-farthing-hold").flatMap { HoldID($0) }
        model = fields.first(name: "x-farthing-model")
        let seconds = fields.first(name: "retry-after").flatMap { Int64($0) }
        let ms = fields.first(name: "retry-after-ms").flatMap { Int64($0) }
        retryAfterMs =
            ms.flatMap { (0...1 << 50).contains($0) ? $0 : nil }
            ?? seconds.flatMap { (0...1 << 40).contains($0) ? $0 * 1_000 : nil }
        root = try? JSONDocument(body).root
    }

    var isSuccess: Bool { status == 200 && root?.kind == .object }

    /// Whether the server cannot do it now, and may another time.
    var isOfServer: Bool { status >= 500 || status == 408 || status == 401 }

    /// A member of the answer's body.
    func member(_ name: String) -> JSONNode? { root?.member(name) }

    func int(_ name: String) -> Int64? { member(name)?.int64 }

    /// The journal's entry, which is written as a text.
    var receipt: Int64? { member("receipt")?.string.flatMap { Int64($0) } }

    /// The error's code in the server's words; empty where it says none.
    var code: String { member("error")?.member("code")?.string ?? "" }

    /// The server's refusal, in its words.
    var error: SpendError {
        let error = member("error")
        let facts = error?.member("farthing")
        let refusal = Self.refusal(facts)
        let approval = facts?.member("approval")?.string
        return SpendError(
            SpendError.Details(
                code: spendCode,
                message: error?.member("message")?.string
                    ?? "The server answered with status \(status) and no reason.",
                refusal: refusal,
                reasons: facts?.member("rule")?.string.map { [$0] } ?? [],
                approvalID: approval?.split(separator: "/").last.flatMap { HoldID($0) },
                retryAfterMs: retryAfterMs,
                affordableOutputTokens: facts?.member("affordable_output_tokens")?.int64,
                model: model
            )
        )
    }

    private var spendCode: SpendError.Code {
        switch code {
        case "budget_exceeded", "allowance_exceeded": .overLimit
        case "budget_paused", "budget_frozen": .paused
        case "rule": .rule
        case "unmatched": .unmatched
        case "approval_pending": .approvalPending
        case "approval_denied": .approvalDenied
        case "downgrade_needed": .downgradeNeeded
        case "model_not_priced", "no_output_limit", "price_forgotten": .unpriced
        case "call_in_flight", "call_already_settled", "idempotency_key_conflict": .duplicate
        case "hold_expired": .expired
        case "hold_already_settled", "conflict", "unknown_hold": .conflict
        case "invalid_api_key", "approver_key", "scope_not_claimable": .notAuthorized
        case "unknown_tool": .toolNotRegistered
        case "tool_rate_limited": .toolRateLimited
        case "tool_attempts_exhausted": .toolAttemptsExhausted
        case "tool_breaker_open": .toolBreakerOpen
        case "tool_guards_full": .toolGuardsFull
        case _ where status >= 500: mayRetry ? .ledgerUnavailable : .outcomeUnknown
        default: .invalid
        }
    }

    private static func refusal(_ facts: JSONNode?) -> Refusal? {
        guard let facts, let code = facts.member("reason")?.string.flatMap(RefusalCode.init)
        else { return nil }
        var refusal = Refusal(code)
        if let budget = facts.member("budget")?.string {
            refusal.account = AccountKey(
                budget: budget,
                scope: "",
                windowStartMs: 0,
                generation: 0
            )
        }
        refusal.unit = facts.member("unit")?.string.flatMap { BudgetUnit(name: $0) }
        refusal.limit = facts.member("limit")?.int64 ?? 0
        refusal.spent = facts.member("spent")?.int64 ?? 0
        refusal.held = facts.member("held")?.int64 ?? 0
        refusal.needed = facts.member("needed")?.int64 ?? 0
        refusal.windowEndsMs = facts.member("window_ends_ms")?.int64 ?? Int64.max
        refusal.rule = facts.member("rule")?.string
        refusal.sequence = facts.member("receipt")?.string.flatMap { Int64($0) }
        return refusal
    }
}

extension SpendError.Code {
    /// The server does not take the key, or the key may not say what the call says of itself.
    public static let notAuthorized = SpendError.Code(rawValue: "notAuthorized")
}
