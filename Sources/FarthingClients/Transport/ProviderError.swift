public import FarthingCore

/// Why a call that was sent, or was about to be, has brought no answer.
///
/// What kept it from being sent at all is a ``SpendError``. A call whose task was cancelled throws
/// `CancellationError`.
public struct ProviderError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure; more may come.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The provider has answered with an error: ``ProviderError/status``.
        public static let status = Code(rawValue: "status")
        /// No connection came about; nothing was charged.
        public static let unreachable = Code(rawValue: "unreachable")
        /// The provider was silent for too long.
        public static let timeout = Code(rawValue: "timeout")
        /// The answer broke off.
        public static let broken = Code(rawValue: "broken")
        /// The answer is longer than ``ClientOptions/answerBytesMax``.
        public static let tooLarge = Code(rawValue: "tooLarge")
        /// The answer cannot be read as what was asked for.
        public static let unreadable = Code(rawValue: "unreadable")
        /// The provider has reported an error inside a stream.
        public static let stream = Code(rawValue: "stream")
        /// The hold's time was over before the answer was.
        public static let expired = Code(rawValue: "expired")
    }

    /// What kind of failure.
    public let code: Code
    /// The HTTP status; nil where no answer began.
    public let status: Int?
    /// The provider's word for it: `rate_limit_error`, `ThrottlingException`, …; nil without one.
    public let type: String?
    /// The provider's message, or ours; no key stands in it.
    public let message: String
    /// In how many milliseconds the provider wants to be asked again; nil where it has not said.
    public let retryAfterMs: Int64?
    /// What was charged; nil where nothing was.
    public let bill: CallBill?

    init(
        _ code: Code,
        _ message: String,
        status: Int? = nil,
        type: String? = nil,
        retryAfterMs: Int64? = nil,
        bill: CallBill? = nil
    ) {
        self.code = code
        self.message = message
        self.status = status
        self.type = type
        self.retryAfterMs = retryAfterMs
        self.bill = bill
    }

    /// Whether the same call may succeed later, and nothing was charged for this one. One that was
    /// charged would be charged again.
    public var isRetryable: Bool {
        guard bill == nil || bill?.costNanos == 0 else { return false }
        if code == .unreachable { return true }
        return code == .status && [408, 409, 429, 500, 502, 503, 504, 529].contains(status ?? 0)
    }

    /// The message with its code.
    public var description: String {
        let kind = type.map { "\($0), " } ?? ""
        let shown = status.map { "\(kind)status \($0)" } ?? code.rawValue
        return "\(message) (\(shown))"
    }
}

extension ProviderError: FailureClassified, HTTPStatusCarrying {
    /// The status that the provider has answered with.
    public var httpStatus: Int? { code == .status ? status : nil }

    /// What a circuit breaker counts it as.
    public var failureKind: FailureKind {
        switch code {
        case .timeout, .expired: .timeout
        case .unreachable, .broken, .tooLarge: .transport
        case .status: httpStatus.flatMap { FailureKind(httpStatus: $0) } ?? .unknown
        default: .unknown
        }
    }
}
