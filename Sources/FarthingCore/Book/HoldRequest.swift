/// A request to set money aside, all lines or none.
public struct HoldRequest: Sendable {
    /// The most lines: as many budgets as one call can match.
    public static let linesMax = 64

    /// Made by the caller; the same id with the same request repeats the first outcome.
    public var id: HoldID
    /// The client's idempotency key, where it sent one.
    public var key: IdempotencyKey?
    /// What to hold, one line per budget.
    public var lines: [HoldLine]
    /// How much output the lines should afford.
    public var output: OutputBound
    /// When the hold ends by itself, in milliseconds UTC.
    public var expiresAtMs: Int64
    /// True when the call may cost money from this moment on; an expiry then charges.
    public var isSent: Bool
    /// The bound of the call in money, for the receipt: 0...``Money/maxNanos``. The book judges no
    /// budget by it.
    public var projectedNanos: Int64
    /// False for a first try with a cheap bound: a refusal for lack of room is answered and not
    /// recorded, because the caller asks again with a better one.
    public var recordsRefusal: Bool
    /// The line whose refusal is reported where several lines lack room: the one that nothing which
    /// the caller could do lifts, by its place; nil for the first.
    public var blames: Int?
    /// True records a refusal even where a line's threshold was reached. The caller then applies the
    /// threshold and decides again, and its last word is what the journal has.
    public var recordsThreshold: Bool
    /// The open hold from whose lines this one is drawn, as a run's allowance; nil for none. A line
    /// of a budget that the source has takes its amount out of the source's line, whatever its own
    /// scope; it is bound by what that has left and by nothing else. Other lines are judged as usual.
    public var source: HoldID?
    /// The human's yes that the hold needs; nil for none.
    public var approval: ApprovalAsk? {
        get { approvalBox?.value }
        set { approvalBox = newValue.map(Boxed.init) }
    }
    /// The subject under which a retry of an approved call finds what was granted, before anything
    /// else is judged; nil where nobody could have approved it. ``ApprovalAsk/subject`` stands for
    /// it where an approval is asked for.
    public var approvalSubject: String?
    /// The call's bound in every unit, for a budget that is to count something else while the hold is
    /// open; nil where nobody knows it.
    public var bound: HoldBound?
    /// What the receipt says of the call.
    public var context: CallContext

    private var approvalBox: Boxed<ApprovalAsk>?

    /// Makes a request; the book checks its bounds.
    public init(
        id: HoldID,
        key: IdempotencyKey? = nil,
        lines: [HoldLine],
        output: OutputBound = OutputBound(),
        expiresAtMs: Int64,
        isSent: Bool,
        projectedNanos: Int64 = 0,
        recordsRefusal: Bool = true,
        blames: Int? = nil,
        recordsThreshold: Bool = false,
        source: HoldID? = nil,
        approval: ApprovalAsk? = nil,
        approvalSubject: String? = nil,
        bound: HoldBound? = nil,
        context: CallContext
    ) {
        self.id = id
        self.key = key
        self.lines = lines
        self.output = output
        self.expiresAtMs = expiresAtMs
        self.isSent = isSent
        self.projectedNanos = projectedNanos
        self.recordsRefusal = recordsRefusal
        self.blames = blames
        self.recordsThreshold = recordsThreshold
        self.source = source
        approvalBox = approval.map(Boxed.init)
        self.approvalSubject = approvalSubject
        self.bound = bound
        self.context = context
    }
}

/// A client's key that makes a retry find the first attempt.
public struct IdempotencyKey: Hashable, Sendable {
    /// What the key is found by: a text of its owner alone, as the gateway makes a hash of tenant,
    /// access key, verb and the client's text. It is written into the entry as it is.
    public let name: String
    /// A keyed hash of the request's content, in hexadecimal: other content is a conflict.
    public let contentHash: String

    /// Makes a key of its name and its content's hash.
    public init(name: String, contentHash: String) {
        self.name = name
        self.contentHash = contentHash
    }
}

/// The most that a call can come to, in every unit in which a budget may count it.
public struct HoldBound: Hashable, Sendable {
    /// In nano-dollars.
    public var nanosUSD: Int64
    /// Tokens of input and output together.
    public var tokens: Int64
    /// Calls: one, but for a request that stands for several.
    public var calls: Int64

    /// Makes a bound; the book checks that each is in 0...``Money/maxNanos``.
    public init(nanosUSD: Int64, tokens: Int64, calls: Int64 = 1) {
        self.nanosUSD = nanosUSD
        self.tokens = tokens
        self.calls = calls
    }

    var isBounded: Bool {
        [nanosUSD, tokens, calls].allSatisfy { (0...Money.maxNanos).contains($0) }
    }
}
