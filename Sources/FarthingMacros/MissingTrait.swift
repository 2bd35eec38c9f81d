#if !Macros
// Without the trait there are no macros. These have their names, so that the first error at a
// decorator says what is missing, and not that the attribute is unknown.

/// Needs the trait `Macros`.
@available(*, unavailable, message: "the dependency on farthing needs the trait \"Macros\"")
@resultBuilder
public enum RateLimited {
    /// Never called.
    public static func buildBlock() {}
}

/// Needs the trait `Macros`.
@available(*, unavailable, message: "the dependency on farthing needs the trait \"Macros\"")
@resultBuilder
public enum CircuitBroken {
    /// Never called.
    public static func buildBlock() {}
}

/// Needs the trait `Macros`.
@available(*, unavailable, message: "the dependency on farthing needs the trait \"Macros\"")
@resultBuilder
public enum MaxAttempts {
    /// Never called.
    public static func buildBlock() {}
}

/// Needs the trait `Macros`.
@available(*, unavailable, message: "the dependency on farthing needs the trait \"Macros\"")
@resultBuilder
public enum TimeLimited {
    /// Never called.
    public static func buildBlock() {}
}

/// Needs the trait `Macros`.
@available(*, unavailable, message: "the dependency on farthing needs the trait \"Macros\"")
@resultBuilder
public enum Idempotent {
    /// Never called.
    public static func buildBlock() {}
}

/// Needs the trait `Macros`.
@available(*, unavailable, message: "the dependency on farthing needs the trait \"Macros\"")
@resultBuilder
public enum Proves {
    /// Never called.
    public static func buildBlock() {}
}

/// Needs the trait `Macros`.
@available(*, unavailable, message: "the dependency on farthing needs the trait \"Macros\"")
@resultBuilder
public enum Enforces {
    /// Never called.
    public static func buildBlock() {}
}

/// Needs the trait `Macros`.
@available(*, unavailable, message: "the dependency on farthing needs the trait \"Macros\"")
@resultBuilder
public enum Tool {
    /// Never called.
    public static func buildBlock() {}
}
#endif
