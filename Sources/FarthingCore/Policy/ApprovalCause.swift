/// What asks people for a yes to a call.
package enum ApprovalCause: Hashable, Sendable {
    /// A rule, by its id.
    case rule(String)
    /// A share of a budget's limit, with the operator's own word for why.
    case share(budget: String, reason: String?)
}
