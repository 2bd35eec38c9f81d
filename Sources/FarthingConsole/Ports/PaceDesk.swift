package import FarthingCore

/// How fast accounts are spent; implemented by whoever looks at them every so often.
package protocol PaceDesk: Sendable {
    /// What was spent in an account in the last hour, or since it was first looked at, in its unit,
    /// and in how many milliseconds; nil where that is not known. Asked for each line of a list:
    /// quick, and without a wait.
    func pace(of account: AccountKey) -> (spent: Int64, lengthMs: Int64)?

    /// Until when accounts stand in windows that begin later than now, in milliseconds UTC: the clock was
    /// ahead once, and these do not begin anew before; nil where none does. Quick, and without a wait.
    var aheadUntilMs: Int64? { get }
}

extension PaceDesk {
    package var aheadUntilMs: Int64? { nil }
}
