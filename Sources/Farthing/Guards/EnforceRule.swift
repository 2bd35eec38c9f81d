public import FarthingCore

/// What a call's arguments must meet, for ``enforcing(_:_:store:_:)``.
public struct EnforceRule: Sendable {
    /// The longest text that a pattern is tried on, in UTF-8 bytes; a longer one is blocked, since the
    /// time that a pattern takes grows with it.
    public static let textBytesMax = 16_384
    /// The most values that one rule may require.
    public static let valuesMax = 1_000

    enum Kind: Sendable {
        case fact(Fact)
        case facts([Fact])
        case number(argument: String, Verdict, min: String, max: String)
        case text(argument: String, isBlocked: Bool, isTooLong: Bool)
    }

    enum Verdict: Sendable {
        case inside
        case below
        case above
    }

    let kind: Kind
    let hint: String?

    /// The thing must have been read in this session: some tool has proven a fact of this kind and value.
    ///
    /// - Parameters:
    ///   - hint: what an agent can do about it; a sentence is made where none is given.
    ///   - kind: what kind of thing, as facts name it.
    ///   - value: which one.
    public static func require(_ kind: String, _ value: String, hint: String? = nil) -> EnforceRule
    {
        EnforceRule(kind: .fact(Fact(kind, value)), hint: hint)
    }

    /// The same for a thing that a number names.
    public static func require(
        _ kind: String,
        _ value: some BinaryInteger,
        hint: String? = nil
    ) -> EnforceRule {
        EnforceRule(kind: .fact(Fact(kind, value)), hint: hint)
    }

    /// Each of these must have been read in this session; at most ``valuesMax``.
    public static func require(
        _ kind: String,
        _ values: some Collection<String>,
        hint: String? = nil
    ) -> EnforceRule {
        // One more than may be, so that it is seen that there are too many.
        let facts = values.prefix(valuesMax + 1).map { Fact(kind, $0) }
        return EnforceRule(kind: .facts(facts), hint: hint)
    }

    /// A whole number must be within a range, both ends included. There is no such rule for floating
    /// point: money and quantities that decide are exact.
    public static func threshold<Number: BinaryInteger & Sendable>(
        _ argument: String,
        _ value: Number,
        _ range: ClosedRange<Number>,
        hint: String? = nil
    ) -> EnforceRule {
        let verdict = verdict(value, range)
        guard verdict != .inside else {
            return EnforceRule(
                kind: .number(argument: argument, .inside, min: "", max: ""),
                hint: hint
            )
        }
        let (min, max) = ("\(range.lowerBound)", "\(range.upperBound)")
        return EnforceRule(
            kind: .number(argument: argument, verdict, min: min, max: max),
            hint: hint
        )
    }

    /// An exact amount must be within a range, both ends included.
    public static func threshold(
        _ argument: String,
        _ value: Money,
        _ range: ClosedRange<Money>,
        hint: String? = nil
    ) -> EnforceRule {
        let verdict = verdict(value, range)
        guard verdict != .inside else {
            return EnforceRule(
                kind: .number(argument: argument, .inside, min: "", max: ""),
                hint: hint
            )
        }
        let (min, max) = (range.lowerBound.shownDecimal, range.upperBound.shownDecimal)
        return EnforceRule(
            kind: .number(argument: argument, verdict, min: min, max: max),
            hint: hint
        )
    }

    /// A text must not fit a pattern anywhere in it: `Glob("DROP TABLE")` blocks what contains it.
    ///
    /// Case counts: that pattern lets `drop table` through. For text in any case use a regular
    /// expression, such as `/drop\s+table/.ignoresCase()`.
    ///
    /// - Parameters:
    ///   - pattern: `*` for any run of characters, `?` for one; matching takes at most
    ///     pattern × text steps, whatever they are.
    ///   - argument: the argument's name.
    ///   - hint: what an agent is told it can do about it.
    ///   - text: what the argument says.
    public static func block(
        _ argument: String,
        _ text: String,
        _ pattern: Glob,
        hint: String? = nil
    ) -> EnforceRule {
        let isTooLong = text.utf8.count > textBytesMax
        let isBlocked = isTooLong || pattern.isFound(in: text)
        return EnforceRule(
            kind: .text(argument: argument, isBlocked: isBlocked, isTooLong: isTooLong),
            hint: hint
        )
    }

    /// A text must not match a regular expression anywhere in it.
    ///
    /// Some expressions take time that grows with the square of the text or worse: use those that you
    /// have written yourself, and `Glob` for any other.
    public static func block<Output>(
        _ argument: String,
        _ text: String,
        _ pattern: Regex<Output>,
        hint: String? = nil
    ) -> EnforceRule {
        let isTooLong = text.utf8.count > textBytesMax
        var isBlocked = isTooLong
        if !isTooLong {
            // An expression that fails has not shown the text to be harmless.
            do { isBlocked = try pattern.firstMatch(in: text) != nil } catch { isBlocked = true }
        }
        return EnforceRule(
            kind: .text(argument: argument, isBlocked: isBlocked, isTooLong: isTooLong),
            hint: hint
        )
    }

    private static func verdict<Number: Comparable>(
        _ value: Number,
        _ range: ClosedRange<Number>
    ) -> Verdict {
        if value < range.lowerBound { return .below }
        return value > range.upperBound ? .above : .inside
    }
}

extension Glob {
    /// Whether any part of the text fits.
    fileprivate func isFound(in text: String) -> Bool {
        Glob("*\(pattern)*")?.matches(text) ?? true
    }
}
