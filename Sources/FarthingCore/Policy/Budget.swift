/// A limit in one unit over one window, for the scopes that it matches.
public struct Budget: Hashable, Sendable {
    /// The longest id in UTF-8 bytes.
    public static let idBytesMax = 128

    /// Names the budget within its tenant.
    public var id: String
    /// What a call must look like to count here: every named dimension must match its glob.
    public var match: Match
    /// Gives each distinct value of these dimensions an account of its own.
    public var per: [Dimension]
    /// What is counted.
    public var unit: BudgetUnit
    /// The most that may be spent and held in one window, in the unit (nanos for money).
    public var limit: Int64
    /// Over what the limit counts.
    public var window: Window
    /// The zone in which calendar windows begin and end.
    public var zone: ZoneRules
    /// How much is held before a call.
    public var holdMode: HoldMode
    /// False counts without refusing (shadow).
    public var isEnforced: Bool
    /// Shares of the limit at which something happens, in any order.
    public var thresholds: [Threshold]
    /// True starts a new generation at zero instead of at what the window shows.
    public var countsFromNow: Bool
    /// When the budget counts; a call at another time does not match it.
    public var effective: EffectiveDates
    /// False has no warnings but those of ``thresholds``.
    public var warnsByDefault: Bool

    /// Makes a budget; the policy reader and the book check its bounds.
    public init(
        id: String,
        match: Match = Match(),
        per: [Dimension] = [],
        unit: BudgetUnit,
        limit: Int64,
        window: Window,
        zone: ZoneRules = .utc,
        holdMode: HoldMode = .ceiling,
        isEnforced: Bool = true,
        thresholds: [Threshold] = [],
        countsFromNow: Bool = false,
        effective: EffectiveDates = .always,
        warnsByDefault: Bool = true
    ) {
        self.id = id
        self.match = match
        self.per = per
        self.unit = unit
        self.limit = limit
        self.window = window
        self.zone = zone
        self.holdMode = holdMode
        self.isEnforced = isEnforced
        self.thresholds = thresholds
        self.countsFromNow = countsFromNow
        self.effective = effective
        self.warnsByDefault = warnsByDefault
    }

    /// Whether people are asked at some share.
    public var hasApprovals: Bool {
        thresholds.contains { threshold in
            if case .approve = threshold.action { return true }
            return false
        }
    }

    /// The share from which the budget itself refuses, in basis points: the lowest at which it
    /// blocks or pauses, and 10,000 without one.
    public var blocksAtBasisPoints: Int64 {
        let shares = thresholds.filter { $0.action == .block || $0.action == .pause }
        return shares.map(\.atBasisPoints).min() ?? 10_000
    }

    /// How long a call may wait for room in the budget; nil where it may not.
    public var waitMs: Int64? {
        var shortest: Int64?
        for threshold in thresholds {
            guard case .wait(let deadlineMs) = threshold.action else { continue }
            shortest = min(shortest ?? deadlineMs, deadlineMs)
        }
        return shortest
    }

    /// The shares, in basis points, at which a budget without a `warn` of its own warns.
    public static let defaultWarnings: [Int64] = [3_000, 8_000, 9_500]

    /// The shares at which the budget warns, in basis points, lowest first: its own, or the default
    /// ones where it has none and neither a window nor a unit in which nothing adds up.
    public var warnings: [Int64] {
        let own = thresholds.filter { $0.action == .warn }.map(\.atBasisPoints)
        if !own.isEmpty { return own.sorted() }
        let addsUp = window != .call && unit != .concurrent
        return warnsByDefault && addsUp ? Budget.defaultWarnings : []
    }
}
