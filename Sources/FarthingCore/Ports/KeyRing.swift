/// Finds the access key that a client shows; implemented by whoever stores keys.
public protocol KeyRing: Sendable {
    /// The key whose secret this is; nil when there is none, or it is revoked or past its time.
    ///
    /// Called for each request from many threads: quick, and without a wait. Looks the secret up by
    /// its hash, so that the time taken says nothing about it.
    func find(_ secret: Span<UInt8>, nowMs: Int64) -> AccessKey?

    /// The key with this id, where a signature proves that the caller has its secret; nil as above.
    func find(id: String, nowMs: Int64) -> AccessKey?
}

/// A Farthing key: who a caller is, and what it may say of itself.
///
/// The secret (`fk_…`) is not in it and is stored nowhere but as a hash.
public final class AccessKey: Sendable, Hashable {
    /// Distinct values that a key's holder may claim per dimension, so that headers cannot fill the
    /// book with accounts.
    public static let claimsMaxDefault = 1_000

    /// Groups of approvers that one key may be in: more than any organisation gives one person.
    public static let approvesMax = 32
    /// The longest name of such a group, in bytes.
    public static let groupBytesMax = 128

    /// Names the key in entries and logs.
    public let id: String
    /// The operator's name for it.
    public let name: String
    /// What calls with this key are for; headers cannot change it.
    public let scope: Scope
    /// What headers may say beside it: the dimension's value must fit the pattern.
    public let claims: [Match.Term]
    /// The most distinct values that headers may claim per dimension.
    public let claimsMax: Int
    /// Dimensions without which a call is refused.
    public let requires: [Dimension]
    /// What its holder is trusted to do; nil is less than any capability.
    public let capability: Capability?
    /// The groups of approvers in which its holder may vote, at most ``approvesMax``.
    public let approves: [String]
    /// True for a key that votes and makes no call at all.
    public let isApproverOnly: Bool

    /// Makes a key.
    public init(
        id: String,
        name: String,
        scope: Scope,
        claims: [Match.Term],
        claimsMax: Int = AccessKey.claimsMaxDefault,
        requires: [Dimension] = [],
        capability: Capability? = nil,
        approves: [String] = [],
        isApproverOnly: Bool = false
    ) {
        self.id = id
        self.name = name
        self.scope = scope
        self.claims = claims
        self.claimsMax = claimsMax
        self.requires = requires
        self.capability = capability
        self.approves = approves
        self.isApproverOnly = isApproverOnly
    }

    /// Whether the key may claim this value: its own scope says so, or a claim's pattern fits.
    public func mayClaim(_ dimension: Dimension, _ value: String) -> Bool {
        if let own = scope[dimension] { return own.utf8.elementsEqual(value.utf8) }
        return claims.contains { $0.dimension == dimension && $0.pattern.matches(value) }
    }

    /// Keys are the same when they are one object.
    public static func == (left: AccessKey, right: AccessKey) -> Bool { left === right }

    /// Hashes the key's identity.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
