import Farthing
import FarthingCore

/// Why a call of a tool is not passed on, or has no answer: what an agent is told of it.
struct CallRefusal: Sendable {
    /// The code in the words of the spend verbs, such as `budget_exceeded`.
    var code: String
    /// The tool as it was called.
    var tool: String
    /// What has happened, in a sentence.
    var message: String
    /// What to do now, in a sentence.
    var advice: String
    /// Whether what was held is charged.
    var isCharged = false
    var refusal: Refusal?
    var retryAfterMs: Int64?
    var approval: String?

    init(_ code: String, tool: String, _ message: String, advice: String, isCharged: Bool = false) {
        self.code = code
        self.tool = tool
        self.message = message
        self.advice = advice
        self.isCharged = isCharged
    }

    /// What the ledger says to a call.
    init(_ error: SpendError, tool: String, nowMs: Int64) {
        let known = Self.known[error.code]
        self.init(
            known?.code ?? "not_admitted",
            tool: tool,
            error.message,
            advice: known?.advice ?? "Do not repeat it; tell the person who set this up."
        )
        refusal = error.refusal
        retryAfterMs = error.retryAfterMs
        if let refusal, refusal.windowEndsMs != Int64.max, error.code == .overLimit {
            retryAfterMs = retryAfterMs ?? max(0, refusal.windowEndsMs - nowMs)
        }
        if error.code == .ledgerUnavailable || error.code == .outcomeUnknown {
            retryAfterMs = retryAfterMs ?? Self.ledgerRetryMs
        }
        approval = error.approvalID?.description
    }

    /// When it is worth while to ask a ledger again that was away.
    private static let ledgerRetryMs: Int64 = 5_000

    private static let wait = "Wait so long before this tool is called again, or go on without it."
    private static let known: [SpendError.Code: (code: String, advice: String)] = [
        .overLimit: (
            "budget_exceeded",
            "Do not repeat the call before the budget has room: go on without it, use a cheaper tool, "
                + "or ask a person to raise the limit."
        ),
        .paused: ("budget_paused", "Stop calling tools; a person has to lift the pause."),
        .rule: ("rule", "Do not repeat the call; the policy forbids it."),
        .unmatched: ("unmatched", "Do not repeat the call; no budget is set up for it."),
        .approvalPending: (
            "approval_pending",
            "A person has to approve it; repeat the same call after that."
        ),
        .approvalDenied: ("approval_denied", "Do not repeat the call; a person has said no."),
        .toolNotRegistered: (
            "unknown_tool",
            "Do not repeat the call; a person has to register the tool with its price."
        ),
        .toolRateLimited: ("tool_rate_limited", wait),
        .toolAttemptsExhausted: (
            "tool_attempts_exhausted",
            "Do not call this tool again in this run."
        ),
        .toolBreakerOpen: ("tool_breaker_open", wait),
        .toolGuardsFull: ("tool_guards_full", wait),
        .ledgerUnavailable: (
            "ledger_unavailable",
            "Nothing can be spent while the ledger is away; try again later."
        ),
        .outcomeUnknown: (
            "ledger_unavailable",
            "The call was not made; try again later."
        ),
        .notAccepted: (
            "not_authorized",
            "Do not repeat the call; the proxy's key may not make it."
        ),
    ]
}

extension SpendError.Code {
    /// As a remote ledger names it.
    fileprivate static let notAccepted = SpendError.Code(rawValue: "notAuthorized")
}
