public import Farthing

extension Decorated {
    /// The rules that there are.
    public static func rules(_ rules: EnforceRule?...) -> [EnforceRule] { rules.compactMap(\.self) }

    /// The thing must have been read.
    public static func require(
        _ kind: String,
        _ value: some CustomStringConvertible,
        hint: String? = nil
    ) -> EnforceRule? {
        .require(kind, value.description, hint: hint)
    }

    /// The thing must have been read, if there is one.
    public static func require(
        _ kind: String,
        _ value: (some CustomStringConvertible)?,
        hint: String? = nil
    ) -> EnforceRule? {
        value.map { .require(kind, $0.description, hint: hint) }
    }

    /// A text is one thing, and no collection of characters.
    public static func require(
        _ kind: String,
        _ value: some StringProtocol,
        hint: String? = nil
    ) -> EnforceRule? {
        .require(kind, String(value), hint: hint)
    }

    /// Each of them must have been read.
    public static func require<Values: Collection>(
        _ kind: String,
        _ values: Values,
        hint: String? = nil
    ) -> EnforceRule? where Values.Element: CustomStringConvertible {
        // One more than may be, so that it is seen that there are too many.
        let texts = values.prefix(EnforceRule.valuesMax + 1).map(\.description)
        return .require(kind, texts, hint: hint)
    }

    /// Each of them must have been read.
    public static func require<Values: Collection & CustomStringConvertible>(
        _ kind: String,
        _ values: Values,
        hint: String? = nil
    ) -> EnforceRule? where Values.Element: CustomStringConvertible {
        let texts = values.prefix(EnforceRule.valuesMax + 1).map(\.description)
        return .require(kind, texts, hint: hint)
    }

    /// Each of them must have been read, if there are any.
    public static func require<Values: Collection & CustomStringConvertible>(
        _ kind: String,
        _ values: Values?,
        hint: String? = nil
    ) -> EnforceRule? where Values.Element: CustomStringConvertible {
        values.flatMap { require(kind, $0, hint: hint) }
    }

    /// A text that may be missing.
    public static func require<Text: StringProtocol>(
        _ kind: String,
        _ value: Text?,
        hint: String? = nil
    ) -> EnforceRule? {
        value.map { .require(kind, String($0), hint: hint) }
    }

    /// A whole number within a range.
    public static func threshold<Number: BinaryInteger & Sendable>(
        _ argument: String,
        _ value: Number?,
        _ range: ClosedRange<Number>,
        hint: String? = nil
    ) -> EnforceRule? {
        value.map { .threshold(argument, $0, range, hint: hint) }
    }

    /// An amount within a range.
    public static func threshold(
        _ argument: String,
        _ value: Money?,
        _ range: ClosedRange<Money>,
        hint: String? = nil
    ) -> EnforceRule? {
        value.map { .threshold(argument, $0, range, hint: hint) }
    }

    /// Says what is missing.
    @_disfavoredOverload
    @available(
        *,
        unavailable,
        message: "Numbers that decide are exact: take a whole number or Money, not floating point"
    )
    public static func threshold<Number: BinaryFloatingPoint>(
        _ argument: String,
        _ value: Number?,
        _ range: ClosedRange<Number>,
        hint: String? = nil
    ) -> EnforceRule? { nil }

    /// A text without what a pattern of `*` and `?` fits.
    public static func block(
        _ argument: String,
        _ text: String?,
        _ pattern: StaticString,
        hint: String? = nil
    ) -> EnforceRule? {
        guard let text else { return nil }
        guard let glob = Glob(pattern.description) else {
            // A pattern that is none has not shown the text to be harmless.
            return .block(argument, text, /(?s).*/, hint: hint)
        }
        return .block(argument, text, glob, hint: hint)
    }

    /// A text without what an expression matches.
    public static func block<Output>(
        _ argument: String,
        _ text: String?,
        _ pattern: Regex<Output>,
        hint: String? = nil
    ) -> EnforceRule? {
        text.map { .block(argument, $0, pattern, hint: hint) }
    }
}
