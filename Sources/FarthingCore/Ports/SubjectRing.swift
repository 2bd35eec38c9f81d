/// Puts commitments in the place of subjects; implemented by whoever keeps the salts.
public protocol SubjectRing: Sendable {
    /// Whose subjects these are.
    var tenant: String { get }
    /// Which values are committed to.
    var privacy: Privacy { get }

    /// The commitment of a subject that is at hand; nil for one that ``prepare(known:new:)`` must
    /// find or make first.
    ///
    /// Called for each request from many threads: quick, and without a wait.
    func commitment(of subject: Subject) -> String?

    /// HMAC-SHA256 of a message under the salt of ``Subject/tenant(_:)``, for the names of idempotency
    /// keys; nil where ``prepare(known:new:)`` must find or make that subject first.
    ///
    /// As quick as ``commitment(of:)``.
    func tenantHash(_ message: [UInt8]) -> [UInt8]?

    /// Has the commitments of these subjects at hand; when this returns, what is new is durable.
    ///
    /// A call may be admitted under a new commitment only afterwards: one that is forgotten by a
    /// crash would give its subject a second account.
    ///
    /// - Parameters:
    ///   - known: subjects that are only looked for; what is not found stays without a commitment.
    ///   - new: subjects that get a salt where they have none.
    /// - Throws: ``LedgerError`` where the salts cannot be read or stored; a retry is safe.
    func prepare(known: [Subject], new: [Subject]) async throws(LedgerError)
}
