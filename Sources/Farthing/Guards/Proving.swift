public import FarthingCore
import Synchronization

/// Runs `body` and notes what its result has shown to exist, for ``enforcing(_:_:store:_:)`` to rely on.
///
/// The facts belong to the session of `withCustody` and to its scope, and lapse. A fact
/// whose kind or value is empty or too long is not noted.
///
/// - Parameters:
///   - tool: the tool's name.
///   - facts: the facts of a result.
///   - ttl: how long they hold, at most a day.
///   - maxItems: how many facts one call may prove: 1...10,000.
///   - onTooMany: whether a call that shows more throws ``GuardError/Code/tooManyResults``, or proves the
///     first ones.
///   - body: the call.
///   - store: what the guard remembers by.
/// - Throws: ``GuardError`` with ``GuardError/Code/noSession`` before anything has run; else what `body`
///   throws.
@discardableResult
public func proving<Value>(
    _ tool: String,
    facts: (Value) throws -> [Fact],
    ttl: Duration = .seconds(300),
    maxItems: Int = 200,
    onTooMany: OnTooMany = .refuse,
    store: GuardStore = .shared,
    _ body: () async throws -> Value
) async throws -> Value {
    let terms = ProofTerms(ttl: ttl, maxItems: maxItems, onTooMany: onTooMany)
    let custody = try store.admitProof(tool, terms)
    let value = try await body()
    try await store.prove(tool, try facts(value), custody)
    return value
}

/// What a call that shows too many facts does.
public enum OnTooMany: Sendable {
    /// Throws; none is noted.
    case refuse
    /// Notes the first ones.
    case truncate
}

/// How facts are noted.
struct ProofTerms: Sendable {
    var ttl: Duration
    var maxItems: Int
    var onTooMany: OnTooMany
}

/// A session in which facts may be noted.
struct OpenCustody: Sendable {
    let session: FactStore.Session
    let ttlNanos: Int64
    let maxItems: Int
    let onTooMany: OnTooMany
}

extension FactStore.Session {
    /// As many characters as 128 random bits take in the densest usual spelling.
    static let idBytesMin = 22
    static let idBytesMax = 256

    /// The running task's session.
    static func current(_ tool: String) throws(GuardError) -> FactStore.Session {
        guard let custody = SpendContext.current.custody else {
            throw GuardError(
                .noSession,
                tool: tool,
                message:
                    "\(shown(tool)) proves or needs facts, and there is no session to keep them: "
                    + "call it inside of withCustody { … }.",
                details: ["requires": "custody"]
            )
        }
        // A short name can be guessed, and whoever guesses it has its facts.
        let length = custody.id.utf8.count
        guard length >= idBytesMin, length <= idBytesMax else {
            throw GuardError(
                .badSession,
                tool: tool,
                message:
                    "A custody session's id must be one that nobody can guess, of 22 to 256 bytes: "
                    + "leave it out to get one."
            )
        }
        return FactStore.Session(id: custody.id, scope: custody.scope)
    }
}

extension GuardStore {
    func admitProof(_ tool: String, _ terms: ProofTerms) throws(GuardError) -> OpenCustody {
        guard let ttlNanos = terms.ttl.boundedNanos, ttlNanos <= FactStore.ttlMaxNanos,
            terms.maxItems >= 1, terms.maxItems <= FactStore.sessionFactsMax
        else {
            throw GuardError(
                .badSession,
                tool: tool,
                message:
                    "Facts of \(shown(tool)) need a time to live of up to a day, and 1 to 10,000 "
                    + "items."
            )
        }
        return OpenCustody(
            session: try .current(tool),
            ttlNanos: ttlNanos,
            maxItems: terms.maxItems,
            onTooMany: terms.onTooMany
        )
    }

    func prove(
        _ tool: String,
        _ minted: [Fact],
        _ custody: OpenCustody
    ) async throws(GuardError) {
        var sound = minted.allSatisfy(\.isSound) ? minted : minted.filter(\.isSound)
        if sound.count > custody.maxItems {
            guard custody.onTooMany == .truncate else {
                throw intervening(
                    "prove",
                    GuardError(
                        .tooManyResults,
                        tool: tool,
                        message:
                            "\(shown(tool)) has shown \(sound.count) things, and \(custody.maxItems) "
                            + "may be proven at once.",
                        details: ["count": "\(sound.count)", "max_items": "\(custody.maxItems)"],
                        hint: "Ask for fewer at a time."
                    )
                )
            }
            sound.removeLast(sound.count - custody.maxItems)
        }
        guard try await note(sound, custody) else {
            throw intervening("prove", .full(tool, "fact"))
        }
    }

    private func note(_ sound: [Fact], _ custody: OpenCustody) async throws(GuardError) -> Bool {
        let (session, ttlNanos) = (custody.session, custody.ttlNanos)
        guard let desk else {
            let now = clock.boundedNanos
            return facts.withLock {
                $0.prove(sound, in: session, ttlNanos: ttlNanos, nowNanos: now)
            }
        }
        if case .yes = try await desk.perform(.prove(sound, session, ttlNanos: ttlNanos)) {
            return true
        }
        return false
    }

    /// Forgets what was proven in a session: the user has signed out, the task is done.
    public func forgetFacts(of custody: SpendContext.Custody) async throws(GuardError) {
        let session = FactStore.Session(id: custody.id, scope: custody.scope)
        facts.withLock { $0.forget(session) }
        if let desk { _ = try await desk.perform(.forgetFacts(session)) }
    }
}
