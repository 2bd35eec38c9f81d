/// What tells one call's arguments from another's: 128 bits of their text, equal in every process.
///
/// Parts are told apart by their lengths: `("ab", "c")` is not `("a", "bc")`. The hash is SipHash-2-4 with
/// a fixed key: two calls do not have the same one by accident, but somebody who chooses both can make
/// it so, and then gets the first call's result a second time, never a second call. Where that matters,
/// hand in a digest.
public struct ArgumentHash: Hashable, Sendable {
    package private(set) var high: UInt64
    package private(set) var low: UInt64

    /// The hash of parts in their order; a nil part differs from every text.
    public init(_ parts: (any CustomStringConvertible)?...) {
        var sip = SipHash128()
        for part in parts {
            if let part { sip.add(part.description) } else { sip.add(UInt64.max) }
        }
        (high, low) = sip.finish()
    }

    /// The hash of one text, the commonest case, without the cost of a list.
    public init(text: String) {
        var sip = SipHash128()
        sip.add(text)
        (high, low) = sip.finish()
    }

    /// The hash of a digest that the caller has made, such as SHA-256 of the arguments.
    public init(digest: some Collection<UInt8>) {
        var sip = SipHash128()
        sip.add(UInt64(digest.count))
        for byte in digest { sip.add(byte: byte) }
        (high, low) = sip.finish()
    }
}
