import FarthingCore

/// The keys of each section of a policy file, in the order in which people are told of them.
///
/// The reader knows no others, and the published schema is compared with them.
package enum PolicyKeys {
    /// The outermost map.
    package static let policy = [
        "version", "id", "tenant", "mode", "unpriced", "unmatched", "warnings", "from", "until",
        "budgets", "rules", "prices", "rates", "privacy",
    ]
    /// `$schema`, which editors read and nobody else.
    package static let ignored = ["$schema"]
    /// A ceiling price for what has none.
    package static let unpriced = ["ceiling"]
    /// What is kept of subjects.
    package static let privacy = ["commit"]
    /// A budget.
    package static let budget = [
        "id", "match", "per", "limit", "window", "timezone", "hold", "mode", "thresholds",
        "warnings", "from", "until", "countFrom",
    ]
    /// A threshold of a budget.
    package static let threshold = ["at", "reason"] + action
    /// A rule.
    package static let rule = ["id", "when", "require", "reason", "mode", "from", "until"] + action
    /// `do` and what stands beside it, each for some actions only.
    package static let action = ["do"] + actionParts.map(\.key)
    /// The conditions of a rule beside the dimensions of its scope.
    package static let conditions = ["cost", "tokens"] + RunMeasure.allCases.map(\.rawValue)
    /// One of the operator's own exchange rates.
    package static let rate = ["currency", "per_usd", "from"]
    /// One of the operator's own prices.
    package static let price =
        ["provider", "model", "variant", "above_input_tokens", "from", "max_output_tokens"]
        + Usage.Bucket.allCases.map(\.name)

    /// The keys beside `do`, with the actions that they go with.
    package static let actionParts: KeyValuePairs<String, [String]> = [
        "to": ["downgrade"], "approvers": ["approve"], "need": ["approve"],
        "within": ["approve", "wait"], "wait": ["approve"],
    ]
    /// What a threshold can do.
    package static let thresholdActions = [
        "warn", "downgrade", "approve", "wait", "pause", "block",
    ]
    /// What a rule can do.
    package static let ruleActions = ["downgrade", "approve", "wait", "block", "skip"]
}
