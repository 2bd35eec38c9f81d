/// Warns at a share of what is spent: an entry and an event, once per window.
public struct Warn: BudgetStatement {
    private let at: LimitShare
    private let reason: String?

    /// Makes a warning; `reason` is shown with it.
    public init(at: LimitShare, reason: String? = nil) {
        (self.at, self.reason) = (at, reason)
    }

    /// The threshold that the statement stands for.
    public func threshold(path: String) throws(PolicyError) -> Threshold {
        try Threshold(at, .warn, reason, path)
    }
}

/// Hands calls past a share of the limit to another model.
public struct Downgrade: BudgetStatement {
    private let at: LimitShare
    private let models: [String]
    private let reason: String?

    /// Makes a downgrade to the first of these models, the dearest first, that is cheaper for the
    /// call, or the next where the money does not suffice for it.
    public init(at: LimitShare, to models: String..., reason: String? = nil) {
        (self.at, self.models, self.reason) = (at, models, reason)
    }

    /// The threshold that the statement stands for.
    public func threshold(path: String) throws(PolicyError) -> Threshold {
        try Threshold(at, .downgrade(to: models), reason, path)
    }
}

/// Asks people about calls past a share of the limit.
public struct Approve: BudgetStatement {
    private let at: LimitShare
    private let group: String
    private let needed: Int64
    private let within: Duration
    private let wait: Duration
    private let reason: String?

    /// Makes an approval.
    ///
    /// - Parameters:
    ///   - group: the group whose members may vote.
    ///   - needed: how many of them must say yes, at most ``ApprovalTerms/neededMax``.
    ///   - within: how long it may stay undecided and, once granted, unused: a minute to thirty days.
    ///   - wait: how long the call's request is held open for the answer; zero answers at once.
    public init(
        at: LimitShare,
        by group: String,
        needed: Int64 = 1,
        within: Duration = .milliseconds(ApprovalTerms.withinMsDefault),
        wait: Duration = .zero,
        reason: String? = nil
    ) {
        (self.at, self.group, self.needed) = (at, group, needed)
        (self.within, self.wait, self.reason) = (within, wait, reason)
    }

    /// The threshold that the statement stands for.
    public func threshold(path: String) throws(PolicyError) -> Threshold {
        let terms = ApprovalTerms(
            group: group,
            needed: needed,
            withinMs: try milliseconds(within, path + ".within"),
            waitMs: try milliseconds(wait, path + ".wait")
        )
        return try Threshold(at, .approve(terms), reason, path)
    }
}

/// Lets calls past a share of the limit wait for headroom.
public struct Wait: BudgetStatement {
    private let at: LimitShare
    private let within: Duration
    private let reason: String?

    /// Makes a wait of at most `within`, a millisecond to an hour.
    public init(at: LimitShare, within: Duration, reason: String? = nil) {
        (self.at, self.within, self.reason) = (at, within, reason)
    }

    /// The threshold that the statement stands for.
    public func threshold(path: String) throws(PolicyError) -> Threshold {
        let deadlineMs = try milliseconds(within, path + ".within")
        return try Threshold(at, .wait(deadlineMs: deadlineMs), reason, path)
    }
}

/// Pauses the account at a share of the limit, until somebody resumes it.
public struct Pause: BudgetStatement {
    private let at: LimitShare
    private let reason: String?

    /// Makes a pause; `reason` is shown with it.
    public init(at: LimitShare, reason: String? = nil) {
        (self.at, self.reason) = (at, reason)
    }

    /// The threshold that the statement stands for.
    public func threshold(path: String) throws(PolicyError) -> Threshold {
        try Threshold(at, .pause, reason, path)
    }
}

/// Refuses calls past a share of the limit.
public struct Block: BudgetStatement {
    private let at: LimitShare
    private let reason: String?

    /// Makes a block; `reason` is shown with it.
    public init(at: LimitShare, reason: String? = nil) {
        (self.at, self.reason) = (at, reason)
    }

    /// The threshold that the statement stands for.
    public func threshold(path: String) throws(PolicyError) -> Threshold {
        try Threshold(at, .block, reason, path)
    }
}
