/// An amount as the protocol writes it: a whole number in the unit's smallest parts, in decimal
/// digits, never below zero.
package struct WireAmount: Hashable, Sendable {
    /// The most digits, as the protocol has it.
    package static let digitsMax = 38

    /// The number; below 10³⁸.
    package let value: UInt128

    package init(_ value: Int64) {
        self.value = UInt128(max(0, value))
    }

    /// Reads a field.
    ///
    /// - Throws: ``WireError`` for an empty text, for anything but ASCII digits, and for more than
    ///   ``digitsMax`` of them. Leading zeros count as digits.
    package init(_ text: String, field: String) throws(WireError) {
        let bytes = text.utf8
        guard !bytes.isEmpty else {
            throw WireError(field, "the amount is missing; write it in decimal digits")
        }
        guard bytes.count <= Self.digitsMax else {
            throw WireError(field, "the amount has more than \(Self.digitsMax) digits")
        }
        var value: UInt128 = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                throw WireError(
                    field,
                    "the amount is no whole number of zero or more in ASCII digits; signs, points, "
                        + "spaces and exponents are not taken"
                )
            }
            value = value * 10 + UInt128(byte - UInt8(ascii: "0"))
        }
        self.value = value
    }

    /// The amount in decimal digits.
    package var text: String { String(value) }
}
