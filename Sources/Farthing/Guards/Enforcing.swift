import FarthingCore
import Synchronization

/// Runs `body` only where every rule is met; the first that is not, in their order, is the error.
///
/// - Throws: ``GuardError`` with ``GuardError/Code/missingFact``,
///   ``GuardError/Code/thresholdExceeded`` or ``GuardError/Code/patternBlocked``, or
///   ``GuardError/Code/noSession`` for a fact outside of `withCustody`; nothing has run
///   then. Each carries a hint that an agent can be shown: ``GuardError/prompt()``.
@discardableResult
public func enforcing<Value>(
    _ tool: String,
    _ rules: [EnforceRule],
    store: GuardStore = .shared,
    _ body: () async throws -> Value
) async throws -> Value {
    try await store.enforce(tool, rules)
    return try await body()
}

extension GuardStore {
    func enforce(_ tool: String, _ rules: [EnforceRule]) async throws(GuardError) {
        for rule in rules {
            switch rule.kind {
            case .number(_, .inside, _, _): break
            case .number(let argument, let verdict, let min, let max):
                throw intervening(
                    "enforce",
                    .outOfRange(tool, argument, verdict, min, max, rule.hint)
                )
            case .text(_, false, _): break
            case .text(let argument, true, let isTooLong):
                throw intervening("enforce", .blocked(tool, argument, isTooLong, rule.hint))
            case .fact(let fact): try await require(fact, tool, rule.hint)
            case .facts(let facts): try await require(facts, tool, rule.hint)
            }
        }
    }

    /// The same as a list of one, without the list.
    private func require(
        _ fact: Fact,
        _ tool: String,
        _ hint: String?
    ) async throws(GuardError) {
        guard desk == nil else { return try await require([fact], tool, hint) }
        let session = try FactStore.Session.current(tool)
        let now = clock.boundedNanos
        let isProven = facts.withLock { $0.isProven(fact, in: session, nowNanos: now) }
        if !isProven { throw intervening("enforce", .missingFact(tool, fact, hint)) }
    }

    private func require(
        _ wanted: [Fact],
        _ tool: String,
        _ hint: String?
    ) async throws(GuardError) {
        let session = try FactStore.Session.current(tool)
        guard wanted.count <= EnforceRule.valuesMax else {
            throw intervening("enforce", .tooManyValues(tool, hint))
        }
        let missing: Fact?
        if let desk {
            switch try await desk.perform(.require(wanted, session)) {
            case .yes: missing = nil
            case .missing(let fact): missing = fact
            default: missing = wanted.first
            }
        } else {
            let now = clock.boundedNanos
            missing = facts.withLock { $0.firstMissing(wanted, in: session, nowNanos: now) }
        }
        if let missing { throw intervening("enforce", .missingFact(tool, missing, hint)) }
    }
}

extension GuardError {
    fileprivate static func missingFact(_ tool: String, _ fact: Fact, _ hint: String?) -> GuardError
    {
        let (kind, value) = (shown(fact.kind), shown(fact.value))
        return GuardError(
            .missingFact,
            tool: tool,
            message: "No tool has read the \(kind) \"\(value)\" in this session.",
            details: ["kind": kind, "value": value],
            hint: hint ?? "Look up the \(kind) first, and use the one that is found."
        )
    }

    fileprivate static func tooManyValues(_ tool: String, _ hint: String?) -> GuardError {
        GuardError(
            .missingFact,
            tool: tool,
            message: "\(shown(tool)) was given more than \(EnforceRule.valuesMax) things at once.",
            hint: hint ?? "Give it fewer at a time."
        )
    }

    fileprivate static func outOfRange(
        _ tool: String,
        _ argument: String,
        _ verdict: EnforceRule.Verdict,
        _ min: String,
        _ max: String,
        _ hint: String?
    ) -> GuardError {
        GuardError(
            .thresholdExceeded,
            tool: tool,
            message:
                "\(shown(argument)) is \(verdict == .below ? "below \(min)" : "above \(max)").",
            details: ["argument": shown(argument), "min": min, "max": max],
            hint: hint ?? "Choose a value from \(min) to \(max)."
        )
    }

    fileprivate static func blocked(
        _ tool: String,
        _ argument: String,
        _ isTooLong: Bool,
        _ hint: String?
    ) -> GuardError {
        GuardError(
            .patternBlocked,
            tool: tool,
            message: isTooLong
                ? "\(shown(argument)) is longer than \(EnforceRule.textBytesMax) bytes."
                : "\(shown(argument)) has something in it that is not allowed.",
            details: ["argument": shown(argument)],
            hint: hint ?? "Leave it out, and try again."
        )
    }
}
