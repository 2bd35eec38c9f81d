import FarthingCore
import Synchronization

/// Runs `body` unless `maxCalls` calls of the tool began within `period`.
///
/// A sliding window, exact: a call at `now` passes while fewer than `maxCalls` began in
/// `(now − period, now]`. Refused calls are not counted. The clock is monotonic. Tools of one name in two
/// modules are two, and so are two rules for one tool: "5 a second" may stand around "100 a minute".
///
/// - Parameters:
///   - tool: the tool's name.
///   - maxCalls: 1...1,000,000.
///   - period: more than nothing, at most 366 days.
///   - scope: whose calls are counted together, such as a user's id, at most 256 bytes; nil for all.
///   - body: the call.
///   - fileID: of whose module the tool is; the caller's.
///   - store: what the guard remembers by.
/// - Throws: ``GuardError`` with ``GuardError/Code/rateLimited`` and `retryAfterMs`; nothing has run
///   then. Else what `body` throws.
@discardableResult
public func rateLimit<Value>(
    _ tool: String,
    maxCalls: Int,
    per period: Duration,
    by scope: String? = nil,
    store: GuardStore = .shared,
    fileID: String = #fileID,
    _ body: () async throws -> Value
) async throws -> Value {
    _ = try await store.takeRate(
        GuardKey(fileID: fileID, tool: tool),
        RateLimitGuard(maxCalls: maxCalls, per: period, by: scope)
    )
    return try await body()
}

/// How often a tool may be called, for ``ToolGuards/rate``.
public struct RateLimitGuard: Sendable {
    /// Calls within the period: 1...1,000,000.
    public var maxCalls: Int
    /// The sliding window's length.
    public var period: Duration
    /// Whose calls are counted together; nil for all.
    public var scope: String?

    /// At most `maxCalls` within `period`, for each `scope`.
    public init(maxCalls: Int, per period: Duration, by scope: String? = nil) {
        self.maxCalls = maxCalls
        self.period = period
        self.scope = scope
    }
}

extension GuardStore {
    func takeRate(
        _ key: GuardKey,
        _ limit: RateLimitGuard
    ) async throws(GuardError) -> GuardTicket<RateLimiter.Ticket> {
        guard let nanos = limit.period.boundedNanos,
            let rule = RateRule(maxCalls: limit.maxCalls, periodNanos: nanos)
        else {
            throw GuardError(
                .badRateLimit,
                tool: key.tool,
                message:
                    "The rate limit of \(shown(key.tool)) needs 1 to 1,000,000 calls in a period "
                    + "of up to 366 days."
            )
        }
        if let scope = limit.scope, scope.utf8.count > Scope.valueBytesMax {
            throw GuardError(
                .badScope,
                tool: key.tool,
                message: "A scope value of \(shown(key.tool)) is longer than 256 bytes."
            )
        }
        switch try await take(RateLimiter.Key(key, rule, scope: limit.scope)) {
        case .admitted(let ticket): return ticket
        case .refused(.refused(let nanos)):
            throw intervening("rateLimit", .rateLimited(key.tool, limit, retryAfterNanos: nanos))
        case .refused: throw intervening("rateLimit", .full(key.tool, "rate limit's key"))
        }
    }

    private func take(
        _ key: RateLimiter.Key
    ) async throws(GuardError) -> GuardVerdict<RateLimiter.Ticket> {
        if let desk { return GuardVerdict(try await desk.perform(.takeRate(key))) }
        let now = clock.boundedNanos
        return switch rates.withLock({ $0.take(key, nowNanos: now) }) {
        case .admitted(let ticket): .admitted(.here(ticket))
        case .refused(let nanos): .refused(.refused(retryAfterNanos: nanos))
        case .full: .refused(.full)
        }
    }

    func cancelRate(_ ticket: GuardTicket<RateLimiter.Ticket>) async {
        switch ticket {
        case .here(let ticket): rates.withLock { $0.cancel(ticket) }
        case .desk(let ticket): await tell(.cancel(ticket: ticket))
        }
    }
}

extension GuardError {
    fileprivate static func rateLimited(
        _ tool: String,
        _ limit: RateLimitGuard,
        retryAfterNanos: Int64
    ) -> GuardError {
        let retryAfterMs = wholeMs(retryAfterNanos)
        let period = limit.period.shownSeconds
        var details = [
            "max_calls": "\(limit.maxCalls)", "period": period, "retry_after_ms": "\(retryAfterMs)",
        ]
        if let scope = limit.scope { details["scope_value"] = shown(scope) }
        return GuardError(
            .rateLimited,
            tool: tool,
            message: "\(shown(tool)) may be called \(limit.maxCalls) times within \(period).",
            retryAfterMs: retryAfterMs,
            details: details
        )
    }
}
