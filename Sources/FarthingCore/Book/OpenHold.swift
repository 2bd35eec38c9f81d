/// A hold that is neither settled nor given back.
///
/// What few holds have stands apart, so that a hold is small where it is copied.
struct OpenHold: Sendable {
    /// What stands where no hold is open.
    static let vacant = OpenHold(
        id: HoldID(random: 0, 0),
        lines: [],
        expiresAtMs: Int64.max,
        createdAtMs: 0,
        isSent: false,
        outputTokens: 0,
        sequence: -1,
        context: CallContext.blank
    )

    let id: HoldID
    var lines: Few<Line>
    var expiresAtMs: Int64
    let createdAtMs: Int64
    var isSent: Bool
    /// True once another hold was drawn from it: an allowance, never charged by its expiry.
    var isSource = false
    var outputTokens: Int64
    /// The entry that admitted it; negative where no hold is open.
    let sequence: Int64
    let context: CallContext
    private var rare: Boxed<Rare>?

    struct Line: Sendable, Hashable {
        var account: Int
        var held: Int64
        /// What it is expected to come to; at least `held`.
        var expected: Int64
        /// The line of ``OpenHold/source`` from which it is drawn; -1 for one that is not.
        var sourceLine: Int = -1
        var rateNanos: Int64?
    }

    /// What few holds have.
    struct Rare: Sendable {
        var key: IdempotencyKey?
        /// What the provider calls the work that it goes on with; nil for a call that ends alone.
        var job: String?
        /// The hold from which lines of this one are drawn; it may be over by now.
        var source: Entry.HoldReference?
        /// The approval whose money this hold keeps; it is over with the first hold drawn from it.
        var approval: HoldID?
        var bound: HoldBound?
        /// By how much each line's limit was raised for it by an approval; empty for most. What it
        /// does not use of that is taken back when it ends.
        var raised: [Int64] = []
        /// The lines whose accounts count another unit than the holder was asked for.
        var conversions: [UnitConversion] = []
    }

    init(
        id: HoldID,
        lines: Few<Line>,
        expiresAtMs: Int64,
        createdAtMs: Int64,
        isSent: Bool,
        outputTokens: Int64,
        sequence: Int64,
        context: CallContext
    ) {
        self.id = id
        self.lines = lines
        self.expiresAtMs = expiresAtMs
        self.createdAtMs = createdAtMs
        self.isSent = isSent
        self.outputTokens = outputTokens
        self.sequence = sequence
        self.context = context
    }

    var isOpen: Bool { sequence >= 0 }

    var key: IdempotencyKey? { rare?.value.key }
    var job: String? { rare?.value.job }
    var source: Entry.HoldReference? { rare?.value.source }
    var approval: HoldID? { rare?.value.approval }
    var bound: HoldBound? { rare?.value.bound }
    var raised: [Int64] { rare?.value.raised ?? [] }
    var conversions: [UnitConversion] { rare?.value.conversions ?? [] }

    /// Whether it is a plain call's hold, which has nothing of ``Rare``.
    var isPlain: Bool { rare == nil }

    mutating func withRare(_ change: (inout Rare) -> Void) {
        var values = rare?.value ?? Rare()
        change(&values)
        rare = Boxed(values)
    }
}

/// A hold that is over, as it is remembered: what a late or repeated command needs to know.
public struct HoldRecord: Hashable, Sendable {
    /// How it ended.
    public enum State: Hashable, Sendable {
        case settled(Evidence)
        /// Given back by whoever held it.
        case released
        /// Given back because its time was over and nothing had been sent.
        case expired
    }

    /// One account of the hold.
    public struct Line: Hashable, Sendable {
        /// Which account.
        public var account: AccountKey
        /// What was held when it ended.
        public var held: Int64
        /// What was charged; zero when it was given back.
        public var charged: Int64
        /// The rate at which its amounts were made, as ``HoldLine/rateNanos``.
        public var rateNanos: Int64?

        /// Makes a line.
        public init(account: AccountKey, held: Int64, charged: Int64, rateNanos: Int64? = nil) {
            self.account = account
            self.held = held
            self.charged = charged
            self.rateNanos = rateNanos
        }
    }

    /// The hold's id.
    public var id: HoldID
    /// The client's key, where it sent one.
    public var key: IdempotencyKey?
    /// How it ended.
    public var state: State
    /// Its accounts, in the order of its lines.
    public var lines: [Line]
    /// The entry that admitted it, and the last one that changed it.
    public var openedSequence: Int64
    /// The last entry that changed it.
    public var closedSequence: Int64
    /// The lines whose accounts count another unit than the holder was asked for.
    public var conversions: [UnitConversion]

    /// Makes a record; the driver does, from the journal.
    public init(
        id: HoldID,
        key: IdempotencyKey?,
        state: State,
        lines: [Line],
        openedSequence: Int64,
        closedSequence: Int64,
        conversions: [UnitConversion] = []
    ) {
        self.id = id
        self.key = key
        self.state = state
        self.lines = lines
        self.openedSequence = openedSequence
        self.closedSequence = closedSequence
        self.conversions = conversions
    }
}
