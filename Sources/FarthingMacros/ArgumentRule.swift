public import Farthing

/// What a parameter must meet, for `@Enforces` and `@Tool`: an `EnforceRule` that
/// names the parameter instead of a value. Means something within a decorator only, which reads it
/// as it is written.
public struct ArgumentRule: Sendable {
    private init() {}

    /// The thing that the parameter names must have been read in this session; each of them, for a
    /// collection, and none for nil.
    public static func require(
        _ kind: String,
        _ argument: PartialKeyPath<ToolArguments>,
        hint: String? = nil
    ) -> ArgumentRule {
        ArgumentRule()
    }

    /// A whole number must be within a range, both ends included; nil is.
    public static func threshold<Number: BinaryInteger & Sendable>(
        _ argument: PartialKeyPath<ToolArguments>,
        _ range: ClosedRange<Number>,
        hint: String? = nil
    ) -> ArgumentRule {
        ArgumentRule()
    }

    /// An exact amount must be within a range, both ends included; nil is.
    public static func threshold(
        _ argument: PartialKeyPath<ToolArguments>,
        _ range: ClosedRange<Money>,
        hint: String? = nil
    ) -> ArgumentRule {
        ArgumentRule()
    }

    /// A text must not fit a pattern of `*` and `?` anywhere in it: a literal of 1 to 256 bytes.
    public static func block(
        _ argument: PartialKeyPath<ToolArguments>,
        _ pattern: StaticString,
        hint: String? = nil
    ) -> ArgumentRule {
        ArgumentRule()
    }

    /// A text must not match a regular expression anywhere in it; use one that you have written
    /// yourself.
    public static func block<Output>(
        _ argument: PartialKeyPath<ToolArguments>,
        _ pattern: Regex<Output>,
        hint: String? = nil
    ) -> ArgumentRule {
        ArgumentRule()
    }
}
