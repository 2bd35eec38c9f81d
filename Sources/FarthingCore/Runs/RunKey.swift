/// Which run a call belongs to: two principals that use the same name have a run each.
public struct RunKey: Hashable, Sendable {
    /// The access key's id.
    public let principal: String
    /// The run's name, as the call's scope has it.
    public let run: String

    /// Makes the key of one principal's run.
    public init(principal: String, run: String) {
        self.principal = principal
        self.run = run
    }
}

/// With what the spending of a run is compared.
public struct RunTerms: Hashable, Sendable {
    /// The most steps that ``plannedSteps`` may state; more is taken for this many.
    public static let stepsMax: Int64 = 1_000_000

    /// What the run may spend, in nano-dollars; nil where it has no budget.
    public var limitNanos: Int64?
    /// How many steps the run says it will make, those made included; nil where it says nothing.
    public var plannedSteps: Int64?

    /// Makes the terms of a run.
    public init(limitNanos: Int64? = nil, plannedSteps: Int64? = nil) {
        self.limitNanos = limitNanos
        self.plannedSteps = plannedSteps
    }
}
