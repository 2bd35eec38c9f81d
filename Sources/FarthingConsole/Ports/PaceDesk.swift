package import FarthingCore

/// How fast accounts are spent; implemented by whoever looks at them every so often.
package protocol PaceDesk: Sendable {
    /// What was spent in an account in the last hour, or since it was first looked at, in its unit,
    /// and in how many milliseconds; nil where that is not known. Asked for each line of a list:
    /// quick, and without a wait.
    func pace(of account: AccountKey) -> (spent: Int64, lengthMs: Int64)?
}
