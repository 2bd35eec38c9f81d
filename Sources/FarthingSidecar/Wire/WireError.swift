/// What is wrong with a message: the caller can mend it, and nothing was held.
package struct WireError: Error, Hashable, Sendable {
    /// The code by which the protocol names it where an answer carries one.
    package let code: Wire.WireFault.Code
    /// The field, as the protocol's file writes it.
    package let field: String
    /// One sentence with what is wrong and what to do.
    package let reason: String

    package init(
        _ field: String,
        _ reason: String,
        code: Wire.WireFault.Code = .unitNormalizationRequired
    ) {
        self.code = code
        self.field = field
        self.reason = reason
    }

    /// The whole, for people.
    package var message: String { "\(field): \(reason)" }
}
