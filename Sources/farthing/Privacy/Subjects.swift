import Crypto
import Dispatch
import FarthingCore
import FarthingSQLite
import Logging
import Synchronization

/// The subjects of one folder: commitments at hand, and salts on the disk behind them.
///
/// One queue reads and writes the salts. All that waits when it comes to it shares a transaction, so
/// that a thousand new subjects at once cost a few syncs and not a thousand.
final class Subjects: SubjectRing {
    let tenant: String
    let privacy: Privacy
    private let store: SubjectStore
    private let logger: Logger
    private let cache: Mutex<SubjectCache>
    private let waiting = Mutex<[Wanted]>([])
    private let queue = DispatchQueue(label: "farthing.subjects")
    /// How many erasures are being judged; meanwhile nobody gets a commitment.
    private let pauses = Mutex(0)
    /// The tenant's own salt, once somebody needed it.
    private let tenantKey = Mutex<SymmetricKey?>(nil)
    /// The commitments that the policy in force names.
    private let named = Mutex<Set<String>>([])

    /// One caller's subjects, who goes on when they are there.
    private struct Wanted: Sendable {
        var known: [Subject]
        var new: [Subject]
        var resume: @Sendable (Result<[SubjectRecord?], LedgerError>) -> Void
    }

    init(
        _ standing: PrivacyStanding,
        _ store: SubjectStore,
        _ logger: Logger,
        cache: SubjectCache = SubjectCache()
    ) {
        tenant = standing.tenant
        privacy = standing.privacy
        self.store = store
        self.logger = logger
        self.cache = Mutex(cache)
    }

    func commitment(of subject: Subject) -> String? { cache.withLock { $0.find(subject) } }

    func tenantHash(_ message: [UInt8]) -> [UInt8]? {
        guard let key = tenantKey.withLock(\.self) else { return nil }
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }

    func prepare(known: [Subject], new: [Subject]) async throws(LedgerError) {
        _ = try await records(known: known, new: new)
    }

    /// What stands for a value that an operator names: its commitment, made where there is none; a
    /// commitment stands for itself.
    func standing(_ dimension: Dimension, _ value: String) async throws(LedgerError) -> String {
        guard privacy.covers(dimension), !Commitment.isOne(value) else { return value }
        let subject = Subject(tenant: tenant, dimension: dimension, value: value)
        guard let record = try await records(known: [], new: [subject]).first, let record else {
            throw LedgerError(.unavailable, "the salts cannot be used")
        }
        return record.commitment
    }

    /// A policy as it is put in force: with commitments for the subjects that it names.
    func committing(_ policy: Policy) async throws(LedgerError) -> Policy {
        let subjects = Array(policy.subjects)
        let records = try await records(known: [], new: subjects).compactMap(\.self)
        let commitments = Dictionary(
            records.map { ($0.subject, $0.commitment) },
            uniquingKeysWith: { first, _ in first }
        )
        return policy.committing { commitments[$0] }
    }

    /// Remembers what the policy in force names, commitments included that it spells out.
    func setNamed(_ policy: Policy) {
        var found: Set<String> = []
        for term in policy.budgets.flatMap(\.match.terms) { found.insert(term.pattern.pattern) }
        for case .scope(_, let pattern) in policy.rules.flatMap(\.conditions) {
            found.insert(pattern.pattern)
        }
        named.withLock { $0 = found.filter(Commitment.isOne) }
    }

    /// Whether the policy in force names a commitment.
    func isNamed(_ commitment: String) -> Bool { named.withLock { $0.contains(commitment) } }

    /// Forgets salts and values for good, unless `check` throws.
    ///
    /// While it is asked nobody gets a commitment: who had one before has begun a call by then, and
    /// who asks now waits for the end.
    ///
    /// - Returns: how many there were.
    func erase(_ commitments: [String], check: () async throws -> Void) async throws -> Int {
        await onQueue {
            self.pauses.withLock { $0 += 1 }
            self.forget()
        }
        let result: Result<Int, any Error>
        do {
            try await check()
            result = await onQueue {
                let result = Result<Int, any Error> { try self.store.erase(commitments) }
                self.forget()
                return result
            }
        } catch {
            result = .failure(error)
        }
        queue.async {
            self.pauses.withLock { $0 -= 1 }
            self.serve()
        }
        let count = try result.get()
        logger.notice(
            "subjects erased",
            metadata: [
                "count": "\(count)",
                "commitments": "\(commitments.prefix(10).joined(separator: " "))",
            ]
        )
        return count
    }

    // MARK: The queue

    private func onQueue<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body()) }
        }
    }

    /// Forgets all that is at hand: a subject is found by its value, which may be gone.
    private func forget() {
        cache.withLock { $0.removeAll() }
        tenantKey.withLock { $0 = nil }
    }

    private func records(
        known: [Subject],
        new: [Subject]
    ) async throws(LedgerError) -> [SubjectRecord?] {
        if known.isEmpty, new.isEmpty { return [] }
        let result: Result<[SubjectRecord?], LedgerError> = await withCheckedContinuation {
            continuation in
            let wanted = Wanted(known: known, new: new) { continuation.resume(returning: $0) }
            let isFirst = waiting.withLock { waiting in
                waiting.append(wanted)
                return waiting.count == 1
            }
            if isFirst { queue.async { self.serve() } }
        }
        return try result.get()
    }

    /// Serves all that wait; runs on the queue.
    private func serve() {
        guard pauses.withLock({ $0 == 0 }) else { return }
        let wanted = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        do throws(LedgerError) {
            let new = try store.findOrAdd(wanted.flatMap(\.new)) { self.record(of: $0) }
            let known = try store.find(wanted.flatMap(\.known))
            // Before its commitment is at hand, by which its users know that it is there.
            if let own = new.first(where: { $0.subject == .tenant(tenant) }) {
                tenantKey.withLock { $0 = SymmetricKey(data: own.salt) }
            }
            cache.withLock { cache in
                for record in new + known.compactMap(\.self) {
                    cache.put(record.subject, record.commitment)
                }
            }
            var nextNew = new[...]
            var nextKnown = known[...]
            for one in wanted {
                var records: [SubjectRecord?] = Array(nextNew.prefix(one.new.count))
                records += nextKnown.prefix(one.known.count)
                nextNew = nextNew.dropFirst(one.new.count)
                nextKnown = nextKnown.dropFirst(one.known.count)
                one.resume(.success(records))
            }
        } catch {
            for one in wanted { one.resume(.failure(error)) }
        }
    }

    private func record(of subject: Subject) -> SubjectRecord {
        var random = SystemRandomNumberGenerator()
        let salt = (0..<Subject.saltBytes).map { _ in UInt8.random(in: 0...255, using: &random) }
        return SubjectRecord(
            subject: subject,
            salt: salt,
            commitment: subject.commitment(salt: salt),
            createdAtMs: systemNowMs()
        )
    }
}

extension Subject {
    /// What stands for the subject under a salt.
    func commitment(salt: [UInt8]) -> String {
        let key = SymmetricKey(data: salt)
        return Commitment.text(HMAC<SHA256>.authenticationCode(for: committed, using: key))
    }
}
