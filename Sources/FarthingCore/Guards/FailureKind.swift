/// What kind of failure an error tells of, as far as a circuit breaker cares.
public enum FailureKind: String, CaseIterable, Hashable, Sendable {
    /// The service could not be reached, or the connection broke.
    case transport
    /// It did not answer in time.
    case timeout
    /// It answered that it cannot: 5xx, out of resources, too many connections.
    case overloaded
    /// It answered that this caller asks too much: 429.
    case throttled
    /// It does not know or not trust the caller: 401, 403.
    case auth
    /// What was asked of it is wrong: 4xx.
    case invalid
    /// What was asked for is not there: 404.
    case notFound = "not_found"
    /// Something else was faster: 409, deadlock, serialization failure.
    case conflict
    /// Nothing is known of it.
    case unknown
}

/// An error that knows what kind of failure it is.
///
/// Conform a client's errors to it where the classifier's own knowledge of statuses, codes and names
/// does not reach; it is asked first.
public protocol FailureClassified {
    /// The kind.
    var failureKind: FailureKind { get }
}

/// An error, or a result, that carries the status of an HTTP answer.
public protocol HTTPStatusCarrying {
    /// The status, from 100 to 599; nil where no answer came.
    var httpStatus: Int? { get }
}

/// A set of kinds.
public struct FailureKinds: OptionSet, Hashable, Sendable {
    /// One bit for each kind.
    public let rawValue: UInt16

    /// Makes a set of its bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// A set of one.
    public init(_ kind: FailureKind) {
        switch kind {
        case .transport: self = .transport
        case .timeout: self = .timeout
        case .overloaded: self = .overloaded
        case .throttled: self = .throttled
        case .auth: self = .auth
        case .invalid: self = .invalid
        case .notFound: self = .notFound
        case .conflict: self = .conflict
        case .unknown: self = .unknown
        }
    }

    /// ``FailureKind/transport``.
    public static let transport = FailureKinds(rawValue: 1)
    /// ``FailureKind/timeout``.
    public static let timeout = FailureKinds(rawValue: 2)
    /// ``FailureKind/overloaded``.
    public static let overloaded = FailureKinds(rawValue: 4)
    /// ``FailureKind/throttled``.
    public static let throttled = FailureKinds(rawValue: 8)
    /// ``FailureKind/auth``.
    public static let auth = FailureKinds(rawValue: 16)
    /// ``FailureKind/invalid``.
    public static let invalid = FailureKinds(rawValue: 32)
    /// ``FailureKind/notFound``.
    public static let notFound = FailureKinds(rawValue: 64)
    /// ``FailureKind/conflict``.
    public static let conflict = FailureKinds(rawValue: 128)
    /// ``FailureKind/unknown``.
    public static let unknown = FailureKinds(rawValue: 256)

    /// Those that speak of the service: it cannot be reached, is late, or cannot.
    public static let standard: FailureKinds = [.transport, .timeout, .overloaded]
    /// The standard ones, and refusals that are about the caller.
    public static let strict: FailureKinds = [.standard, .throttled, .auth]
    /// Only what never reached the service, or never came back.
    public static let infrastructure: FailureKinds = [.transport, .timeout]
    /// Those that say nothing against the service: it understood, and answered.
    public static let answers: FailureKinds = [.conflict, .notFound, .invalid]

    /// Whether a kind is in the set.
    public func contains(_ kind: FailureKind) -> Bool { contains(FailureKinds(kind)) }
}
