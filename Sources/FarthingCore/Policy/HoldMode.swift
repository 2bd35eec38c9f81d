/// How much is set aside before a call whose output length nobody knows.
public enum HoldMode: String, Hashable, Sendable, CaseIterable {
    /// The bound of the input and the largest possible output: hard, not tight.
    case ceiling
    /// As ceiling; when that does not fit, the request's output limit is written down until it does.
    case fitted
    /// The bound of the input and a tranche of output, extended while a stream flows.
    case metered
    /// A learned quantile: may overrun, and says so.
    case estimate
}
