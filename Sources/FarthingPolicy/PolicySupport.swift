/// What of the language this version carries out.
///
/// The rest is read, so that a policy for a later version gets an error that names its key and not
/// one about spelling, but it is refused: a rule that does nothing would be worse than none.
enum PolicySupport {
    /// What a threshold may do.
    static let thresholdActions = ["warn", "block"]
    /// What a rule may do.
    static let ruleActions = ["block"]
}
