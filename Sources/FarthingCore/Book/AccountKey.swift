/// Names one account: a budget, a distinct scope value, a window's start and a generation.
public struct AccountKey: Hashable, Sendable {
    /// The longest scope in UTF-8 bytes: as many dimensions as a scope can have, each with the longest
    /// name and `=` and `,`, and the longest value, of which each byte may be written as three.
    public static let scopeBytesMax = Scope.dimensionsMax * (70 + 3 * Scope.valueBytesMax)

    /// The budget's id.
    public let budget: String
    /// The values of the budget's `per` dimensions, as ``Scope/key(per:)`` writes them.
    public let scope: String
    /// When the window began, in milliseconds UTC; zero for windows without a beginning.
    public let windowStartMs: Int64
    /// Counted up by a reset or by an edit that changes what the account means.
    public let generation: Int64

    /// Makes a key of its four parts.
    public init(budget: String, scope: String, windowStartMs: Int64, generation: Int64) {
        self.budget = budget
        self.scope = scope
        self.windowStartMs = windowStartMs
        self.generation = generation
    }
}
