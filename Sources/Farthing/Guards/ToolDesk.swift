package import FarthingCore

/// Where calls of tools are paid for that somebody else makes: a running server, which prices them from
/// its registry, judges their guards and writes their receipts.
package protocol ToolDesk: GuardDesk {
    /// Sets aside what a call of a tool costs, as one that may cost from now on.
    ///
    /// - Throws: ``SpendError``; nothing is held then, or is given back.
    func hold(_ call: ToolCall) async throws(SpendError) -> ToolHold

    /// Books that a call took place, or may have.
    func settle(_ hold: ToolHold, _ end: ToolEnd) async throws(SpendError)

    /// Gives the hold back of a call that never took place; with `hasFailed` its tool's circuit breaker
    /// counts it.
    func release(_ hold: ToolHold, why: String, hasFailed: Bool) async throws(SpendError)

    /// The accounts in which calls of a run can count.
    func accounts(run: String?) async throws(SpendError) -> [AccountStatement]

    /// A registered tool by any spelling of its name; nil for one that is not registered.
    func tool(_ name: String) async throws(SpendError) -> ToolPrice?

    /// The registered tools, at most `limit`.
    func tools(limit: Int) async throws(SpendError) -> [ToolPrice]

    /// Returns once every settlement and release was heard, or after so long; true if so.
    func flush(withinMs: Int64) async -> Bool
}

/// One call of a tool that somebody else makes.
package struct ToolCall: Sendable {
    /// The tool's name, 1 to 256 bytes.
    package var tool: String
    /// What the call says of itself beside the key.
    package var scope: Scope
    /// What it costs where no price is registered, in nano-dollars; nil refuses those.
    package var amountNanos: Int64?
    /// How long the hold lasts that nothing closes, in milliseconds; 1,000...3,600,000.
    package var expiresInMs: Int64

    package init(tool: String, scope: Scope, amountNanos: Int64?, expiresInMs: Int64) {
        self.tool = tool
        self.scope = scope
        self.amountNanos = amountNanos
        self.expiresInMs = expiresInMs
    }
}

/// Money that is set aside for a call of a tool.
package struct ToolHold: Sendable {
    package var id: HoldID
    /// What it costs where no price is registered; nil for a registered tool.
    package var amountNanos: Int64?
    /// Where the desk notes its end.
    package var place: Int

    package init(id: HoldID, amountNanos: Int64?, place: Int) {
        self.id = id
        self.amountNanos = amountNanos
        self.place = place
    }
}

/// How a call of a tool ended that took place, or may have; what was held is charged in each case.
package enum ToolEnd: Sendable {
    /// Its answer came.
    case answered
    /// Nobody knows what it did, and the tool is not to blame: its caller went.
    case unknown
    /// Nobody knows what it did, and the tool is to blame.
    case failed
}

/// A registered tool.
package struct ToolPrice: Hashable, Sendable {
    package var name: String
    /// What one call costs, in nano-units of the currency.
    package var amountNanos: Int64
    package var currency: String
    /// How long a call's answer stands for its repeats; nil where repeats are calls like any other.
    package var idempotencyMs: Int64?

    package init(name: String, amountNanos: Int64, currency: String, idempotencyMs: Int64? = nil) {
        self.name = name
        self.amountNanos = amountNanos
        self.currency = currency
        self.idempotencyMs = idempotencyMs
    }
}

extension SpendError.Code {
    /// No price is registered for the tool, and none was stated.
    public static let toolNotRegistered = SpendError.Code(rawValue: "toolNotRegistered")
    /// The registered tool was called too often in its period: ``SpendError/retryAfterMs``.
    public static let toolRateLimited = SpendError.Code(rawValue: "toolRateLimited")
    /// The run has made all calls of the registered tool that it may.
    public static let toolAttemptsExhausted = SpendError.Code(rawValue: "toolAttemptsExhausted")
    /// The registered tool has failed too often and is stopped: ``SpendError/retryAfterMs``.
    public static let toolBreakerOpen = SpendError.Code(rawValue: "toolBreakerOpen")
    /// More registered tools and runs are under way than the server counts.
    public static let toolGuardsFull = SpendError.Code(rawValue: "toolGuardsFull")
}
