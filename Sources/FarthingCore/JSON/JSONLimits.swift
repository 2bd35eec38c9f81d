/// What a JSON text may cost before it is refused.
package struct JSONLimits: Sendable {
    /// Longest text, in bytes. A tape entry stores offsets in 32 bits: at most 2 GiB is honoured.
    package var bytesMax = 32 << 20

    /// Most containers inside each other; the outermost counts as one.
    package var depthMax = 64

    /// Most tape entries: each value is one and each member name is one. At most 2²⁸ − 1.
    package var nodesMax = 1_000_000

    /// Whether two members of one object with the same decoded name are an error.
    ///
    /// Readers disagree on which of the two counts, so a document that has both can mean one thing
    /// to us and another to the provider.
    package var refusesDuplicates = true

    package init() {}

    package static let standard = JSONLimits()
}
