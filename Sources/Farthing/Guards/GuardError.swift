public import FarthingCore

/// Why a guard has refused a tool's call, or ended it.
///
/// A refusal means that nothing of the tool has run on this call's account; only ``Code/timeout`` and
/// ``Code/tooManyResults`` come after it began.
public struct GuardError: Error, Sendable, CustomStringConvertible {
    /// What kind of reason; more may come.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code's name.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// What kind of reason.
    public let code: Code
    /// The tool, or for a circuit the service, as the program names it.
    public let tool: String
    /// A sentence or two for people.
    public let message: String
    /// In how many milliseconds the same call may pass, at least 1; nil where waiting does not help, or
    /// nobody knows.
    public let retryAfterMs: Int64?
    /// What the message says, for programs.
    public let details: [String: String]
    /// What an agent can do about it; nil where there is nothing.
    public let hint: String?

    /// Makes an error.
    public init(
        _ code: Code,
        tool: String,
        message: String,
        retryAfterMs: Int64? = nil,
        details: [String: String] = [:],
        hint: String? = nil
    ) {
        self.code = code
        self.tool = tool
        self.message = message
        self.retryAfterMs = retryAfterMs
        self.details = details
        self.hint = hint
    }

    /// The message with its code.
    public var description: String { "\(message) (\(code.rawValue))" }

    /// What an agent can be shown, so that it does something else than the same again.
    public func prompt() -> String {
        var text = "The tool \(shown(tool)) did not succeed. \(message)"
        if let retryAfterMs {
            text += " Try again in \((retryAfterMs + 999) / 1_000) s at the earliest."
        }
        if let hint { text += " \(hint)" }
        return text
    }
}

extension GuardError: FailureClassified {
    /// A circuit's own time limit counts as a timeout; refusals say nothing of the service.
    public var failureKind: FailureKind { code == .timeout ? .timeout : .unknown }
}

extension GuardError.Code {
    /// The rate limit is reached.
    public static let rateLimited = GuardError.Code(rawValue: "guard.rate_limit_exceeded")
    /// The service's circuit is open.
    public static let circuitOpen = GuardError.Code(rawValue: "guard.circuit_open")
    /// The tool was tried as often as a run may.
    public static let attemptsExhausted = GuardError.Code(rawValue: "guard.max_attempts_exceeded")
    /// The tool did not end in time; it was asked to stop, and what it still does is lost.
    public static let timeout = GuardError.Code(rawValue: "tool.timeout")
    /// Too many calls of the tool that did not end in time are running still.
    public static let orphansExceeded = GuardError.Code(rawValue: "guard.timeout_orphans")
    /// The same call is under way.
    public static let inProgress = GuardError.Code(rawValue: "guard.idempotency_in_progress")
    /// The same call took place already.
    public static let duplicate = GuardError.Code(rawValue: "guard.idempotency_duplicate")
    /// The same call failed, and nobody knows what it did.
    public static let outcomeUnknown = GuardError.Code(
        rawValue: "guard.idempotency_outcome_unknown"
    )
    /// The same key came with other arguments, or for another type of result.
    public static let keyConflict = GuardError.Code(rawValue: "guard.idempotency_conflict")
    /// There is no key, or it is too long.
    public static let missingKey = GuardError.Code(rawValue: "usage.missing_idempotency_key")
    /// The guard counts by run, and there is none: call it inside of `withRun`.
    public static let missingRun = GuardError.Code(rawValue: "runtime.context_missing")
    /// The guard needs facts, and there is nowhere to keep them: call it inside of `withCustody`.
    public static let noSession = GuardError.Code(rawValue: "NO_SESSION")
    /// What a write names was not read before, in this session.
    public static let missingFact = GuardError.Code(rawValue: "MISSING_FACT")
    /// A number is below its minimum or above its maximum.
    public static let thresholdExceeded = GuardError.Code(rawValue: "THRESHOLD_EXCEEDED")
    /// A text is one of those that are blocked.
    public static let patternBlocked = GuardError.Code(rawValue: "PATTERN_BLOCKED")
    /// A read has shown more things than may be proven at once.
    public static let tooManyResults = GuardError.Code(rawValue: "TOO_MANY_RESULTS")
    /// The guard's bounded memory is taken by others that are busy.
    public static let capacity = GuardError.Code(rawValue: "guard.capacity")
    /// The server that keeps the guards' state does not answer; nothing has run.
    public static let deskUnavailable = GuardError.Code(rawValue: "guard.desk_unavailable")
    /// A rate limit of no calls, of a span that is no span, or of too many.
    public static let badRateLimit = GuardError.Code(rawValue: "usage.rate_limit_configuration")
    /// A scope value that is too long.
    public static let badScope = GuardError.Code(rawValue: "usage.scope_validation")
    /// A circuit that opens at no failures, or counts none.
    public static let badCircuit = GuardError.Code(rawValue: "usage.circuit_breaker_configuration")
    /// Fewer than one attempt, or too many.
    public static let badAttempts = GuardError.Code(rawValue: "usage.max_attempts_configuration")
    /// A time limit that is no span of time, or too long.
    public static let badTimeLimit = GuardError.Code(rawValue: "usage.timeout_configuration")
    /// A time to live that is no span of time, or too long.
    public static let badIdempotent = GuardError.Code(rawValue: "usage.invalid_idempotent_tool")
    /// A session's id that can be guessed, or bounds of facts that are none.
    public static let badSession = GuardError.Code(rawValue: "usage.session_configuration")
}

/// A name or value as a message may show it: on one line, and no longer than it takes to know it again.
func shown(_ text: String) -> String {
    var line = ""
    var count = 0
    for scalar in text.unicodeScalars {
        guard count < 64 else { return line + "…" }
        let isControl =
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            || scalar.value == 0x2028 || scalar.value == 0x2029
        line.unicodeScalars.append(isControl ? " " : scalar)
        count += 1
    }
    return line
}
