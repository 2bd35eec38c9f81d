import FarthingCore
import Logging
import NIOCore
import NIOHTTP1

/// One value that a request claims, and what stands for it where its dimension is committed to.
struct Claim {
    let dimension: Dimension
    /// As the client says it.
    let value: String
    /// Who it names; nil where the dimension is not committed to.
    let subject: Subject?
    /// What stands for the subject; nil where that is not at hand.
    let commitment: String?

    init(_ dimension: Dimension, _ value: String, _ ring: (any SubjectRing)?) {
        self.dimension = dimension
        self.value = value
        guard let ring, ring.privacy.covers(dimension) else {
            subject = nil
            commitment = nil
            return
        }
        let named = Subject(tenant: ring.tenant, dimension: dimension, value: value)
        subject = named
        commitment = ring.commitment(of: named)
    }

    /// By what the claims of a key are counted: a hash where the value must not be kept, seeded anew
    /// with each process.
    var mark: String { subject.map { "#\($0.hashValue)" } ?? value }

    /// Whether the key may claim it; throws where it could be taken for another's commitment.
    func isAllowed(_ key: AccessKey, _ field: String) throws(RequestRefusal) -> Bool {
        guard subject != nil else { return key.mayClaim(dimension, value) }
        guard !Commitment.isOne(value) else {
            throw .claim(field, "a value of this form is a commitment, which nobody can claim")
        }
        if needsNew(key) { return true }
        guard let commitment else { return false }
        if let own = key.scope[dimension] { return own == commitment }
        return key.claims.contains {
            $0.dimension == dimension && $0.pattern.pattern == commitment
        }
    }

    /// Whether the key allows the value whoever it is, so that a new subject may be made for it; what
    /// a key fixes is a subject already.
    func needsNew(_ key: AccessKey) -> Bool {
        key.scope[dimension] == nil && key.mayClaim(dimension, value)
    }

    /// What stands in the call's scope.
    func standing() throws(RequestRefusal) -> String {
        guard subject != nil else { return value }
        guard let commitment else { throw .subjectsUnavailable }
        return commitment
    }
}

/// The subjects of a request whose commitments are not at hand, the tenant's among them where there is
/// an idempotency key.
struct SubjectsWanted: Sendable {
    /// Those that are only looked for, and those that get a salt where they have none.
    private(set) var known: [Subject] = []
    private(set) var new: [Subject] = []

    /// nil where nothing is wanted, as for nearly all requests. What the request may not claim is
    /// not made; its scope's check says so.
    init?(_ request: ClientRequest, _ gateway: GatewayState) {
        guard let ring = gateway.subjects, let key = request.key else { return nil }
        let tenant = Subject.tenant(ring.tenant)
        if request.facts.hasIdempotencyKey, ring.commitment(of: tenant) == nil {
            new.append(tenant)
        }
        guard request.facts.hasClaims else {
            if new.isEmpty { return nil }
            return
        }
        for field in request.fields where RequestCheck.isOurs(field.name) {
            guard let dimension = RequestCheck.dimension(field.name),
                ring.privacy.covers(dimension)
            else { continue }
            let value = RequestCheck.unpadded(field.value)
            let claim = Claim(dimension, value, ring)
            guard let subject = claim.subject, claim.commitment == nil, !value.isEmpty,
                value.utf8.count <= Scope.valueBytesMax, !Commitment.isOne(value)
            else { continue }
            guard claim.needsNew(key) else {
                known.append(subject)
                continue
            }
            // One that the key may not claim any more must not fill the salts either.
            if gateway.admitsClaim(key, dimension, claim.mark) { new.append(subject) }
        }
        if known.isEmpty, new.isEmpty { return nil }
    }
}

extension ClientConnection {
    /// Handles a request once what stands for its subjects is at hand and durable.
    func prepare(
        _ wanted: SubjectsWanted,
        _ request: ClientRequest,
        isAgain: Bool = false,
        then handle: @escaping () -> Void
    ) {
        guard let ring = loop.gateway.subjects else { return }
        let promise = loop.loop.makePromise(of: LedgerError?.self)
        promise.completeWithTask {
            do throws(LedgerError) {
                try await ring.prepare(known: wanted.known, new: wanted.new)
                return nil
            } catch {
                return error
            }
        }
        promise.futureResult.assumeIsolated().whenSuccess { error in
            // Whose client has gone meanwhile is handled by nobody.
            guard case .working = self.state else { return }
            guard let error else {
                // What an erasure took away meanwhile is asked for once more.
                guard !isAgain, let wanted = SubjectsWanted(request, self.loop.gateway) else {
                    return handle()
                }
                return self.prepare(wanted, request, isAgain: true, then: handle)
            }
            self.loop.gateway.logger.error(
                "subjects cannot be committed to",
                metadata: ["reason": "\(error.message)", "detail": "\(error.detail)"]
            )
            self.refuse(.subjectsUnavailable)
        }
    }
}

extension RequestRefusal {
    /// Nothing was admitted; the same request may succeed later.
    static let subjectsUnavailable = RequestRefusal(
        503,
        "subjects_unavailable",
        type: "server_error",
        "What stands for this call's subjects cannot be read or stored now. Nothing was held; try "
            + "again."
    )
}
