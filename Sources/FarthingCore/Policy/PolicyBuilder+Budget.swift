extension Budget {
    /// Makes a budget with its thresholds written one below the other.
    ///
    /// ```swift
    /// try Budget("daily", limit: .usd("10.00"), per: [.agent], window: .day) {
    ///     Downgrade(at: .percent(50), to: "claude-sonnet-4-6", "claude-haiku-4-5")
    ///     Warn(at: .percent(80))
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - id: names the budget within its tenant.
    ///   - match: what a call must look like to count here, as `[.team: "finance", .model: "gpt-*"]`.
    ///   - limit: the most that may be spent and held in one window.
    ///   - per: gives each distinct value of these dimensions an account of its own.
    ///   - window: over what the limit counts; left out for ``BudgetLimit/concurrent(_:)`` alone. A
    ///     window of one run adds the run to `per`.
    ///   - zone: the zone in which calendar windows, and the days of `from` and `until`, begin.
    ///   - hold: how much is held before a call.
    ///   - isEnforced: false counts without refusing (shadow).
    ///   - warnsByDefault: false has no warnings but those of the thresholds.
    ///   - from: when the budget begins to count; nil for ever since.
    ///   - until: the first instant at which it no longer counts; nil for ever on.
    ///   - countsFromNow: true starts a new generation at zero instead of at what the window shows.
    /// - Throws: ``PolicyError`` for a limit, share, pattern or date that is none, and for a window
    ///   that is missing.
    public init(
        _ id: String,
        match: KeyValuePairs<Dimension, String> = [:],
        limit: BudgetLimit,
        per: [Dimension] = [],
        window: Window? = nil,
        zone: ZoneRules = .utc,
        hold: HoldMode = .ceiling,
        isEnforced: Bool = true,
        warnsByDefault: Bool = true,
        from: PolicyDate? = nil,
        until: PolicyDate? = nil,
        countsFromNow: Bool = false,
        @BudgetBuilder thresholds: () -> [any BudgetStatement] = { [Threshold]() }
    ) throws(PolicyError) {
        let path = "budgets[\"\(printable(id))\"]."
        guard let window = window ?? (limit.unit == .concurrent ? .total : nil) else {
            throw PolicyError(
                path: path + "window",
                message: "missing; write one like window: .day"
            )
        }
        var terms: [Match.Term] = []
        for (dimension, pattern) in match {
            terms.append(try Match.Term(dimension, pattern, path + "match"))
        }
        var made: [Threshold] = []
        for (index, statement) in thresholds().enumerated() {
            made.append(try statement.threshold(path: path + "thresholds[\(index)]"))
        }
        self.init(
            id: id,
            match: Match(terms),
            per: window == .run && !per.contains(.run) ? per + [.run] : per,
            unit: limit.unit,
            limit: try limit.checked(path + "limit"),
            window: window,
            zone: zone,
            holdMode: hold,
            isEnforced: isEnforced,
            thresholds: made,
            countsFromNow: countsFromNow,
            effective: try EffectiveDates(from, until, zone: zone, path),
            warnsByDefault: warnsByDefault
        )
    }
}

extension Match.Term {
    init(_ dimension: Dimension, _ pattern: String, _ path: String) throws(PolicyError) {
        guard let glob = Glob(pattern) else {
            throw PolicyError(
                path: path + "." + printable(dimension.name),
                message: "a pattern has from 1 to \(Glob.bytesMax) bytes"
            )
        }
        self.init(dimension: dimension, pattern: glob)
    }
}

/// What may stand between the braces of a ``Budget``: ``Warn``, ``Downgrade``, ``Approve``,
/// ``Wait``, ``Pause`` and ``Block``.
public protocol BudgetStatement: Sendable {
    /// The threshold that the statement stands for.
    ///
    /// - Parameter path: the place, for errors.
    /// - Throws: ``PolicyError`` where the share lies outside of 0.01 % to 100 %, or a length of time
    ///   is none.
    func threshold(path: String) throws(PolicyError) -> Threshold
}

extension Threshold: BudgetStatement {
    /// The threshold itself.
    public func threshold(path: String) throws(PolicyError) -> Threshold { self }

    init(
        _ share: LimitShare,
        _ action: ThresholdAction,
        _ reason: String?,
        _ path: String
    ) throws(PolicyError) {
        let basisPoints = try share.checked(1...10_000, path + ".at")
        guard
            let made = Threshold(atBasisPoints: basisPoints, action: action, reason: reason)
        else { throw PolicyError(path: path + ".at", message: "a share outside of its bounds") }
        self = made
    }
}

/// Takes the thresholds of a budget one below the other.
@resultBuilder
public enum BudgetBuilder {
    /// One threshold.
    public static func buildExpression(
        _ statement: some BudgetStatement
    ) -> [any BudgetStatement] { [statement] }
    /// Thresholds that were made elsewhere.
    public static func buildExpression(_ thresholds: [Threshold]) -> [any BudgetStatement] {
        thresholds
    }
    /// Thresholds one below the other.
    public static func buildBlock(_ statements: [any BudgetStatement]...) -> [any BudgetStatement] {
        statements.flatMap(\.self)
    }
    /// What an `if` without `else` gives.
    public static func buildOptional(
        _ statements: [any BudgetStatement]?
    ) -> [any BudgetStatement] { statements ?? [] }
    /// What `if` and `switch` give.
    public static func buildEither(
        first statements: [any BudgetStatement]
    ) -> [any BudgetStatement] { statements }
    /// What `else` gives.
    public static func buildEither(
        second statements: [any BudgetStatement]
    ) -> [any BudgetStatement] { statements }
    /// What a `for` gives.
    public static func buildArray(
        _ statements: [[any BudgetStatement]]
    ) -> [any BudgetStatement] { statements.flatMap(\.self) }
}
