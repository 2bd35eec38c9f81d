/// What a refused call could still have afforded, for the `farthing` member of an error.
package struct Headroom: Hashable, Sendable {
    /// Why it was refused, as receipts name it: `overLimit`, `paused`, …
    package var reason: String
    package var budget: String?
    /// The rule that refused it.
    package var rule: String?
    /// What the amounts count: a currency, `tokens`, `calls`, …
    package var unit: String?
    /// Amounts in that unit's smallest part: nano-units of a currency, or whole things.
    package var limit: Int64?
    package var spent: Int64?
    package var held: Int64?
    package var needed: Int64?
    package var remaining: Int64?
    /// The output limit with which this call would have fitted; nil when none would.
    package var affordableOutputTokens: Int64?
    /// The cheapest model for which this call would have been let pass; nil when there is none.
    package var affordableModel: String?
    /// When the window ends, in milliseconds UTC.
    package var windowEndsMs: Int64?
    /// Where the approval is read that the call needs.
    package var approval: String?
    /// The entry that records the refusal.
    package var receipt: String?

    package init(reason: String) { self.reason = reason }
}
