import FarthingCore
import NIOHTTP1

/// Names of idempotency keys: hashes, so that a client's own text is kept nowhere.
extension GatewayState {
    /// The longest idempotency key, in bytes.
    private static let idempotencyKeyBytesMax = 256

    /// By what the book finds a request again that sent an idempotency key; nil for one without.
    ///
    /// - Throws: for a key that is too long, and where the salt for it is not at hand.
    func keyName(
        _ request: ClientRequest,
        _ key: AccessKey,
        tenant: String,
        verb: String,
        attempt: Int = 0
    ) throws(RequestRefusal) -> String? {
        guard request.facts.hasIdempotencyKey,
            let text = request.fields.first(name: "idempotency-key"), !text.isEmpty
        else { return nil }
        return try keyName(text, key, tenant: tenant, verb: verb, attempt: attempt)
    }

    /// The same of a key that stands elsewhere than in a header.
    func keyName(
        _ text: String,
        _ key: AccessKey,
        tenant: String,
        verb: String,
        attempt: Int
    ) throws(RequestRefusal) -> String {
        guard text.utf8.count <= Self.idempotencyKeyBytesMax else {
            throw .spend(
                "invalid_value",
                "idempotency-key",
                "The header 'idempotency-key' must have at most "
                    + "\(Self.idempotencyKeyBytesMax) bytes."
            )
        }
        let message = IdempotencyKey.named(
            text,
            tenant: tenant,
            accessKey: key.id,
            verb: verb,
            attempt: attempt
        )
        guard let subjects else { return IdempotencyKey.name(hash: sha256(message)) }
        // What few texts could be is guessed from a bare hash.
        guard let hash = subjects.tenantHash(message) else { throw .subjectsUnavailable }
        return IdempotencyKey.name(hash: hash)
    }
}
