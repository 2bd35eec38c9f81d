/// What is wrong with a policy, and where.
public struct PolicyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The place, as `budgets[0].limit`; empty for the policy as a whole.
    public let path: String
    /// What is wrong and what is expected; may be shown to a stranger.
    public let message: String

    /// Makes an error.
    public init(path: String, message: String) {
        self.path = path
        self.message = message
    }

    /// Place and message.
    public var description: String { path.isEmpty ? message : path + ": " + message }
}
