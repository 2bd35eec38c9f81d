/// What is known of the run that a call belongs to, this call included.
public struct RunFacts: Hashable, Sendable {
    /// Calls of the run so far: an agent's steps.
    public var steps: Int64
    /// How often this same request has been tried since it last succeeded.
    public var attempts: Int64
    /// How often the run has made this same request.
    public var identical: Int64
    /// What the run is on its way to spend, as a share of its budget in basis points; nil where there
    /// is no budget of the run, or nothing to project from.
    public var projectedBasisPoints: Int64?

    /// Makes the facts of a run.
    public init(
        steps: Int64,
        attempts: Int64,
        identical: Int64,
        projectedBasisPoints: Int64? = nil
    ) {
        self.steps = steps
        self.attempts = attempts
        self.identical = identical
        self.projectedBasisPoints = projectedBasisPoints
    }

    /// The measure's value; nil where it is not known.
    func value(_ measure: RunMeasure) -> Int64? {
        switch measure {
        case .steps: steps
        case .attempts: attempts
        case .identical: identical
        case .projected: projectedBasisPoints
        }
    }
}

/// What a rule can compare of a call's run.
public enum RunMeasure: String, Hashable, Sendable, CaseIterable {
    /// Calls of the run.
    case steps
    /// Tries of this same request since it last succeeded.
    case attempts
    /// Times that the run made this same request.
    case identical
    /// What the run is on its way to spend, as a share of its budget in basis points.
    case projected
}
