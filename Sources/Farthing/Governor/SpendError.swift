public import FarthingCore

/// Why a call was not admitted, or could not be closed; nothing was sent on its account.
public struct SpendError: Error, Sendable, CustomStringConvertible {
    /// What kind of reason; more may come.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code's name.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// It would take a budget, a session or a scope past its limit.
        public static let overLimit = Code(rawValue: "overLimit")
        /// A budget is paused or frozen.
        public static let paused = Code(rawValue: "paused")
        /// A rule of the policy forbids it.
        public static let rule = Code(rawValue: "rule")
        /// No budget matches it, and the policy refuses such calls.
        public static let unmatched = Code(rawValue: "unmatched")
        /// Somebody must say yes first: ``SpendError/approvalID``.
        public static let approvalPending = Code(rawValue: "approvalPending")
        /// Somebody has said no.
        public static let approvalDenied = Code(rawValue: "approvalDenied")
        /// Another model is to take it, and whoever asks chooses the model: ``SpendError/model``.
        public static let downgradeNeeded = Code(rawValue: "downgradeNeeded")
        /// The model has no price, and the policy refuses what has none.
        public static let unpriced = Code(rawValue: "unpriced")
        /// The request or the bill is wrong: an amount out of bounds, two budgets too many, …
        public static let invalid = Code(rawValue: "invalid")
        /// The same idempotency key came before: with other content, still running, or over.
        public static let duplicate = Code(rawValue: "duplicate")
        /// The hold's time is over.
        public static let expired = Code(rawValue: "expired")
        /// The hold is closed already, and says something else.
        public static let conflict = Code(rawValue: "conflict")
        /// The ledger cannot answer; nothing was applied, and a retry is safe.
        public static let ledgerUnavailable = Code(rawValue: "ledgerUnavailable")
        /// The ledger may or may not have applied it.
        public static let outcomeUnknown = Code(rawValue: "outcomeUnknown")
    }

    /// What kind of reason.
    public var code: Code { details.code }
    /// A sentence or two for people: the budget, the numbers, the way out.
    public var message: String { details.message }
    /// The book's own refusal with the numbers compared; nil where it has not refused.
    public var refusal: Refusal? { details.refusal }
    /// The local limit's refusal with the numbers compared; nil where none has refused.
    public var poolRefusal: PoolRefusal? { details.poolRefusal }
    /// Each rule or threshold that determined it.
    public var reasons: [String] { details.reasons }
    /// The approval that waits for votes; nil where none does.
    public var approvalID: HoldID? { details.approvalID }
    /// In how many milliseconds a window ends, which gives money back; nil where none does.
    public var retryAfterMs: Int64? { details.retryAfterMs }
    /// The most output tokens with which the call would have fitted; nil where none would, or money is
    /// not the reason.
    public var affordableOutputTokens: Int64? { details.affordableOutputTokens }
    /// The model that is to take the call, for ``Code/downgradeNeeded``.
    public var model: String? { details.model }

    /// The rules and shares that ask for the approval that it waits for, or that was denied.
    package var approvalCauses: [ApprovalCause] { details.approvalCauses }

    /// Everything about it, in a box: errors pass through many hands, and few of them look inside.
    private let details: Details

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        details = Details(code: code, message: message)
    }

    package init(_ details: Details) {
        self.details = details
    }

    /// Everything about an error.
    package final class Details: Sendable {
        let code: Code
        let message: String
        let refusal: Refusal?
        let poolRefusal: PoolRefusal?
        let reasons: [String]
        let approvalID: HoldID?
        let approvalCauses: [ApprovalCause]
        let retryAfterMs: Int64?
        let affordableOutputTokens: Int64?
        let model: String?

        package init(
            code: Code,
            message: String,
            refusal: Refusal? = nil,
            poolRefusal: PoolRefusal? = nil,
            reasons: [String] = [],
            approvalID: HoldID? = nil,
            approvalCauses: [ApprovalCause] = [],
            retryAfterMs: Int64? = nil,
            affordableOutputTokens: Int64? = nil,
            model: String? = nil
        ) {
            self.code = code
            self.message = message
            self.refusal = refusal
            self.poolRefusal = poolRefusal
            self.reasons = reasons
            self.approvalID = approvalID
            self.approvalCauses = approvalCauses
            self.retryAfterMs = retryAfterMs
            self.affordableOutputTokens = affordableOutputTokens
            self.model = model
        }
    }

    /// The message with its code.
    public var description: String { "\(message) (\(code.rawValue))" }

    /// Whether a limit was the reason, so that a cheaper call might pass.
    public var isOverLimit: Bool { code == .overLimit }

    package init(
        _ refusal: Refusal,
        nowMs: Int64,
        message: String? = nil,
        reasons: [String] = [],
        approvalCauses: [ApprovalCause] = [],
        affordableOutputTokens: Int64? = nil
    ) {
        let ends = refusal.code.isOfRoom && refusal.windowEndsMs != Int64.max
        self.init(
            Details(
                code: Code(refusal.code),
                message: message ?? refusal.text(in: .english),
                refusal: refusal,
                reasons: reasons,
                approvalID: refusal.approvalID,
                approvalCauses: approvalCauses,
                retryAfterMs: ends ? max(0, refusal.windowEndsMs - nowMs) : nil,
                affordableOutputTokens: affordableOutputTokens
            )
        )
    }

    package init(_ error: LedgerError) {
        switch error.code {
        case .unavailable, .diskLow: self.init(.ledgerUnavailable, error.message)
        case .outcomeUnknown: self.init(.outcomeUnknown, error.message)
        case .invalid: self.init(.invalid, error.message)
        }
    }

    package init(_ refusal: PoolRefusal, affordableOutputTokens: Int64? = nil) {
        let unit = refusal.unit
        let shown = [refusal.needed, refusal.limit, refusal.spent, refusal.held]
            .map { BudgetUnit.shown($0, unit) }
        self.init(
            Details(
                code: .overLimit,
                message:
                    "The call may need \(shown[0]), and of the limit of \(shown[1]) \(shown[2]) are "
                    + "spent and \(shown[3]) held by calls in flight.",
                poolRefusal: refusal,
                affordableOutputTokens: affordableOutputTokens
            )
        )
    }
}

extension SpendError.Code {
    fileprivate init(_ code: RefusalCode) {
        switch code {
        case .overLimit, .expectedOverLimit, .thresholdReached, .allowanceExceeded:
            self = .overLimit
        case .paused, .frozen: self = .paused
        case .rule: self = .rule
        case .unmatched: self = .unmatched
        case .approvalPending: self = .approvalPending
        case .approvalDenied, .selfApproval: self = .approvalDenied
        case .keyConflict, .inFlight, .alreadySettled: self = .duplicate
        case .expired: self = .expired
        case .conflict, .unknownHold: self = .conflict
        case .invalid, .unknownBudget, .tooManyApprovals, .unknownApproval: self = .invalid
        }
    }
}

/// An error after which nothing was billed: the hold is given back instead of charged.
///
/// Errors of connections that never came about conform to it; ``Unbilled`` says it of any other.
public protocol NotBilled: Error {}

/// Says of an error that nothing was billed; whoever called gets the error inside, and guards judge by it.
public struct Unbilled: NotBilled {
    /// What went wrong; never one of these itself.
    public let error: any Error

    /// Says that nothing was billed when `error` occurred; saying it twice is saying it once.
    public init(_ error: any Error) {
        self.error = Unbilled.inside(of: error)
    }

    /// The error of which it was said that nothing was billed; of any other the error itself.
    static func inside(of error: any Error) -> any Error {
        (error as? Unbilled)?.error ?? error
    }
}
